"""A conversation as the widget reads it: numbered events, from any point on."""

from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel
from sqlalchemy.orm import Session

from holdfast.delivery import thread
from holdfast.models import Conversation, Message, Responder
from holdfast.parts import Parts

_ANSWERING = sa.select(Message).where(Message.answers_id == sa.bindparam("message")).order_by(Message.seq)


class Choice(BaseModel):
    """Something to choose; its number is its place in the list."""

    id: str
    label: str


class Event(BaseModel):
    """One event. `seq` grows by one per event of the conversation; own messages take numbers too."""

    seq: int
    type: str
    script: str | None
    text: str
    choices: list[Choice]
    level: str
    sender: str
    sender_name: str | None
    at: str
    client_id: str | None = None


def after(
    tx: Session, parts: Parts, conversation_id: str, seq: int, *, own: bool = False, limit: int = 200
) -> list[Event]:
    """Up to `limit` events after a sequence number; with `own`, what the person wrote too."""
    conversation = tx.get_one(Conversation, conversation_id)
    query = sa.select(Message).where(Message.conversation_id == conversation_id, Message.seq > seq)
    if not own:
        query = query.where(Message.sender != "person")
    return [
        _event(tx, parts, conversation, message)
        for message in tx.scalars(query.order_by(Message.seq).limit(limit))
    ]


def answering(tx: Session, parts: Parts, message_id: str) -> list[Event]:
    """What answers a message by now."""
    message = tx.get_one(Message, message_id)
    conversation = tx.get_one(Conversation, message.conversation_id)
    said = tx.scalars(_ANSWERING, {"message": message_id})
    return [_event(tx, parts, conversation, one) for one in said]


def _event(tx: Session, parts: Parts, conversation: Conversation, message: Message) -> Event:
    responder = tx.get(Responder, message.responder_id) if message.responder_id else None
    choices: list[dict[str, Any]] = message.choices or []
    return Event(
        seq=message.seq,
        type=message.kind,
        script=message.script,
        text=thread.text_of(parts, conversation, message),
        choices=[Choice(id=one["id"], label=one["label"]) for one in choices],
        level=message.level,
        sender=message.sender,
        sender_name=responder.name if responder else None,
        at=message.at.isoformat(),
        client_id=message.reference.partition(":")[2]
        if message.sender == "person" and message.reference
        else None,
    )
