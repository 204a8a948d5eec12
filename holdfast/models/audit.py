"""The audit: who saw and did what at the desk."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from holdfast.models.base import Base, Id


class AuditEntry(Base):
    """Append-only. Ids and names of things, never what was written; no row is tied to another, so that each stays."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64))
    verb: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[str | None] = mapped_column(Id, index=True)
    about: Mapped[str | None] = mapped_column(String(64))
