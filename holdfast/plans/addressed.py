"""The conversation that a message is for, with its person held: one person's messages are taken in one by one."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from holdfast.models import Conversation, Person
from holdfast.parts import Parts
from holdfast.plans import people

# Written once: putting a statement together costs more than the database takes for it.
_LOCKED = (
    sa.select(Conversation)
    .join(Conversation.person)
    .options(contains_eager(Conversation.person))
    .execution_options(populate_existing=True)
)
_BY_ID = _LOCKED.where(Conversation.id == sa.bindparam("id"))
_BY_PHONE = _LOCKED.where(Conversation.channel == "sms", Person.phone_index == sa.bindparam("index"))


def by_id(tx: Session, conversation_id: str) -> Conversation:
    """A conversation that is known."""
    people.hold_conversation(tx, conversation_id)
    return tx.scalars(_BY_ID, {"id": conversation_id}).one()


def by_phone(tx: Session, parts: Parts, phone: str) -> Conversation:
    """The one conversation by text of whoever has this number; a number that wrote first is somebody new."""
    known = {"index": parts.keys.index(phone)}
    people.hold_phone(tx, known["index"])
    if (found := tx.scalars(_BY_PHONE, known).first()) is None:
        person = people.by_phone(tx, parts, phone) or people.add(tx, parts, phone)
        people.conversation(tx, parts, person, "sms")
        found = tx.scalars(_BY_PHONE, known).one()
    return found
