"""Where words lead: a script that nothing says, one that leads nowhere, one sentence in two places."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from holdfast.content.checks.saying import is_crisis
from holdfast.content.finding import Finding, Severity, about
from holdfast.content.library import Library
from holdfast.content.lintdata import LintData
from holdfast.content.script import CHANNELS, Script, arguments_in
from holdfast.content.usage import DERIVED, Place, usage
from holdfast.content.yamlfile import read_yaml

_SENTENCE = re.compile(r"(?<=[.?!])\s+|\n+")
_LEAD_ON = (
    "offer a choice, ask, or mark it with `closes: true`, or `comes_before: true` when more follows at once"
)
# A sentence shorter than this may well stand in two places: "Thank you for telling me."
_LONG = 9


def check_flow(library: Library, lint: LintData) -> Iterator[Finding]:
    places = usage(library.folder, library.scripts)
    policy = library.folder / "handoff.yml"
    if policy.exists():  # a folder of words alone has no use of them to look at
        yield from _unused(library, lint, places)
        yield from _dead_ends(library, lint, places, set(read_yaml(policy).data.get("dialogue_topics") or ()))
    yield from _sentences_twice(library, lint)


def _unused(library: Library, lint: LintData, places: Mapping[str, list[Place]]) -> Iterator[Finding]:
    for script in library.scripts.values():
        said = bool(places.get(script.name))
        if not said and script.name not in lint.not_said_yet:
            yield about(script, "unused")
        elif said and script.name in lint.not_said_yet:
            yield about(
                script, "unused", "is said by now: take it out of not_said_yet in lint.yml", "warning"
            )


def _dead_ends(
    library: Library, lint: LintData, places: Mapping[str, list[Place]], topics: set[str]
) -> Iterator[Finding]:
    """A script of the dialogue offers a choice, asks, names people to turn to, goes on by itself, or says goodbye."""
    goes_on = {step.script for exercise in library.exercises.values() for step in exercise.steps[:-1]}
    followed, last = _in_dialogue(library.folder)
    for script in library.scripts.values():
        if (
            script.topic not in topics
            or script.buttons
            or is_crisis(script, lint)
            or script.metadata.get("closes")
            or script.metadata.get("comes_before")
        ):
            continue
        asks = all("?" in text for text in (script.web, script.sms or "?"))
        people = bool(arguments_in(script.web) & {"line", "emergency"})
        name = script.name.removesuffix("_b")
        led_on = script.name in goes_on or (name in followed and name not in last)
        if places.get(script.name) and not (asks or people or led_on):
            # After a script that only code names, code may well say more at once.
            severity: Severity = "error" if script.name in last else "warning"
            yield about(script, "dead_end", _LEAD_ON, severity)


def _in_dialogue(folder: Path) -> tuple[set[str], set[str]]:
    """Scripts that another action follows in some rule or story, and those after which the person is waited for."""
    followed, last = set[str](), set[str]()
    for part, kind in (("rules", "rules"), ("stories", "stories")):
        for path in sorted((folder / part).glob("*.yml")):
            for told in read_yaml(path).data.get(kind) or ():
                steps = told.get("steps") or []
                for step, after in zip(steps, [*steps[1:], {}], strict=True):
                    if "action" in step:
                        (followed if "action" in after else last).add(str(step["action"]))
    return followed, last


def _sentences_twice(library: Library, lint: LintData) -> Iterator[Finding]:
    """Not among crisis words and what is told to staff: there one fact has one wording, wherever it is said."""
    told = lint.claim_topics | lint.carrier_topics | {"calls", "trouble", "welcome"}
    for channel in CHANNELS:
        holds: defaultdict[str, dict[str, Script]] = defaultdict(dict)
        for script in library.scripts.values():
            if is_crisis(script, lint) or script.topic in told:
                continue
            for sentence in _SENTENCE.split(script.text(channel)):
                if len(sentence.split()) >= _LONG:
                    holds[" ".join(sentence.split()).casefold()].setdefault(_family(script.name), script)
        for sentence, scripts in holds.items():
            first, *others = scripts.values()
            for other in others:
                detail = f"{channel}, as in {first.name}: {sentence[:40]}"
                yield about(other, "same_sentence_twice", detail, "warning")


def _family(name: str) -> str:
    """Twins for a country or a contact, and wordings said in turn, may share sentences."""
    for ending in DERIVED:
        name = name.replace(ending, "")
    return re.sub(r"_(?:[a-z]|\d+)$", "", name)
