"""Where a script stands in its exercise, so that a person can see how far it goes."""

from __future__ import annotations

from collections.abc import Mapping

from holdfast.content.exercises import Exercise
from holdfast.content.script import Script

# What a step offers that others follow.
_ONWARD = {"next_step", "skip_step"}


def places(exercises: Mapping[str, Exercise], scripts: Mapping[str, Script]) -> dict[str, tuple[int, int]]:
    """(its number, how many there are) of each step that leads to another one.

    A script that stands at different places of several exercises has none.
    """
    found: dict[str, set[tuple[int, int]]] = {}
    for exercise in exercises.values():
        steps = [
            step.script
            for step in exercise.steps
            if _ONWARD & {button.id for button in scripts[step.script].buttons}
        ]
        for number, script in enumerate(steps, 1):
            found.setdefault(script, set()).add((number, len(steps)))
    return {
        script: where
        for script, (where, *others) in ((name, sorted(seen)) for name, seen in found.items())
        if not others and where[1] > 1
    }
