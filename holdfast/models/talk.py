"""Conversations and everything said in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from holdfast.models.base import Base, Id, Json, new_id
from holdfast.models.people import Person


class Conversation(Base):
    """One thread: a person's texts (one for life), or one web session.

    Whether the bot may speak in it is not stored here: it follows from the person's open escalation.
    `position` is where the person stands in an exercise or their plan: the last `ref` that was said.
    """

    __tablename__ = "conversation"
    __table_args__ = (CheckConstraint("channel IN ('web', 'sms')", name="channel"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    channel: Mapped[str] = mapped_column(String(8))
    position: Mapped[Json] = mapped_column(JSON, default=dict)
    last_seq: Mapped[int] = mapped_column(default=0)
    turns: Mapped[int] = mapped_column(default=0)
    misses: Mapped[int] = mapped_column(default=0)
    faults: Mapped[int] = mapped_column(default=0)
    fresh: Mapped[bool] = mapped_column(default=True)
    last_turn_at: Mapped[datetime | None]
    welcomed_at: Mapped[datetime | None]
    disclosed_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Message(Base):
    """One event of a conversation, in or out: words, a status line, a handoff card.

    `reference` makes an inbound message unique: the provider's id, or the client's id within its session.
    `turn` is null for everything but a calm inbound message: `pending` until Rasa has answered it, then `done`.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        CheckConstraint("sender IN ('person', 'bot', 'responder', 'system')", name="sender"),
        CheckConstraint("kind IN ('message', 'status', 'handoff', 'ended')", name="kind"),
        Index(
            "ix_message_pending",
            "turn",
            sqlite_where=text("turn = 'pending'"),
            postgresql_where=text("turn = 'pending'"),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8), default="message")
    sender: Mapped[str] = mapped_column(String(12))
    responder_id: Mapped[str | None] = mapped_column(ForeignKey("responder.id"))
    reference: Mapped[str | None] = mapped_column(String(160), unique=True)
    script: Mapped[str | None] = mapped_column(String(64))
    words: Mapped[bytes] = mapped_column(LargeBinary)
    choices: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    choice: Mapped[str | None] = mapped_column(String(64))
    level: Mapped[str] = mapped_column(String(12), default="none")
    heard: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    media: Mapped[int] = mapped_column(default=0)
    turn: Mapped[str | None] = mapped_column(String(8))
    answers_id: Mapped[str | None] = mapped_column(ForeignKey("message.id"), index=True)
    at: Mapped[datetime]

    conversation: Mapped[Conversation] = relationship()


class WebSession(Base):
    """A bearer token of the widget, bound to one conversation. Only its hash is kept."""

    __tablename__ = "web_session"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
