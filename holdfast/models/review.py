"""Signatures under words that were given in the console."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from holdfast.models.base import Base, Id


class Signature(Base):
    """Append-only: one decision about one unit's exact words, with the fields of a review record.

    `trial`: given with the password of the demonstration's ready-made accounts; it counts nowhere else.
    """

    __tablename__ = "signature"
    __table_args__ = (CheckConstraint("decision IN ('approve', 'change')", name="decision"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    unit: Mapped[str] = mapped_column(String(120))
    decision: Mapped[str] = mapped_column(String(8))
    sha256: Mapped[str] = mapped_column(String(64))
    reviewer: Mapped[str] = mapped_column(String(80))
    registration: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(80))
    signed: Mapped[date]
    expires: Mapped[date]
    comment: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    account: Mapped[str] = mapped_column(Id)
    trial: Mapped[bool]
    at: Mapped[datetime]
