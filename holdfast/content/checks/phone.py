"""What a text message must be: plain characters, short, no word that the network would act upon."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.content.checks.saying import digits, is_crisis, sms_sayings
from holdfast.content.finding import Finding, about
from holdfast.content.library import Library
from holdfast.content.lintdata import LintData
from holdfast.content.script import Script

_LOCK_SCREEN = 40
# A number that one is asked to reach; counts such as "back from 100" are none.
_DIALLED = re.compile(r"\b(?:call|text|dial|ring|phone|number|on|to)\b:? (\d[\d -]*\d{2,})", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://)?\b((?:[a-z0-9-]+\.)+[a-z]{2,})\b")


def check_phone(library: Library, lint: LintData) -> Iterator[Finding]:
    in_exercises = {step.script for exercise in library.exercises.values() for step in exercise.steps}
    dialled = {
        digits(r.dial)
        for r in library.lines.records
        if not r.conflict and (r.confirmed or r.kind == "emergency")
    }
    for script in library.scripts.values():
        yield from _length(script, library, lint, script.name in in_exercises)
        yield from _reserved(script, lint)
        yield from _links_and_numbers(script, lint, dialled)
        found = lint.lock_screen.search((script.sms or "")[:_LOCK_SCREEN])
        if found and not is_crisis(script, lint):
            yield about(script, "lock_screen", found[0].lower())


def _length(script: Script, library: Library, lint: LintData, in_exercise: bool) -> Iterator[Finding]:
    import smsutil  # noqa: PLC0415 - not in Rasa's environment

    most, where, plain = 0, "", True
    for country, text in sms_sayings(script, library, lint):
        split = smsutil.split(text)
        plain = plain and smsutil.is_valid_gsm(text)
        if len(split.parts) > most:
            most, where = len(split.parts), country or "country unknown"
    if not plain:
        yield about(script, "not_gsm")
    if most > lint.limits["sms_parts"]:
        yield about(script, "too_many_parts", f"{most} ({where})")
    elif in_exercise and most > lint.limits["exercise_parts"]:
        yield about(script, "too_many_parts", f"{most} for a step of an exercise", "warning")


def _reserved(script: Script, lint: LintData) -> Iterator[Finding]:
    for button in script.buttons:
        if button.label.strip().lower() in lint.reserved:
            yield about(script, "reserved_word", f"label {button.label}")
    if script.sms is None or script.topic in lint.carrier_topics:
        return
    words = "|".join(map(re.escape, sorted(lint.reserved | lint.reserved_replies)))
    shouted = re.compile(rf"\b(?:{words.upper()})\b")
    invited = re.compile(rf"(?:\b(?:reply|text|type|answer)(?: with)? |[\"'])({words})\b", re.IGNORECASE)
    found = shouted.search(script.sms) or invited.search(script.sms)
    if found:
        yield about(script, "reserved_word", found[0])


def _links_and_numbers(script: Script, lint: LintData, dialled: set[str]) -> Iterator[Finding]:
    for text in set(script.variants.values()):
        for link in _LINK.finditer(text):
            if link[1] not in lint.links:
                yield about(script, "link", link[1])
        for number in _DIALLED.findall(text):
            if digits(number) not in dialled:
                yield about(script, "number_not_in_directory", number)
