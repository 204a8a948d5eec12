"""What responders and contacts text back to an alert."""

import re
import uuid
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import alert
from holdfast.handoff import contacts as contacts_of
from holdfast.handoff import desk, drill, holder, record, status, transfer
from holdfast.models import Contact, Delivery, Escalation, Responder, new_id
from holdfast.parts import Parts
from holdfast.plans import people

CODE_FIRST = re.compile(r"^\W*(\d{4})(?!\d)\W*([a-z'\u2019]*)", re.IGNORECASE)
LETTER_FIRST = re.compile(r"^\W*([an])\W*(\d{4})\b", re.IGNORECASE)
# Anything else beside a code is neither: who wrote it is asked for A or N, and the ladder goes on.
TAKES = frozenset(("", "a", "ack", "accept", "take", "yes", "y", "ok", "okay"))
DECLINES = frozenset(("n", "no", "nope", "not", "can't", "cant", "cannot", "sorry"))
# So that two automatic answerers do not text each other for ever (reliability.md, GoAlert's reply limit).
MOST_REPLIES, WITHIN = 5, timedelta(minutes=10)


def heed(tx: Session, parts: Parts, phone: str, text: str, reference: str) -> bool:
    """Do what a responder's or a contact's text answers to an alert; the same reference again does nothing more.

    False when it is no such answer: whoever wrote it, it is then taken in like anyone's message.
    """
    responder = people.responder_by_phone(tx, parts, phone)
    contacts = people.contacts_by_phone(tx, parts, phone)
    if responder is None and not contacts:
        return False
    # The answer's delivery carries it, so that it is queued once for one text, however often that text is handed in.
    cause = str(uuid.uuid5(uuid.NAMESPACE_URL, reference))
    if tx.scalar(sa.select(Delivery.id).where(Delivery.cause_id == cause).limit(1)) is not None:
        return True
    if responder is not None and from_responder(tx, parts, responder, text, cause):
        return True
    return bool(contacts) and from_contact(tx, parts, contacts, text, cause)


def from_responder(
    tx: Session, parts: Parts, responder: Responder, text: str, cause: str | None = None
) -> bool:
    """Acknowledge or decline by code. False when the text holds no code: it is then a person's message like any."""
    cause = cause or new_id()
    read = _read(text)
    if read is None:
        return False
    code, letter = read
    escalation = _alerted(tx, responder, code)
    if escalation is not None:
        record.take(tx, escalation.id)
    if letter is None and escalation is None:
        return False
    if escalation is None and drill.confirm(tx, parts, responder, code):
        # Other words in the place of unsigned ones would speak of a fault.
        if parts.library.may_say(drill.THANKS):
            _answer(tx, parts, responder, drill.THANKS, cause)
        return True
    if escalation is None or letter is None:
        _answer(tx, parts, responder, "utter_alert_wrong_code", cause)
    elif letter == "n" and transfer.decline(tx, parts, escalation, responder):
        _answer(tx, parts, responder, "utter_alert_transfer_kept", cause)
    elif letter == "n":
        decline(tx, parts, escalation, responder)
        _answer(tx, parts, responder, "utter_alert_declined", cause)
    else:
        try:
            desk.acknowledge(tx, parts, escalation, responder)
            _answer(tx, parts, responder, "utter_alert_ack_ok", cause)
        except holder.Taken:
            _answer(tx, parts, responder, "utter_alert_taken_by_other", cause)
    return True


def from_contact(
    tx: Session, parts: Parts, contacts: list[Contact], text: str, cause: str | None = None
) -> bool:
    """1 "on it" or 2 "can't" to the alert sent last. Never stops the ladder. False when it is no such answer."""
    word = text.strip().lower().strip(".!()")
    answer = {"1": "on_it", "on it": "on_it", "2": "cannot", "can't": "cannot", "cant": "cannot"}.get(word)
    query = (
        sa.select(Delivery)
        .join(Escalation, Escalation.id == Delivery.escalation_id)
        .where(
            Delivery.to_id.in_([contact.id for contact in contacts]),
            Delivery.script.in_(alert.TO_CONTACTS),
            Escalation.state != "closed",
        )
        .order_by(Delivery.created_at.desc())
    )
    delivery = tx.scalars(query).first()
    if answer is None or delivery is None or delivery.escalation_id is None:
        return False
    escalation = tx.get_one(Escalation, delivery.escalation_id)
    contact = next(one for one in contacts if one.id == delivery.to_id)
    record.log(tx, parts, escalation, "contact_answered", contact.id, answer=answer)
    tx.flush()
    if answer == "cannot":
        contacts_of.alert(tx, parts, escalation)
    script = "utter_alert_contact_thanks" if answer == "on_it" else "utter_alert_contact_cannot"
    emergency = parts.library.lines.emergency_words(parts.country(contact.person))
    alert.to_contact(
        tx, parts, contact, script, {"emergency": emergency}, cause=cause or new_id(), basis="answer",
        escalation=escalation,
    )  # fmt: skip
    return True


def decline(tx: Session, parts: Parts, escalation: Escalation, responder: Responder) -> None:
    """The next rung at once, while the ladder lists one; whoever had taken it gives it back."""
    record.log(tx, parts, escalation, "declined", responder.id)
    had_it = escalation.state != "waiting" and escalation.acknowledged_by == responder.id
    listed = escalation.rung < parts.policy.listed_rungs(escalation.level, unstaffed=escalation.unstaffed)
    if had_it or (escalation.state == "waiting" and listed):
        holder.release(tx, parts, escalation)
    if had_it:
        status.take_back(tx, parts, escalation)


def _read(text: str) -> tuple[str, str | None] | None:
    """The code, and `a` or `n`; None in the letter's place when it is neither."""
    if found := CODE_FIRST.match(text):
        word = found[2].lower().replace("\u2019", "'")
        return found[1], "a" if word in TAKES else "n" if word in DECLINES else None
    if found := LETTER_FIRST.match(text):
        return found[2], found[1].lower()
    return None


def _alerted(tx: Session, responder: Responder, code: str) -> Escalation | None:
    """The open episode with this code, if this responder's own phone was alerted for it."""
    lit = sa.select(Delivery.escalation_id).where(Delivery.to_id == responder.id)
    query = sa.select(Escalation).where(
        Escalation.code == code, Escalation.state != "closed", Escalation.id.in_(lit)
    )
    return tx.scalars(query).first()


def _answer(tx: Session, parts: Parts, responder: Responder, script: str, cause: str) -> None:
    recent = sa.select(sa.func.count()).where(
        Delivery.to_id == responder.id, Delivery.n == 3000, Delivery.created_at > parts.clock.now() - WITHIN
    )
    if (tx.scalar(recent) or 0) < MOST_REPLIES:
        alert.to_responder(tx, parts, responder, script, {}, cause=cause, n=3000)
