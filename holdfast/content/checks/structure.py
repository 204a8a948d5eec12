"""Variants, arguments and duplicates."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.content.finding import Finding, about
from holdfast.content.library import Library
from holdfast.content.lintdata import LintData
from holdfast.content.script import CHANNELS, Script, arguments_in

_CLAIMS = {"told", "taken", "here", "contact_told"}


def check_structure(library: Library, lint: LintData) -> Iterator[Finding]:
    for script in library.scripts.values():
        yield from _script(script, library, lint)
    yield from _duplicates(library)
    yield from _exercises(library, lint)


def _script(script: Script, library: Library, lint: LintData) -> Iterator[Finding]:
    if script.sms is None and not script.only_spoken:
        yield about(script, "missing_variant", "sms")
    if not any(script.name.endswith(f"_{language}") for language in lint.languages[1:]):
        for language in lint.languages[1:]:
            if f"{script.name}_{language}" not in library.scripts:
                yield about(script, "missing_language", language)
    wanted = script.arguments.union(
        arguments_in(script.voice or ""),
        *(arguments_in(button.label) for button in script.buttons),
    )
    for name in sorted(wanted - set(lint.arguments)):
        yield about(script, "unknown_argument", name)
    for text in filter(None, (*script.variants.values(), *(button.label for button in script.buttons))):
        rest = text
        for name in arguments_in(text):
            rest = rest.replace(f"{{{name}}}", "")
        if "{" in rest or "}" in rest:
            yield about(script, "broken_argument", "a brace that belongs to no argument")
    labels = [button.label.casefold() for button in script.buttons]
    if len(set(labels)) != len(labels):
        yield about(script, "same_label_twice")
    if script.claims is not None and script.claims not in _CLAIMS:
        yield about(script, "unknown_claim", script.claims)


def _duplicates(library: Library) -> Iterator[Finding]:
    for channel in CHANNELS:
        first: dict[str, str] = {}
        for script in library.scripts.values():
            words = " ".join(script.text(channel).split()).casefold()
            other = first.setdefault(words, script.name)
            if other != script.name:
                yield about(script, "same_words_twice", f"{channel}, as in {other}")


def _exercises(library: Library, lint: LintData) -> Iterator[Finding]:
    """Counts come from the step: a script must get all that it needs."""
    counted = {name for name in lint.arguments if name.endswith("_count")} | {"rounds", "minutes"}
    for exercise in library.exercises.values():
        for number, step in enumerate(exercise.steps, 1):
            needed = library.scripts[step.script].arguments & counted
            detail = f"step {number}, {step.script}: "
            for name in sorted(needed - set(step.counts)):
                yield Finding(
                    str(exercise.file),
                    exercise.line(number),
                    exercise.name,
                    "missing_count",
                    "error",
                    detail + name,
                )
