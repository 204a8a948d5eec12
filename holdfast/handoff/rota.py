"""Who is on call: the rota in the database, read at every rung. Without one, everyone, in the clinic file's order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.handoff.shifts import Roster
from holdfast.models import ON_CALL, STAFF, Person, Responder, Rota
from holdfast.parts import Parts

_EVERYONE = sa.select(Responder).where(*STAFF, Responder.role.in_(ON_CALL)).order_by(Responder.position)
_CANARY = sa.select(Responder).where(Responder.canary)
_NEWEST = sa.select(Rota).order_by(Rota.id.desc()).limit(1)


@dataclass(frozen=True)
class Staffing:
    """`staffed`, `unstaffed` (the rota says so; `back` is when somebody is on duty again), or `nobody` to wait for.

    `nobody`: there is no responder whom a text can reach, or none on duty within four weeks.
    """

    kind: Literal["staffed", "unstaffed", "nobody"]
    back: datetime | None = None


def newest(tx: Session) -> Rota | None:
    """The rota in force; older ones stay as the record."""
    return tx.scalars(_NEWEST).first()


def in_force(tx: Session) -> Roster | None:
    """The same, to be asked who is on duty. Read once in a transaction."""
    if "roster" not in tx.info:
        row = newest(tx)
        tx.info["roster"] = Roster.read(row.data) if row else None
    found: Roster | None = tx.info["roster"]
    return found


def missing(tx: Session, now: datetime) -> list[str]:
    """Whom the rota in force still gives hours though they are on call no more; everyone is alerted in those."""
    roster = in_force(tx)
    if roster is None:
        return []
    today = now.astimezone(roster.zone).date()
    to_come = [one for one in (*roster.shifts, *roster.overrides) if (one.window.last or today) >= today]
    named = {one.who for one in to_come} - {one.id for one in _everyone(tx)}
    query = sa.select(Responder.name).where(Responder.id.in_([one for one in named if one]))
    return list(tx.scalars(query.order_by(Responder.name)))


def replace(tx: Session, parts: Parts, data: dict[str, Any], actor: str) -> None:
    """From now on this rota is in force."""
    tx.add(Rota(data=data, set_at=parts.clock.now(), set_by=actor))
    tx.info.pop("roster", None)


def closed(tx: Session, parts: Parts) -> bool:
    """Whether nobody is on duty and the rota says so. Hours that it forgot are not such: then everyone is alerted."""
    roster = in_force(tx)
    return roster is not None and roster.stated_unstaffed(parts.clock.now())


def staffing(tx: Session, parts: Parts) -> Staffing:
    """What may truly be said of our team now."""
    if all(one.texts_blocked_at for one in _everyone(tx)):
        return Staffing("nobody")
    if not closed(tx, parts):
        return Staffing("staffed")
    back = back_on_duty(tx, parts)
    return Staffing("unstaffed", back) if back else Staffing("nobody")


def back_on_duty(tx: Session, parts: Parts) -> datetime | None:
    """When the next shift begins, on the clinic's wall clock."""
    roster = in_force(tx)
    found = roster.next_shift(parts.clock.now()) if roster else None
    return found.astimezone(roster.zone) if roster and found else None


def whom(tx: Session, parts: Parts, tell: str) -> list[Responder]:
    """The responders a rung names; a missing role falls to the next one that exists, never to nobody.

    First and second responder are on duty by the rota. The group is everyone, those on duty first.
    """
    everyone = _everyone(tx)
    roster, by_id = in_force(tx), {one.id: one for one in everyone}
    on = roster.on_duty(parts.clock.now()) if roster else []
    present = [by_id[one] for one in on if one in by_id] or everyone
    responders = [one for one in present if one.role == "responder"] or present
    everywhere = [one for one in everyone if one.role == "supervisor"]
    supervisors = [one for one in present if one.role == "supervisor"] or everywhere or everyone
    chosen = {
        "first_responder": responders[:1],
        "second_responder": responders[1:2] or supervisors[:1],
        "supervisor": supervisors,
        "second_and_supervisor": responders[1:2] + supervisors,
        "group": [*present, *everyone],
    }[tell]
    return list({one.id: one for one in chosen}.values())


def for_person(tx: Session, parts: Parts, person: Person, tell: str) -> list[Responder]:
    """Whom a rung names for this person: the watchdog's own person lights nobody's phone but its own responder's."""
    return list(tx.scalars(_CANARY)) if person.canary else whom(tx, parts, tell)


def _everyone(tx: Session) -> list[Responder]:
    """Read once in a transaction."""
    if "responders" not in tx.info:
        tx.info["responders"] = list(tx.scalars(_EVERYONE))
    found: list[Responder] = tx.info["responders"]
    return found
