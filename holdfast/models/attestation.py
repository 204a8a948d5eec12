"""What somebody says they did and the service cannot see for itself."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from holdfast.models.base import Base, Id


class Attestation(Base):
    """Append-only: who said when that they did a thing. The newest of a name counts, for a while."""

    __tablename__ = "attestation"
    __table_args__ = (CheckConstraint("name IN ('backup', 'twilio')", name="name"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime]
