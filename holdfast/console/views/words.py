"""The queue of what is reviewed: by kind and topic, what waits for whom, and what ends soon."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.content import Library
from holdfast.content.reviews import ASKED, EXPIRED, SIGNED, Record
from holdfast.content.unit import LINE, Unit
from holdfast.models import Signature
from holdfast.review.sheet import HEADINGS

SOON = timedelta(days=30)
# How many units stand on one page: as many as can be read in one go.
SHOWN = 20
WAITING, ALL = "waiting", "all"


@dataclass(frozen=True)
class Topic:
    """Units of one kind and topic. `waiting` is how many of them wait for whoever looks."""

    kind: str
    name: str
    heading: str
    crisis: int
    total: int
    signed: int
    waiting: int
    asked: int


@dataclass(frozen=True)
class Queue:
    """All topics, what is counted over all of them, and what ends soon: (unit, until)."""

    topics: list[Topic]
    states: Counter[str]
    ending: list[tuple[Unit, date]]


def queue(library: Library, account: str) -> Queue:
    """As it stands for this account today. Crisis lines have a page of their own."""
    units = [unit for unit in library.units.values() if unit.kind != LINE]
    ordered = sorted(units, key=_place)
    topics = [_topic(library, list(ours), account) for _, ours in groupby(ordered, key=_place)]
    standings = {unit.name: library.standing(unit) for unit in units}
    last = library.today() + SOON
    ending = [
        (unit, until)
        for unit in units
        if (it := standings[unit.name]).state == SIGNED and (until := it.until) is not None and until <= last
    ]
    return Queue(
        topics, Counter(it.state for it in standings.values()), sorted(ending, key=lambda one: one[1])
    )


def of_topic(library: Library, kind: str, topic: str) -> list[Unit]:
    """The units of a topic, what needs two reviewers first."""
    ours = [unit for unit in library.units.values() if (unit.kind, unit.topic) == (kind, topic)]
    return sorted(ours, key=lambda unit: not unit.crisis) if kind != LINE else []


def heading(kind: str, topic: str) -> str:
    """What a topic is called."""
    return HEADINGS[kind] + ("" if topic == kind else f": {topic.replace('_', ' ')}")


def waits(library: Library, unit: Unit, account: str) -> bool:
    """Whether this account could bring the unit further today: it is not signed, and they have not decided on it."""
    standing = library.standing(unit)
    if standing.state in (SIGNED, ASKED):
        return False
    return standing.state == EXPIRED or decision(standing.by, account) is None


def decision(by: Iterable[Record], account: str) -> Record | None:
    """What this account decided about the present words."""
    return next((record for record in by if record.account == account), None)


def last_of(tx: Session, account: str) -> Signature | None:
    """Their newest signature: registration and role are written once and offered again."""
    query = sa.select(Signature).where(Signature.account == account).order_by(Signature.id.desc())
    return tx.scalars(query.limit(1)).first()


def _place(unit: Unit) -> tuple[int, str]:
    return list(HEADINGS).index(unit.kind), unit.topic


def _topic(library: Library, units: list[Unit], account: str) -> Topic:
    states = Counter(library.standing(unit).state for unit in units)
    first = units[0]
    return Topic(
        kind=first.kind,
        name=first.topic,
        heading=heading(first.kind, first.topic),
        crisis=sum(unit.crisis for unit in units),
        total=len(units),
        signed=states[SIGNED],
        waiting=sum(waits(library, unit, account) for unit in units),
        asked=states[ASKED],
    )
