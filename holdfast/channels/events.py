"""A conversation as the widget reads it: numbered events, from any point on."""

from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel
from sqlalchemy.orm import Session

from holdfast.content.library import LANGUAGE
from holdfast.delivery import thread
from holdfast.delivery.timers import TIMER
from holdfast.models import Conversation, Delivery, Message, Responder
from holdfast.parts import Parts

_PAUSE = sa.select(Delivery.due_at).where(
    Delivery.cause_id == sa.bindparam("cause"), Delivery.kind == TIMER, Delivery.state == "queued"
)
_ANSWERING = sa.select(Message).where(Message.answers_id == sa.bindparam("message")).order_by(Message.seq)


class Choice(BaseModel):
    """Something to choose; its number is its place in the list."""

    id: str
    label: str


class Place(BaseModel):
    """Where a step stands in its exercise."""

    at: int
    of: int


class Event(BaseModel):
    """One event. `seq` grows by one per event of the conversation; own messages take numbers too.

    `lang` is the language of a script; `until` is when the wait is over that it began.
    """

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
    lang: str | None = None
    step: Place | None = None
    until: str | None = None


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
    place = parts.library.places.get(message.script or "")
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
        lang=LANGUAGE if message.script else None,
        step=Place(at=place[0], of=place[1]) if place else None,
        until=_until(tx, parts, message),
    )


def _until(tx: Session, parts: Parts, message: Message) -> str | None:
    """When the pause is over that this message announced, while it lasts."""
    if message.answers_id is None or message.script not in parts.library.waits:
        return None
    due = tx.scalar(_PAUSE, {"cause": message.answers_id})
    return due.isoformat() if due and due > parts.clock.now() else None
