"""A contact has stopped texts: their clinic finds it in the console, and the person is told in a calm time.

Otherwise the plan would promise a text that cannot be sent, and they would learn it when they need it.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import check_in
from holdfast.delivery.timers import CONTACT_STOPPED
from holdfast.models import Contact, Conversation, Delivery, Escalation, Person, new_id
from holdfast.parts import Parts
from holdfast.plans import local, notices, people

SCRIPT = "utter_contact_stopped"
# A calm time: nobody has the person in care just now, and the last signal is a day old.
CALM_AFTER, LOOK_AGAIN = timedelta(days=1), timedelta(hours=1)
_TOLD_BEFORE = sa.select(sa.func.count()).where(
    Delivery.kind == CONTACT_STOPPED, Delivery.cause_id == sa.bindparam("contact")
)
_NEWEST_ON_THE_WEB = (
    sa.select(Conversation)
    .where(Conversation.person_id == sa.bindparam("person"), Conversation.channel == "web")
    .order_by(Conversation.created_at.desc())
    .limit(1)
)


def note(tx: Session, parts: Parts, contact: Contact) -> None:
    """Once for each time they stop, and only of a contact whom the plan counts on."""
    person = contact.person
    if not contact.accepted or not person.enrolled:
        return
    notices.leave(tx, parts, person, CONTACT_STOPPED)
    conversation = (
        people.conversation(tx, parts, person, "sms")
        if check_in.possible(person)
        else tx.scalars(_NEWEST_ON_THE_WEB, {"person": person.id}).first()
    )
    if conversation is None:
        return
    now, before = parts.clock.now(), tx.scalar(_TOLD_BEFORE, {"contact": contact.id})
    tx.add(
        Delivery(
            id=new_id(), kind=CONTACT_STOPPED, cause_id=contact.id, n=before or 0, to_kind="person", to_id=person.id,
            conversation_id=conversation.id, script=SCRIPT, state="queued", due_at=now, created_at=now,
        )
    )  # fmt: skip
    tx.flush()


def may_speak(tx: Session, parts: Parts, row: Delivery, now: datetime) -> bool:
    """Whether this is said now. If not, it waits for a calm time, or is cancelled here: it is no longer so."""
    if row.kind != CONTACT_STOPPED:
        return True
    contact = tx.get(Contact, row.cause_id)
    if contact is None or contact.texts_blocked_at is None:
        row.state, row.error = "cancelled", "not_now"
        return False
    later = _later(tx, parts, tx.get_one(Person, row.to_id), now)
    row.due_at = later or row.due_at
    return later is None


def arguments(tx: Session, parts: Parts, row: Delivery) -> dict[str, str] | None:
    """Whom the words are about."""
    if row.kind != CONTACT_STOPPED:
        return None
    return {"contact": people.contact_name(parts, tx.get_one(Contact, row.cause_id))}


def _later(tx: Session, parts: Parts, person: Person, now: datetime) -> datetime | None:
    """When to look again; None when it is calm now."""
    open_episode = sa.select(Escalation.id).where(
        Escalation.person_id == person.id, Escalation.state != "closed"
    )
    if tx.scalar(open_episode) is not None:
        return now + LOOK_AGAIN
    if person.at_risk_at is not None and now < person.at_risk_at + CALM_AFTER:
        return person.at_risk_at + CALM_AFTER
    return local.quiet_until(parts, person, now)
