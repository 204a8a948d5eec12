"""The state of the desk in a line: who is on duty now, and how long people have waited for someone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from holdfast.console.views.inbox import Row
from holdfast.handoff import rota
from holdfast.parts import Parts


@dataclass(frozen=True)
class Strip:
    """`on_duty` is in words; `alone` when nobody is. `waiting` counts whom nobody has, the longest since `since`."""

    on_duty: str
    alone: bool
    waiting: int
    since: datetime | None


def read(tx: Session, parts: Parts, rows: Sequence[Row]) -> Strip:
    """As it is now, with the rows that the inbox shows."""
    unheld = [one.opened_at for one in rows if one.state == "waiting"]
    roster = rota.in_force(tx)
    there = set(roster.on_duty(parts.clock.now())) if roster else set()
    names = [one.name for one in rota.whom(tx, parts, "group") if one.id in there]
    if names:
        words = ", ".join(names)
    elif rota.closed(tx, parts):
        words = "nobody, as the rota says"
    else:
        words = "everyone, for no shift says who"
    return Strip(words, rota.closed(tx, parts), len(unheld), min(unheld, default=None))
