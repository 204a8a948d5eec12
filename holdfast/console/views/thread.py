"""The conversation as the desk sees it: who said what, when, on which channel, and whether it arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.console import wording
from holdfast.console.views import names
from holdfast.console.views.readable import UNREADABLE, opened
from holdfast.console.views.spans import pieces
from holdfast.delivery import thread
from holdfast.models import Conversation, Delivery, Escalation, Message
from holdfast.parts import Parts

SHOWN = 50


@dataclass(frozen=True)
class Line:
    """One message."""

    id: str
    who: str
    name: str
    channel: str
    pieces: list[tuple[str, bool]]
    level: str
    kind: str
    script: str | None
    choices: list[str]
    choice: str | None
    media: int
    arrived: str | None
    failed: bool
    at: datetime
    during: bool


def lines(tx: Session, parts: Parts, escalation: Escalation) -> list[Line]:
    """The last messages of the person on every channel, oldest first: they may go on writing elsewhere."""
    query = (
        sa.select(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Conversation.person_id == escalation.person_id)
        .order_by(Message.at.desc(), Message.seq.desc())
        .limit(SHOWN)
    )
    messages = list(reversed(tx.scalars(query).all()))
    person, responders = names.first(parts, escalation.person), names.responders(tx)
    sent = _deliveries(tx, messages)
    return [_line(parts, escalation, one, person, responders, sent.get(one.id, ())) for one in messages]


def last_id(shown: Sequence[Line]) -> str | None:
    """The newest message of the person; the page says when it changes."""
    return next((line.id for line in reversed(shown) if line.who == "person"), None)


def _line(
    parts: Parts, escalation: Escalation, message: Message, person: str, responders: dict[str, str],
    sent: Sequence[Delivery],
) -> Line:  # fmt: skip
    conversation = message.conversation
    text = opened(UNREADABLE, thread.text_of, parts, conversation, message)
    heard = message.heard if text is not UNREADABLE else []
    name = {"person": person, "responder": responders.get(message.responder_id or "", "Responder")}
    offered = message.choices or []
    worst = max(sent, key=lambda one: (one.state in ("failed", "cancelled"), one.created_at), default=None)
    return Line(
        id=message.id,
        who=message.sender,
        name=name.get(message.sender, "Program"),
        channel=conversation.channel,
        pieces=pieces(text, heard),
        level=message.level,
        kind=message.kind,
        script=message.script,
        choices=[str(choice["label"]) for choice in offered],
        choice=message.choice,
        media=message.media,
        arrived=wording.delivery(worst.state, worst.error) if worst else None,
        failed=worst is not None and worst.state in ("failed", "cancelled"),
        at=message.at,
        during=message.at >= escalation.opened_at,
    )


def _deliveries(tx: Session, messages: Sequence[Message]) -> dict[str, list[Delivery]]:
    found: dict[str, list[Delivery]] = {}
    query = sa.select(Delivery).where(Delivery.message_id.in_([one.id for one in messages]))
    for delivery in tx.scalars(query.order_by(Delivery.n)):
        found.setdefault(delivery.message_id or "", []).append(delivery)
    return found
