"""The person, their safety plan and their contacts, as the desk needs them in the moment."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.console import wording
from holdfast.console.views import names
from holdfast.console.views.readable import UNREADABLE, opened
from holdfast.delivery import guard
from holdfast.models import Contact, Conversation, Delivery, Escalation, EscalationEvent
from holdfast.parts import Parts
from holdfast.plans import people, recall


@dataclass(frozen=True)
class Facts:
    """What matters about the person before a reply or a call."""

    id: str
    name: str
    phone: str | None
    safe_to_call: bool
    country: str
    age_band: str
    line: str
    emergency: str
    warnings: list[str]


@dataclass(frozen=True)
class Step:
    """One step of the plan: (words, number or None)."""

    title: str
    items: list[tuple[str, str | None]]


@dataclass(frozen=True)
class Call:
    """Someone of the staff called, and reached them or not."""

    by: str
    did: bool
    at: datetime


@dataclass(frozen=True)
class Told:
    """One contact, what they agreed to, what they were told and what they answered."""

    id: str
    name: str
    phone: str | None
    agreed: str
    told: list[tuple[str, datetime]]
    answers: list[tuple[str, datetime]]
    reached: list[Call]


def facts(parts: Parts, escalation: Escalation, conversation: Conversation) -> Facts:
    """Who this is and how to reach them."""
    person = escalation.person
    standing = guard.standing_arguments(parts, parts.country(person), conversation.channel)
    return Facts(
        id=person.id,
        name=names.first(parts, person),
        phone=opened(None, people.phone, parts, person),
        safe_to_call=person.safe_to_call,
        country=parts.country(person) or "not known",
        age_band=wording.plain(wording.AGE_BANDS, person.age_band),
        line=standing["line"],
        emergency=standing["emergency"],
        warnings=_warnings(escalation, conversation),
    )


def plan(tx: Session, parts: Parts, escalation: Escalation) -> list[Step]:
    """The steps that have items, in order."""
    person = escalation.person
    steps = [
        Step(title, opened([(UNREADABLE, None)], recall.items, tx, parts, person, number))
        for number, title in enumerate(wording.PLAN_STEPS, start=1)
    ]
    return [step for step in steps if step.items]


def contacts(tx: Session, parts: Parts, escalation: Escalation, events: list[EscalationEvent]) -> list[Told]:
    """Everyone in the plan who can be told, in their order."""
    query = sa.select(Delivery).where(Delivery.escalation_id == escalation.id, Delivery.to_kind == "contact")
    sent, staff = list(tx.scalars(query.order_by(Delivery.created_at))), names.responders(tx)
    return [
        Told(
            id=one.id,
            name=opened(UNREADABLE, people.contact_name, parts, one),
            phone=opened(None, people.contact_phone, parts, one),
            agreed=agreed(one),
            told=[
                (f"{_alert(row)}: {wording.delivery(row.state, row.error)}", row.created_at)
                for row in sent
                if row.to_id == one.id
            ],
            answers=[
                (wording.plain(wording.CONTACT_ANSWERS, str(event.facts.get("answer", ""))), event.at)
                for event in events
                if event.verb == "contact_answered" and event.actor == one.id
            ],
            reached=calls(events, one.id, staff),
        )
        for one in escalation.person.contacts
    ]


def calls(events: list[EscalationEvent], whom: str, staff: dict[str, str]) -> list[Call]:
    """Who tried to reach the person, or a contact, by id."""
    return [
        Call(staff.get(event.actor, "Someone"), event.verb == "reached", event.at)
        for event in events
        if event.verb in ("reached", "not_reached") and event.facts.get("about") == whom
    ]


def agreed(contact: Contact) -> str:
    """What a contact agreed to, or why they are not told."""
    if not contact.accepted:
        return "has not accepted to be told"
    if contact.paused_unsafe:
        return "paused: not safe to tell now"
    if contact.texts_blocked_at is not None:
        return "texts are blocked (STOP): call"
    return wording.NOTIFY_FROM[contact.notify_from]


def _alert(delivery: Delivery) -> str:
    return wording.plain(wording.ALERTS, delivery.script or "text")


def _warnings(escalation: Escalation, conversation: Conversation) -> list[str]:
    person = escalation.person
    found = []
    if conversation.channel == "sms" and person.texts_blocked_at is not None:
        found.append("Texts to this person are blocked (STOP). A reply will not arrive: call.")
    if conversation.channel == "sms" and not person.safe_to_text:
        found.append("Not agreed as safe to text. Someone else may read the phone.")
    if conversation.channel == "web" and conversation.left_at is not None:
        found.append("They left the page. A reply waits there until they come back.")
    if escalation.contacts_blocked:
        found.append("No contact is alerted in this episode: a contact may be the danger.")
    if not person.enrolled:
        found.append("Not enrolled: an unknown number, without a plan or contacts.")
    return found
