"""How staff sign in: sessions, and codes that work once."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from holdfast.models.base import Base, Id, new_id
from holdfast.models.handoff import Responder


class DeskSession(Base):
    """Someone signed in on the console. Only the token's hash is kept.

    `stage`: `code` and `enrol` have shown a password and nothing else opens to them; `glass` came in without a second
    factor, for a short time; `full` is everyone else.
    """

    __tablename__ = "desk_session"
    __table_args__ = (CheckConstraint("stage IN ('code', 'enrol', 'glass', 'full')", name="stage"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    responder_id: Mapped[str] = mapped_column(ForeignKey("responder.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    csrf: Mapped[str] = mapped_column(String(64))
    stage: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    responder: Mapped[Responder] = relationship()


class AccountCode(Base):
    """A code that works once, by its hash: `invite` opens an account, `glass` stands in for a lost second factor."""

    __tablename__ = "account_code"
    __table_args__ = (CheckConstraint("kind IN ('invite', 'glass')", name="kind"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    responder_id: Mapped[str] = mapped_column(ForeignKey("responder.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
