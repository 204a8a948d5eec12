"""Faults of ours that touch many people: responders get one page for all of them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import alert
from holdfast.handoff import rota
from holdfast.log import logger
from holdfast.models import Delivery, Incident
from holdfast.parts import Parts

LEVEL = "care"
UNSIGNED = "unsigned_words"
log = logger()


def join(tx: Session, parts: Parts, kind: str) -> Incident:
    """The open incident of this kind; the first to ask for it opens it and pages."""
    query = sa.select(Incident).where(Incident.kind == kind, Incident.closed_at.is_(None))
    found = tx.scalars(query).first()
    if found is not None:
        return found
    made = Incident(kind=kind, code="", opened_at=parts.clock.now())
    tx.add(made)
    tx.flush()
    page(tx, parts, made)
    return made


def report_words(parts: Parts) -> None:
    """Tell people of words that were held back: one incident, and one page, until the service starts anew."""
    if scripts := parts.alarms.waiting():
        with parts.db.write() as tx:
            found = join(tx, parts, UNSIGNED)
        log.error("words_held_back_reported", incident=found.id, count=len(scripts))
        parts.alarms.told(scripts)


def page(tx: Session, parts: Parts, incident: Incident) -> None:
    """Climb the ladder of `care` once for everyone in the incident, for as long as one of them still waits."""
    number = _rung(parts, incident)
    tx.flush()
    told = sa.select(Delivery.id).where(Delivery.cause_id == incident.id, Delivery.n >= number)
    if tx.scalar(told.limit(1)) is not None:
        return
    for responder in rota.whom(tx, parts, parts.policy.rung(LEVEL, number).tell):
        alert.to_responder(tx, parts, responder, "utter_alert_incident", {}, cause=incident.id, n=number)


def next_page(parts: Parts, incident: Incident) -> datetime:
    """When the next page is due."""
    return incident.opened_at + parts.policy.rung(LEVEL, _rung(parts, incident) + 1).after


def _rung(parts: Parts, incident: Incident) -> int:
    """The highest rung that is due by now."""
    number = 0
    while incident.opened_at + parts.policy.rung(LEVEL, number + 1).after <= parts.clock.now():
        number += 1
    return number


def end(tx: Session, parts: Parts, kind: str) -> None:
    """The fault is over; the next one is a new incident."""
    tx.execute(
        sa.update(Incident)
        .where(Incident.kind == kind, Incident.closed_at.is_(None))
        .values(closed_at=parts.clock.now())
    )
