"""People, what they agreed to, the contacts in their plan, and their safety plan."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from holdfast.models.base import Base, Id, new_id


class Person(Base):
    """Someone in recovery, or an unknown number that wrote in (`enrolled` is then false)."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    data_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    name: Mapped[bytes | None] = mapped_column(LargeBinary)
    discreet_name: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[str | None] = mapped_column(String(64), unique=True)
    code_word: Mapped[bytes | None] = mapped_column(LargeBinary)
    enrolled: Mapped[bool] = mapped_column(default=False)
    country: Mapped[str | None] = mapped_column(String(2))
    country_confirmed_on: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(String(8), default="en")
    age_band: Mapped[str] = mapped_column(String(16), default="unknown")
    safe_to_text: Mapped[bool] = mapped_column(default=True)
    safe_to_call: Mapped[bool] = mapped_column(default=False)
    plan_by_sms: Mapped[bool] = mapped_column(default=False)
    discreet: Mapped[bool] = mapped_column(default=False)
    time_zone: Mapped[str | None] = mapped_column(String(64))
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    texts_blocked_at: Mapped[datetime | None]
    at_risk_at: Mapped[datetime | None]
    # The watchdog's own: in no list and no report, and nobody's phone.
    canary: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    contacts: Mapped[list["Contact"]] = relationship(back_populates="person", order_by="Contact.position")


class Consent(Base):
    """Append-only: what a person agreed to, in which words, when, and when they took it back."""

    __tablename__ = "consent"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(64))
    wording_hash: Mapped[str] = mapped_column(String(64))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    actor: Mapped[str] = mapped_column(String(64))


class Contact(Base):
    """A person's own contact, told only after they accepted, from the level they agreed to."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("notify_from IN ('care', 'urgent', 'emergency', 'tap')", name="notify_from"),
        UniqueConstraint("person_id", "phone_index"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[int]
    name: Mapped[bytes] = mapped_column(LargeBinary)
    phone: Mapped[bytes] = mapped_column(LargeBinary)
    phone_index: Mapped[str] = mapped_column(String(64), index=True)
    accepted: Mapped[bool] = mapped_column(default=False)
    accepted_at: Mapped[datetime | None]
    notify_from: Mapped[str] = mapped_column(String(16), default="tap")
    hours: Mapped[str | None] = mapped_column(String(64))
    paused_unsafe: Mapped[bool] = mapped_column(default=False)
    texts_blocked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="contacts")


class Disclosure(Base):
    """Append-only: who was told something about a person, on what basis, and the hash of the words."""

    __tablename__ = "disclosure"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    contact_id: Mapped[str | None] = mapped_column(ForeignKey("contact.id"))
    basis: Mapped[str] = mapped_column(String(64))
    wording_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class Plan(Base):
    """One version of a person's safety plan. The newest one that is no draft is the plan; the others stay readable.

    A draft is what a person wrote down by themselves: it is never the plan in place of a clinic's.
    """

    __tablename__ = "plan"
    __table_args__ = (UniqueConstraint("person_id", "version"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    version: Mapped[int]
    draft: Mapped[bool] = mapped_column(default=False)
    author: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    review_on: Mapped[datetime | None]

    items: Mapped[list["PlanItem"]] = relationship(order_by="PlanItem.step, PlanItem.position")


class PlanItem(Base):
    """One line of a plan, in the person's own words. Steps 1 to 6 are Stanley-Brown's, 7 holds the reasons."""

    __tablename__ = "plan_item"
    __table_args__ = (
        CheckConstraint("step BETWEEN 1 AND 7", name="step"),
        UniqueConstraint("plan_id", "step", "position"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id"), index=True)
    step: Mapped[int]
    position: Mapped[int]
    words: Mapped[bytes] = mapped_column(LargeBinary)
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)


class Invite(Base):
    """A one-time code that opens a web session for a person. Only its hash is kept."""

    __tablename__ = "invite"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
