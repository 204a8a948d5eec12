"""The outbox: every text that leaves is a row first, and every try at sending it is one too."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from holdfast.models.base import Base, Id, Json, new_id


class Delivery(Base):
    """One text to one phone, or one timer that will say a script when it is due.

    `inline` means that it travels in the answer to a webhook and is sent again only if nobody confirms it.
    A row ends as `sent`, `delivered`, `failed` with an `error`, or `cancelled`; it never vanishes.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint(
            "state IN ('queued', 'inline', 'sending', 'sent', 'delivered', 'failed', 'cancelled')",
            name="state",
        ),
        CheckConstraint("to_kind IN ('person', 'contact', 'responder')", name="to_kind"),
        UniqueConstraint("cause_id", "kind", "to_id", "n"),
        Index("ix_delivery_due", "state", "due_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(16))
    cause_id: Mapped[str] = mapped_column(Id)
    n: Mapped[int] = mapped_column(default=0)
    to_kind: Mapped[str] = mapped_column(String(12))
    to_id: Mapped[str] = mapped_column(Id, index=True)
    message_id: Mapped[str | None] = mapped_column(ForeignKey("message.id"), index=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversation.id"))
    escalation_id: Mapped[str | None] = mapped_column(ForeignKey("escalation.id"), index=True)
    script: Mapped[str | None] = mapped_column(String(64))
    ref: Mapped[Json | None] = mapped_column(JSON(none_as_null=True))
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(12), default="queued")
    priority: Mapped[int] = mapped_column(default=5)
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    provider_id: Mapped[str | None] = mapped_column(String(64), index=True)
    error: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]


class Attempt(Base):
    """One try at sending: written before the call, completed after it. Append-only but for its result."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    delivery_id: Mapped[str] = mapped_column(ForeignKey("delivery.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    result: Mapped[str | None] = mapped_column(String(64))


class DeliveryNews(Base):
    """A status report of the provider, kept once per (provider id, status), also when it comes before its row."""

    __tablename__ = "delivery_news"
    __table_args__ = (UniqueConstraint("provider_id", "status"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    provider_id: Mapped[str] = mapped_column(String(64), index=True)
    delivery_id: Mapped[str | None] = mapped_column(Id)
    status: Mapped[str] = mapped_column(String(16))
    error: Mapped[str | None] = mapped_column(String(16))
    at: Mapped[datetime]
