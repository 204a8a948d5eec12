"""What crisis words must hold: a number, early on the phone, and once that this is a program."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.content.checks.saying import NUMBER, digits, is_crisis, sms_sayings
from holdfast.content.finding import Finding, about
from holdfast.content.library import Library
from holdfast.content.lintdata import LintData
from holdfast.content.script import Script, arguments_in

_PROGRAM = re.compile(r"\bI(?: am|'m) (?:only )?a program\b", re.IGNORECASE)
_ANYWHERE = re.compile(r"emergency number", re.IGNORECASE)


def check_safety(library: Library, lint: LintData) -> Iterator[Finding]:
    for script in library.scripts.values():
        if is_crisis(script, lint):
            yield from _holds(script, lint)
            yield from _early(script, library, lint)


def _holds(script: Script, lint: LintData) -> Iterator[Finding]:
    for text in script.variants.values():
        has_line = bool(arguments_in(text) & {"line", "emergency"})
        if not has_line and not (script.metadata.get("anywhere") and _ANYWHERE.search(text)):
            yield about(script, "no_line")
        if script.topic in lint.crisis_topics and len(_PROGRAM.findall(text)) != 1:
            yield about(script, "program_once")


def _early(script: Script, library: Library, lint: LintData) -> Iterator[Finding]:
    for country, text in sms_sayings(script, library, lint):
        start = text[: lint.limits["number_within"]]
        known = {digits(r.dial) for r in library.lines.records if r.country == country}
        if country is None and _ANYWHERE.search(start):
            continue
        # A number cut off by the limit is not among the known ones, so it counts as late.
        if not any(digits(number) in known for number in NUMBER.findall(start)):
            yield about(script, "number_late", country or "country unknown")
