"""Contacts of the person: alerted only after they accepted, from the level agreed, within limits, or by a tap."""

from collections import defaultdict
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import alert as alerts
from holdfast.handoff import record, rota
from holdfast.models import Contact, Delivery, Escalation
from holdfast.parts import Parts
from holdfast.plans import agreed, people
from holdfast.risk import Level

# An alert that failed told nobody: it is not counted, and its contact is not named.
NOT_FAILED = {"queued", "sending", "sent", "delivered"}
LEFT = {"sent", "delivered"}

_RECENT = (
    sa.select(Delivery.id)
    .where(
        Delivery.kind == "alert",
        Delivery.to_id == sa.bindparam("contact"),
        Delivery.created_at > sa.bindparam("since"),
        Delivery.script.in_(alerts.TO_CONTACTS),
    )
    .limit(1)
)
_STATES = sa.select(Delivery.to_id, Delivery.state).where(
    Delivery.escalation_id == sa.bindparam("escalation"), Delivery.to_kind == "contact"
)


def alert(tx: Session, parts: Parts, escalation: Escalation, level: str | None = None) -> list[Contact]:
    """Queue the agreed words to those who agreed to the level (the one in force); everyone told in this episode.

    A fault of ours that touches many is no reason to text anyone's contacts.
    """
    everyone = escalation.person.contacts
    if not everyone:
        return []
    reached = _states(tx, escalation)
    sent = {
        contact.id
        for contact in _due(tx, parts, escalation, level or escalation.level, reached)
        if _send(tx, parts, escalation, contact, f"agreed from {contact.notify_from}")
    }
    return [contact for contact in everyone if contact.id in sent or reached[contact.id] & NOT_FAILED]


def alert_in_their_hours(tx: Session, parts: Parts, escalation: Escalation) -> None:
    """Tell those who were passed over for the hour, once it is one that they agreed to and nobody has the person."""
    if escalation.contacts_due_at is not None or not any(one.hours for one in escalation.person.contacts):
        return
    if record.count(tx, escalation, "contacts_spared"):
        return
    for contact in due(tx, parts, escalation, escalation.level):
        if contact.hours:
            _send(tx, parts, escalation, contact, f"agreed from {contact.notify_from}, in their hours")


def due(tx: Session, parts: Parts, escalation: Escalation, level: str) -> list[Contact]:
    """Who agreed to be told by itself at this level, may be texted now, and was not tried in this episode."""
    return _due(tx, parts, escalation, level, _states(tx, escalation)) if escalation.person.contacts else []


def _due(
    tx: Session, parts: Parts, escalation: Escalation, level: str, reached: defaultdict[str, set[str]]
) -> list[Contact]:
    everyone = escalation.person.contacts
    if escalation.contacts_blocked or escalation.incident_id is not None:
        return []
    cannot = _cannot(tx, escalation) if reached else set()
    busy = [one for one in everyone if reached[one.id] & NOT_FAILED and one.id not in cannot]
    from_here = [
        one
        for one in everyone
        if one.notify_from != "tap" and Level[one.notify_from.upper()] <= Level[level.upper()]
    ]
    for one in from_here:
        if one.accepted and one.texts_blocked_at and not reached[one.id]:
            _log_once(tx, parts, escalation, "contact_stopped", one)
    can = [
        one
        for one in from_here
        if not reached[one.id] and _may(tx, parts, one) and _confirmed(tx, parts, escalation, one)
    ]
    return can[: max(0, parts.policy.data["contacts"]["at_most"] - len(busy))]


def alert_by_tap(tx: Session, parts: Parts, escalation: Escalation) -> Contact | None:
    """Alert the first contact not yet told, because the person asked for it. None when there is no one to tell."""
    contact = next_by_tap(tx, parts, escalation)
    if contact is None or not _send(tx, parts, escalation, contact, "tap"):
        return None
    return contact


def next_by_tap(tx: Session, parts: Parts, escalation: Escalation) -> Contact | None:
    """Whom a tap would alert."""
    if escalation.contacts_blocked:
        return None
    reached = _states(tx, escalation)
    untold = (contact for contact in escalation.person.contacts if not reached[contact.id])
    return next((contact for contact in untold if _may(tx, parts, contact)), None)


def told(tx: Session, escalation: Escalation) -> list[Contact]:
    """Contacts whose alert has left, as the record shows."""
    reached = _states(tx, escalation)
    return [contact for contact in escalation.person.contacts if reached[contact.id] & LEFT]


def close(tx: Session, parts: Parts, escalation: Escalation) -> None:
    """Tell contacts who were alerted that the team has this; once."""
    if escalation.contacts_blocked:
        return
    for contact in told(tx, escalation):
        if contact.paused_unsafe:
            continue
        alerts.to_contact(
            tx,
            parts,
            contact,
            "utter_alert_contact_closing",
            {"person": people.first_name(parts, escalation.person)},
            cause=escalation.id,
            n=1,
            basis="closing",
            escalation=escalation,
        )


def _send(tx: Session, parts: Parts, escalation: Escalation, contact: Contact, basis: str) -> bool:
    """Whether the alert is on its way, or was before."""
    args = {
        "person": people.first_name(parts, escalation.person),
        "emergency": parts.library.lines.emergency_words(parts.country(escalation.person)),
    }
    there = escalation.responder is not None or rota.staffing(tx, parts).kind == "staffed"
    sent = alerts.to_contact(
        tx,
        parts,
        contact,
        alerts.TO_CONTACTS[0 if there else 1],
        args,
        cause=escalation.id,
        basis=basis,
        escalation=escalation,
    )
    if sent:
        record.log(tx, parts, escalation, "contact_alerted", "policy", contact=contact.id, basis=basis)
    return sent


def _may(tx: Session, parts: Parts, contact: Contact) -> bool:
    if not contact.accepted or contact.paused_unsafe or contact.texts_blocked_at:
        return False
    if not contact.person.enrolled:
        return False  # the number is somebody else's by now, and so may be the danger
    if not agreed.within(contact.hours, parts.clock.now()):
        return False
    since = parts.clock.now() - timedelta(seconds=parts.policy.data["contacts"]["not_again_within_s"])
    return tx.scalar(_RECENT, {"contact": contact.id, "since": since}) is None


def _confirmed(tx: Session, parts: Parts, escalation: Escalation, contact: Contact) -> bool:
    """Whether they agreed, or said so again, lately enough to be told by itself; if not, responders see it."""
    lasts = timedelta(days=parts.policy.data["contacts"]["agreed_for_days"])
    if contact.accepted_at is None or parts.clock.now() - contact.accepted_at < lasts:
        return True
    _log_once(tx, parts, escalation, "contact_not_confirmed", contact)
    return False


def _log_once(tx: Session, parts: Parts, escalation: Escalation, verb: str, contact: Contact) -> None:
    """Why a contact is passed over, for who answers: they may still call."""
    if contact.id not in record.facts(tx, escalation, verb, "contact"):
        record.log(tx, parts, escalation, verb, "policy", contact=contact.id)


def _cannot(tx: Session, escalation: Escalation) -> set[str]:
    """Contacts who answered that they cannot: another may take their place."""
    return {
        event.actor
        for event in record.events(tx, escalation)
        if event.verb == "contact_answered" and event.facts.get("answer") == "cannot"
    }


def _states(tx: Session, escalation: Escalation) -> defaultdict[str, set[str]]:
    """What became of the texts to each contact in this episode."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for contact_id, state in tx.execute(_STATES, {"escalation": escalation.id}):
        found[contact_id].add(state)
    return found
