"""Versions of a plan, and what differs between two of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from sqlalchemy.orm import Session

from holdfast.console import wording
from holdfast.console.views import names
from holdfast.models import Person, Plan
from holdfast.parts import Parts
from holdfast.plans import recall

Item = tuple[str, str | None]
STATES = {"same": "as now", "added": "only in this version", "gone": "only in the plan in force"}


@dataclass(frozen=True)
class Version:
    """One version in the list."""

    number: int
    author: str
    at: datetime
    draft: bool
    in_force: bool


@dataclass(frozen=True)
class Difference:
    """One step: (state, words, number or None) of each item, in order."""

    title: str
    items: list[tuple[str, str, str | None]]


def versions(tx: Session, person: Person) -> list[Version]:
    """Newest first."""
    now, authors = recall.newest_plan(tx, person), names.responders(tx) | {person.id: "themselves"}
    return [
        Version(one.version, authors.get(one.author, one.author), one.created_at, one.draft, one is now)
        for one in recall.versions(tx, person)
    ]


def differences(parts: Parts, person: Person, version: Plan, now: Plan) -> list[Difference]:
    """What this version has that the plan in force has not, and the other way round."""
    steps = zip(
        wording.PLAN_STEPS,
        recall.steps_of(parts, person, now),
        recall.steps_of(parts, person, version),
        strict=True,
    )
    return [Difference(title, list(_compared(new, old))) for title, new, old in steps]


def _compared(now: Sequence[Item], then: Sequence[Item]) -> Iterator[tuple[str, str, str | None]]:
    for _, a, b, c, d in SequenceMatcher(None, now, then, autojunk=False).get_opcodes():
        if now[a:b] == then[c:d]:
            yield from (("same", *item) for item in then[c:d])
        else:
            yield from (("gone", *item) for item in now[a:b])
            yield from (("added", *item) for item in then[c:d])
