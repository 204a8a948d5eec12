"""Closing a fault of ours for everyone it touched: one human's tap, and only for those who said nothing risky."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.handoff import desk, record
from holdfast.models import Escalation, Incident, Responder
from holdfast.parts import Parts

OUTCOME = "program_fault"
OVER = "utter_trouble_over"


@dataclass(frozen=True)
class Open:
    """A fault with people who still wait because of it."""

    id: str
    kind: str
    opened_at: datetime
    people: int


def with_people(tx: Session) -> list[Open]:
    """The faults that people still wait in, the oldest first."""
    counted = (
        sa.select(Incident.id, Incident.kind, Incident.opened_at, sa.func.count().label("people"))
        .join(Escalation, Escalation.incident_id == Incident.id)
        .where(Escalation.state == "waiting")
        .group_by(Incident.id, Incident.kind, Incident.opened_at)
        .order_by(Incident.opened_at)
    )
    return [Open(one.id, one.kind, one.opened_at, one.people) for one in tx.execute(counted)]


def close(tx: Session, parts: Parts, incident: Incident, responder: Responder) -> int:
    """Close every episode that is in the fault's group and that nobody took, and the fault; how many were closed.

    Whoever said anything risky is in no group any more: their episode stays open.
    """
    grouped = sa.select(Escalation.id).where(
        Escalation.incident_id == incident.id, Escalation.state == "waiting"
    )
    closed = 0
    for escalation_id in tx.scalars(grouped.order_by(Escalation.person_id)).all():
        escalation = record.take(tx, escalation_id)
        if escalation is not None and escalation.state == "waiting" and escalation.incident_id == incident.id:
            desk.hand_back(tx, parts, escalation, responder, OUTCOME, script=OVER)
            closed += 1
    incident.closed_at = incident.closed_at or parts.clock.now()
    return closed
