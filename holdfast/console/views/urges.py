"""How strong urges were before and after a tool, over time: the points of a small plot, and the same as rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.content import Library
from holdfast.models import Notice, Person, Rating

SHOWN = 30
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 640, 200, 24, 10, 24
HIGHEST = 10


@dataclass(frozen=True)
class Point:
    """One rating; `x`, `y_before` and `y_after` are its place in the plot."""

    at: datetime
    tool: str
    before: int
    after: int | None
    x: float
    y_before: float
    y_after: float | None


@dataclass(frozen=True)
class Urges:
    """The newest ratings, oldest first. `lapses` are those that the person wanted their clinic to know of, and no
    other; `helped` is (tool, times, mean drop), best first."""

    points: Sequence[Point]
    lapses: Sequence[tuple[datetime, float]]
    helped: Sequence[tuple[str, int, float]]


def read(tx: Session, library: Library, person: Person) -> Urges:
    """As the person noted them."""
    newest = sa.select(Rating).where(Rating.person_id == person.id).order_by(Rating.at.desc()).limit(SHOWN)
    ratings = list(reversed(tx.scalars(newest).all()))
    told = (
        sa.select(Notice.at).where(Notice.person_id == person.id, Notice.kind == "lapse").order_by(Notice.at)
    )
    begins, ends = (ratings[0].at, ratings[-1].at) if ratings else (None, None)
    lapses = [at for at in tx.scalars(told) if begins and ends and begins <= at <= ends]
    labels = _labels(library)
    return Urges(
        points=[
            Point(
                one.at,
                labels.get(one.tool or "", (one.tool or "").replace("_", " ")),
                one.before,
                one.after,
                _x(one.at, begins, ends),
                _y(one.before),
                None if one.after is None else _y(one.after),
            )
            for one in ratings
        ],
        lapses=[(at, _x(at, begins, ends)) for at in lapses],
        helped=_helped(ratings, labels),
    )


def _helped(ratings: Sequence[Rating], labels: dict[str, str]) -> list[tuple[str, int, float]]:
    drops: dict[str, list[int]] = {}
    for one in ratings:
        if one.tool and one.after is not None:
            drops.setdefault(labels.get(one.tool, one.tool.replace("_", " ")), []).append(
                one.before - one.after
            )
    means = [(tool, len(there), sum(there) / len(there)) for tool, there in drops.items()]
    return sorted(means, key=lambda one: -one[2])


def _labels(library: Library) -> dict[str, str]:
    return {button.id: button.label for script in library.scripts.values() for button in script.buttons}


def _x(at: datetime, begins: datetime | None, ends: datetime | None) -> float:
    if begins is None or ends is None or begins == ends:
        return WIDTH / 2
    share = (at - begins) / (ends - begins)
    return round(LEFT + 10 + share * (WIDTH - LEFT - 20), 1)


def _y(value: int) -> float:
    return round(TOP + (HIGHEST - value) * (HEIGHT - TOP - BOTTOM) / HIGHEST, 1)
