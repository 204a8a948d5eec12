"""The code word inside a longer text: responders at once, contacts a minute later, unless the person says not to."""

from datetime import timedelta

from sqlalchemy.orm import Session

from holdfast.handoff import contacts, record
from holdfast.models import Contact, Escalation, Message
from holdfast.parts import Parts
from holdfast.policy import LEVELS, stronger

RULE = "own-code-word"


def inside(message: Message) -> bool:
    """Whether the code word, and nothing else, was heard, and in less than the whole message."""
    rules = [one["rule"] for one in message.heard]
    levels = [one["level"] for one in message.heard if one["rule"] == RULE]
    return bool(rules) and set(rules) == {RULE} and levels[0] == LEVELS[0]


def plan(tx: Session, parts: Parts, escalation: Escalation) -> list[Contact]:
    """Set when contacts will be told, and say whom; nobody when none of them agreed, or they know already."""
    terms = parts.policy.data["code_word"]
    upcoming = contacts.due(tx, parts, escalation, stronger(terms["contacts_agreed_to"], escalation.level))
    if upcoming and escalation.contacts_due_at is None:
        escalation.contacts_due_at = parts.clock.now() + timedelta(seconds=terms["contacts_after_s"])
        record.log(tx, parts, escalation, "contacts_planned", "policy")
    return upcoming


def tell_due(tx: Session, parts: Parts, escalation: Escalation) -> None:
    """Tell them, once the time is over; a human's first word ends the plan before."""
    if escalation.contacts_due_at is None or escalation.contacts_due_at > parts.clock.now():
        return
    escalation.contacts_due_at = None
    agreed_to = parts.policy.data["code_word"]["contacts_agreed_to"]
    contacts.alert(tx, parts, escalation, stronger(agreed_to, escalation.level))


def spare(tx: Session, parts: Parts, escalation: Escalation | None) -> bool:
    """The person says not to. False when it is too late, or nothing was planned."""
    if escalation is None or escalation.contacts_due_at is None:
        return False
    escalation.contacts_due_at = None
    record.log(tx, parts, escalation, "contacts_spared", escalation.person_id)
    return True
