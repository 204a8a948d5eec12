"""Test pages: whether the phone of someone on call is really reached."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from holdfast.models.base import Base, Id, new_id


class Drill(Base):
    """A test page. It proves something once its code came back, and only of the phone that it went to.

    `phone_index` is that phone's, so that a new number has to prove itself anew; a `simulated` phone proves nothing
    of real ones.
    """

    __tablename__ = "drill"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    responder_id: Mapped[str] = mapped_column(ForeignKey("responder.id"), index=True)
    phone_index: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(8))
    simulated: Mapped[bool]
    sent_by: Mapped[str] = mapped_column(Id)
    sent_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
