"""Words that belong to the carrier: STOP, START, HELP. Heard by the gate first, then heeded here."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import thread
from holdfast.handoff import blocked, record
from holdfast.models import Contact, Conversation, Delivery, Message, Person, Responder
from holdfast.parts import Parts


def heed(tx: Session, parts: Parts, conversation: Conversation, message: Message, text: str) -> bool:
    """Record an opt-out or its end, or give the help text. False when it is no such word, or not by text message.

    The answer to STOP is the carrier's own, with the crisis line in it: ours would be blocked. Whoever is on
    call learns at once that texts no longer reach someone who is at risk.
    """
    words = parts.policy.data["carrier"]
    said = text.strip().strip(".!").lower()
    if conversation.channel != "sms" or said not in {word for family in words.values() for word in family}:
        return False
    person, escalation = conversation.person, record.open_of(tx, conversation.person)
    if said in words["stop"]:
        _block(tx, person, parts.clock.now())
        queued = sa.update(Delivery).where(
            Delivery.to_id == person.id, Delivery.state.in_(("queued", "inline"))
        )
        tx.execute(queued.values(state="cancelled", error="opted_out"))
        if escalation is not None:
            blocked.tell(tx, parts, escalation)
    elif said in words["start"]:
        _block(tx, person, None)
        thread.say(tx, parts, conversation, "utter_started", answers=message, inline=True)
    else:
        thread.say(tx, parts, conversation, "utter_help_sms", answers=message, inline=True)
    return True


def _block(tx: Session, person: Person, at: datetime | None) -> None:
    """A carrier's word is about the phone: it holds for the contact and the responder with this number as well."""
    person.texts_blocked_at = at
    for table in (Contact, Responder):
        mine = sa.update(table).where(table.phone_index == person.phone_index)
        tx.execute(mine.values(texts_blocked_at=at))
