"""How strong an urge was before a tool and after it, and which tool helped: numbers and names, no words."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.models import Person, Rating
from holdfast.parts import Parts

# How long after the first number the second one still belongs to it.
OPEN_FOR = timedelta(hours=2)
# From here on an urge is strong (content-rules.md, "Default policy": 7 or more after two tools).
STRONG, TOOLS_IN_VAIN = 7, 2


@dataclass(frozen=True)
class Helped:
    """What helped most, and what it did the last time."""

    tool: str
    before: int
    after: int


def begin(tx: Session, parts: Parts, person: Person, before: int) -> None:
    """Note the number before."""
    tx.add(Rating(person_id=person.id, before=before, at=parts.clock.now()))
    tx.flush()


def open_one(tx: Session, parts: Parts, person: Person) -> Rating | None:
    """The newest one without a number after, if it is not too old."""
    query = sa.select(Rating).where(Rating.person_id == person.id).order_by(Rating.at.desc(), Rating.id)
    newest = tx.scalars(query.limit(1)).first()
    if newest is None or newest.after is not None or parts.clock.now() - newest.at > OPEN_FOR:
        return None
    return newest


def use(tx: Session, parts: Parts, person: Person, tool: str) -> None:
    """The person turned to this tool; the last one before the number after is the one that is rated."""
    if (rating := open_one(tx, parts, person)) is not None:
        rating.tool = tool


def end(tx: Session, parts: Parts, person: Person, after: int) -> bool:
    """Note the number after. False when no tool was rated before."""
    rating = open_one(tx, parts, person)
    if rating is None or rating.tool is None:
        return False
    rating.after, rating.after_at = after, parts.clock.now()
    tx.flush()
    return True


def last(tx: Session, person: Person) -> Rating | None:
    """The newest one with both numbers."""
    query = sa.select(Rating).where(Rating.person_id == person.id, Rating.after.is_not(None))
    return tx.scalars(query.order_by(Rating.after_at.desc()).limit(1)).first()


def best(tx: Session, person: Person) -> Helped | None:
    """The tool that brought the urge down most on average, with the numbers of the last time it did."""
    query = sa.select(Rating).where(Rating.person_id == person.id, Rating.after.is_not(None))
    uses: dict[str, list[Rating]] = {}
    for rating in tx.scalars(query.order_by(Rating.after_at.desc())):
        uses.setdefault(rating.tool or "", []).append(rating)
    averages = {tool: sum(_drop(one) for one in there) / len(there) for tool, there in uses.items()}
    tool = max(averages, key=lambda name: averages[name], default=None)
    if tool is None or averages[tool] <= 0:
        return None
    helped = next(one for one in uses[tool] if _drop(one) > 0)
    return Helped(tool, helped.before, helped.before - _drop(helped))


def stays_strong(tx: Session, parts: Parts, person: Person) -> bool:
    """Whether an urge is still strong after two different tools in a row, in these hours."""
    query = sa.select(Rating).where(
        Rating.person_id == person.id, Rating.after_at > parts.clock.now() - OPEN_FOR
    )
    latest = list(tx.scalars(query.order_by(Rating.after_at.desc()).limit(TOOLS_IN_VAIN)))
    tools = {one.tool for one in latest if (one.after or 0) >= STRONG}
    return len(tools) == TOOLS_IN_VAIN


def forget(tx: Session, person: Person) -> None:
    """All of them are deleted."""
    tx.execute(sa.delete(Rating).where(Rating.person_id == person.id))


def _drop(rating: Rating) -> int:
    return rating.before - (rating.after if rating.after is not None else rating.before)
