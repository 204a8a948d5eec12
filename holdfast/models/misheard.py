"""Messages that the gate heard wrongly, or not, as somebody at the desk saw it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from holdfast.models.base import Base, Id, new_id


class Misheard(Base):
    """A mark on a message; once a clinician has confirmed it, a labelled line that leads back to nobody.

    `kind`: `missed` (not heard, or at too low a level) or `alarm` (no risk, or less). `level` is what it should have
    been. While it is `marked`, it names the message and holds no text. `confirmed`: the text without anything that
    tells who wrote it is in `words`, sealed under the service's key, and the link to the message is gone.
    """

    __tablename__ = "misheard"
    __table_args__ = (
        CheckConstraint("kind IN ('missed', 'alarm')", name="kind"),
        CheckConstraint("level IN ('none', 'care', 'urgent', 'emergency')", name="level"),
        CheckConstraint("state IN ('marked', 'confirmed', 'dropped')", name="state"),
        CheckConstraint("state = 'marked' OR message_id IS NULL", name="leads_to_nobody"),
        CheckConstraint("state != 'confirmed' OR words IS NOT NULL", name="has_words"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    message_id: Mapped[str | None] = mapped_column(ForeignKey("message.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(8))
    level: Mapped[str] = mapped_column(String(12))
    heard: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default="marked")
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[datetime]
    marked_by: Mapped[str] = mapped_column(ForeignKey("responder.id"))
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("responder.id"))
    decided_at: Mapped[datetime | None]
