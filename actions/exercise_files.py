"""The exercises of `data/exercises`: the order of their steps, and the counts in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

FOLDER = Path("data/exercises")


@dataclass(frozen=True)
class Step:
    """One message of an exercise; `wait_s` is the time after which the service asks again by itself.

    At a step that `keeps`, what the person writes is kept by the service and never comes here.
    """

    script: str
    counts: Mapping[str, int] = field(default_factory=dict)
    wait_s: int | None = None
    keeps: str | None = None
    more: str | None = None
    then: str | None = None


@cache
def exercises() -> Mapping[str, tuple[Step, ...]]:
    """The steps of every exercise by its name. In one with several steps, the last step closes it."""
    found = {}
    for path in sorted(FOLDER.glob("*.yml")):
        steps = yaml.safe_load(path.read_text(encoding="utf-8"))["steps"]
        found[path.stem] = tuple(
            Step(
                step["script"],
                step.get("counts") or {},
                step.get("wait_s"),
                step.get("keeps"),
                step.get("more"),
                step.get("then"),
            )
            for step in steps
        )
    return MappingProxyType(found)
