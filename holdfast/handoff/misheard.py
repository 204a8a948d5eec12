"""Messages that were heard wrongly: marked at the desk, taken out of their conversation by a clinician, given as lines
for the gate's test set. Nothing here changes a rule, a level or an open escalation."""

import json

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import thread
from holdfast.errors import HoldfastError
from holdfast.handoff import unnamed
from holdfast.models import Conversation, Message, Misheard, Person, Responder
from holdfast.parts import Parts
from holdfast.risk import Level

LEVELS = ("none", "care", "urgent", "emergency")
LONGEST = 2000


class CannotMark(HoldfastError):
    """Why this is not taken; the words are for the page."""


def mark(tx: Session, parts: Parts, message: Message, level: str, by: Responder) -> Misheard:
    """Say that a message should have been heard at this level. A second mark replaces the first. Raises CannotMark."""
    if message.sender != "person" or level not in LEVELS:
        raise CannotMark("Choose how it should have been heard.")
    if level == message.level:
        raise CannotMark("It was heard at this level.")
    missed = Level.named(level) > Level.named(message.level)
    row = of_message(tx, message.id)
    if row is None:
        row = Misheard(message_id=message.id)
        tx.add(row)
    row.kind, row.level, row.heard = "missed" if missed else "alarm", level, message.level
    row.at, row.marked_by = parts.clock.now(), by.id
    tx.flush()
    return row


def of_message(tx: Session, message_id: str) -> Misheard | None:
    """The mark on a message, if there is one that nobody has decided on."""
    return tx.scalars(sa.select(Misheard).where(Misheard.message_id == message_id)).first()


def waiting(tx: Session) -> list[Misheard]:
    """Marks that no clinician has decided on, oldest first."""
    return list(tx.scalars(sa.select(Misheard).where(Misheard.state == "marked").order_by(Misheard.at)))


def source(tx: Session, parts: Parts, row: Misheard) -> tuple[Person, str]:
    """Who wrote it, and the message as it was written. Raises KeyFault when the person was erased."""
    message = tx.get_one(Message, row.message_id)
    conversation = tx.get_one(Conversation, message.conversation_id)
    return conversation.person, thread.text_of(parts, conversation, message)


def confirm(tx: Session, parts: Parts, row: Misheard, text: str, level: str, by: Responder) -> None:
    """Keep this text as a line at this level, and cut its link to the message. Raises CannotMark."""
    text = text.strip()
    if not text or len(text) > LONGEST or level not in LEVELS:
        raise CannotMark("Give the text and how it should have been heard.")
    person, _ = source(tx, parts, row)
    if unnamed.left(text, unnamed.known(tx, parts, person)):
        raise CannotMark("A name, a number, an address or a date is still in it.")
    row.words, row.level = parts.keys.own().seal("misheard.words", row.id, text), level
    _decide(parts, row, "confirmed", by)


def drop(parts: Parts, row: Misheard, by: Responder) -> None:
    """It becomes no line; the link to the message is cut all the same."""
    _decide(parts, row, "dropped", by)


def lines(tx: Session, parts: Parts) -> list[str]:
    """Every confirmed line as JSON, in the form of the gate's labelled messages, in an order that tells no time."""
    rows = tx.scalars(sa.select(Misheard).where(Misheard.state == "confirmed").order_by(Misheard.id))
    opened = [(row, parts.keys.own().open("misheard.words", row.id, row.words or b"")) for row in rows]
    return [
        json.dumps(
            {
                "text": text,
                "label": int(row.level != "none"),
                "set": "desk",
                "sub": row.kind,
                "level": row.level,
            },
            ensure_ascii=False,
        )
        for row, text in opened
    ]


def _decide(parts: Parts, row: Misheard, state: str, by: Responder) -> None:
    row.state, row.message_id = state, None
    row.decided_by, row.decided_at = by.id, parts.clock.now()
