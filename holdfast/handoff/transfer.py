"""From one responder to another: who has the person keeps them until the other has accepted."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import alert
from holdfast.handoff import holder, record, rota, told
from holdfast.models import Escalation, Responder
from holdfast.parts import Parts


def candidates(tx: Session, parts: Parts, escalation: Escalation) -> list[Responder]:
    """Who can be asked: everyone on call who can sign in, those on duty first, without the one who has the person."""
    everyone = rota.whom(tx, parts, "group")
    return [one for one in everyone if one.password_hash and one.id != escalation.acknowledged_by]


def offer(tx: Session, parts: Parts, escalation: Escalation, responder: Responder, to_id: str) -> None:
    """Ask another to take over; their phone is lit. Asking a third one ends the question to the second.

    Raises holder.Taken, and ValueError when the other cannot be asked.
    """
    holder.check_has(tx, escalation, responder)
    other = next((one for one in candidates(tx, parts, escalation) if one.id == to_id), None)
    if other is None:
        raise ValueError("nobody who can be asked")
    if escalation.offered_to == other.id:
        return
    escalation.offered_to = other.id
    number = 6000 + record.count(tx, escalation, "offered")
    record.log(tx, parts, escalation, "offered", responder.id, responder=other.id)
    _text(tx, parts, escalation, other, "utter_alert_transfer", number, responder=responder.name)


def withdraw(tx: Session, parts: Parts, escalation: Escalation, responder: Responder) -> None:
    """The question is taken back. Raises holder.Taken, also when the other was faster."""
    holder.check_has(tx, escalation, responder)
    if escalation.offered_to is not None:
        record.log(tx, parts, escalation, "offer_withdrawn", responder.id, responder=escalation.offered_to)
        escalation.offered_to = None


def accept(tx: Session, parts: Parts, escalation: Escalation, responder: Responder) -> None:
    """The other has them from now on, and writes soon: without a word the ladder goes on. The person is told."""
    before = escalation.responder
    expires = parts.clock.now() + parts.policy.seconds("acknowledgement_expires")
    escalation.acknowledged_by, escalation.responder, escalation.offered_to = responder.id, responder, None
    escalation.acknowledged_until = expires
    escalation.next_due_at = min(escalation.contacts_due_at or expires, expires)
    number = 6500 + record.count(tx, escalation, "accepted")
    record.log(tx, parts, escalation, "accepted", responder.id, responder=before.id if before else None)
    told.say(tx, parts, escalation, responder, "utter_status_transferred")
    if before is not None:
        _text(tx, parts, escalation, before, "utter_alert_transfer_taken", number, responder=responder.name)


def decline(tx: Session, parts: Parts, escalation: Escalation, responder: Responder) -> bool:
    """The other cannot: it stays where it is. False when they were not asked."""
    if escalation.offered_to != responder.id:
        return False
    escalation.offered_to = None
    number = 6700 + record.count(tx, escalation, "offer_declined")
    record.log(tx, parts, escalation, "offer_declined", responder.id)
    if escalation.responder is not None:
        has, name = escalation.responder, responder.name
        _text(tx, parts, escalation, has, "utter_alert_transfer_declined", number, responder=name)
    return True


def asked(tx: Session, escalation: Escalation) -> Responder | None:
    """Who was asked and has not answered."""
    return tx.scalars(sa.select(Responder).where(Responder.id == (escalation.offered_to or ""))).first()


def _text(
    tx: Session, parts: Parts, escalation: Escalation, to: Responder, script: str, n: int, *, responder: str
) -> None:
    args = {"code": escalation.code, "responder": responder}
    alert.to_responder(tx, parts, to, script, args, cause=escalation.id, escalation=escalation, n=n)
