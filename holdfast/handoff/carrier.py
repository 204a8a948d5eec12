"""Words that belong to the carrier: STOP, START, HELP. Heard by the gate as well, and heeded whatever it heard."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import contact_stopped, thread
from holdfast.handoff import blocked, record
from holdfast.models import Contact, Conversation, Delivery, Message, Person, Responder
from holdfast.parts import Parts

STOP, START, HELP = "stop", "start", "help"
_COUNTED_ON = sa.select(Contact).where(Contact.texts_blocked_at.is_(None))


def heed(tx: Session, parts: Parts, conversation: Conversation, text: str, given: str | None) -> str | None:
    """Record an opt-out or its end. Which word it was; None when it is none, or not by text message.

    `given`: what the carrier itself took the text for, which counts above our own list: by then it has acted on it.
    """
    if conversation.channel != "sms":
        return None
    person, word = conversation.person, _word(parts, text, given)
    if word == STOP:
        stopping = list(tx.scalars(_COUNTED_ON.where(Contact.phone_index == person.phone_index)))
        _block(tx, person, parts.clock.now())
        for contact in stopping:
            contact_stopped.note(tx, parts, contact)
        queued = sa.update(Delivery).where(
            Delivery.to_id == person.id, Delivery.state.in_(("queued", "inline"))
        )
        tx.execute(queued.values(state="cancelled", error="opted_out"))
    elif word == START:
        again = person.texts_blocked_at is not None
        _block(tx, person, None)
        # A typed YES is a START to the carrier. From someone who never stopped it is a yes to us.
        word = START if again or _word(parts, text, None) == START else None
    return word


def answer(tx: Session, parts: Parts, conversation: Conversation, message: Message, word: str) -> None:
    """The answer to STOP is the carrier's own, with the crisis line in it: ours would be blocked."""
    if word == STOP:
        tell_who_is_on_call(tx, parts, conversation.person)
    else:
        script = "utter_started" if word == START else "utter_help_sms"
        thread.say(tx, parts, conversation, script, answers=message, inline=True)


def tell_who_is_on_call(tx: Session, parts: Parts, person: Person) -> None:
    """While an episode is open, they learn at once that texts no longer reach this person."""
    if (escalation := record.open_of(tx, person)) is not None:
        blocked.tell(tx, parts, escalation)


def _word(parts: Parts, text: str, given: str | None) -> str | None:
    families = parts.policy.data["carrier"]
    if given is not None and given.lower() in families:
        return given.lower()
    said = text.strip().strip(".!").lower()
    return next((str(name) for name, words in families.items() if said in words), None)


def _block(tx: Session, person: Person, at: datetime | None) -> None:
    """A carrier's word is about the phone: it holds for the contact and the responder with this number as well."""
    person.texts_blocked_at = at
    for table in (Contact, Responder):
        mine = sa.update(table).where(table.phone_index == person.phone_index)
        tx.execute(mine.values(texts_blocked_at=at))
