"""What is remembered because a person asked for it: journal, ratings, goals, and what their clinic should see."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from holdfast.models.base import Base, Id, new_id


class JournalEntry(Base):
    """One message that a person wrote into their journal. Its words are the message's: there is no second copy."""

    __tablename__ = "journal_entry"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("message.id"), unique=True)
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    at: Mapped[datetime]


class Rating(Base):
    """How strong an urge was before a tool and after it. Numbers and the tool's name, no words."""

    __tablename__ = "rating"
    __table_args__ = (
        CheckConstraint("before BETWEEN 0 AND 10", name="before"),
        CheckConstraint("after BETWEEN 0 AND 10", name="after"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    before: Mapped[int]
    tool: Mapped[str | None] = mapped_column(String(32))
    after: Mapped[int | None]
    at: Mapped[datetime]
    after_at: Mapped[datetime | None]


class Goal(Base):
    """One small thing that a person wants to do for themselves, and how often they marked it as done."""

    __tablename__ = "goal"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[bytes] = mapped_column(LargeBinary)
    marks: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]


class Notice(Base):
    """Something a person wants their clinic to see, or that it has to see to, and no alarm: it waits in the console
    until someone saw it."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("kind IN ('erasure', 'lapse', 'plan_draft', 'contact_stopped')", name="kind"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[str | None] = mapped_column(ForeignKey("responder.id"))
