"""Escalations, what happened to them, and the responders who take them."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from holdfast.models.base import Base, Id, Json, new_id
from holdfast.models.people import Person

# Alerts go to these. The other roles keep people and plans, or the service: they are on no rota.
ON_CALL = ("responder", "supervisor")


class Responder(Base):
    """Staff: responders and supervisors, who are on call, and clinicians and operators, who are not."""

    __tablename__ = "responder"
    __table_args__ = (
        CheckConstraint("role IN ('responder', 'clinician', 'supervisor', 'operator')", name="role"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(16), default="responder")
    position: Mapped[int]
    phone: Mapped[bytes] = mapped_column(LargeBinary)
    phone_index: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    # The second factor's secret, sealed; it counts from `totp_since` on, and no code of it twice (`totp_step`).
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_since: Mapped[datetime | None]
    totp_step: Mapped[int] = mapped_column(default=0)
    texts_blocked_at: Mapped[datetime | None]
    # The watchdog's own: in no list and no rota, and nobody's phone.
    canary: Mapped[bool] = mapped_column(default=False)
    # Gone: no account and no number any more. The row stays, for the record names them.
    closed_at: Mapped[datetime | None]


# Whoever works here now.
STAFF = (~Responder.canary, Responder.closed_at.is_(None))


class Rota(Base):
    """Append-only: who is on duty when, as of some moment. The newest is in force; `data` names responders by id."""

    __tablename__ = "rota"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    data: Mapped[Json] = mapped_column(JSON)
    set_at: Mapped[datetime]
    set_by: Mapped[str] = mapped_column(String(64))


class Switch(Base):
    """Append-only: what an operator turned on or off for the whole service. The newest of a name counts."""

    __tablename__ = "switch"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(32))
    on: Mapped[bool]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(64))


class Incident(Base):
    """A fault of ours that touches many people (`bot_down`, `gate_error`): responders get one page, not hundreds."""

    __tablename__ = "incident"
    __table_args__ = (
        Index(
            "uq_incident_open", "kind", unique=True,
            sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(32))
    code: Mapped[str] = mapped_column(String(8))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Escalation(Base):
    """One episode of risk of one person, from the first signal until a human closes it with an outcome.

    While it is open, `next_due_at` cannot be null, so it cannot be forgotten.
    """

    __tablename__ = "escalation"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'acknowledged', 'human', 'closed')", name="state"),
        CheckConstraint("level IN ('care', 'urgent', 'emergency')", name="level"),
        CheckConstraint("state = 'closed' OR next_due_at IS NOT NULL", name="never_forgotten"),
        CheckConstraint(
            "state != 'closed' OR (closed_by IS NOT NULL AND outcome IS NOT NULL)", name="closed_by_a_human"
        ),
        Index(
            "uq_escalation_open", "person_id", unique=True,
            sqlite_where=text("state != 'closed'"), postgresql_where=text("state != 'closed'"),
        ),
        Index(
            "uq_escalation_open_code", "code", unique=True,
            sqlite_where=text("state != 'closed'"), postgresql_where=text("state != 'closed'"),
        ),
        Index("ix_escalation_due", "state", "next_due_at"),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    incident_id: Mapped[str | None] = mapped_column(ForeignKey("incident.id"))
    code: Mapped[str] = mapped_column(String(8), index=True)
    level: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    opened_at: Mapped[datetime]
    ladder_from: Mapped[datetime]
    rung: Mapped[int] = mapped_column(default=0)
    next_due_at: Mapped[datetime | None]
    notices: Mapped[int] = mapped_column(default=0)
    # Whether the ladder of stated unstaffed hours is being climbed.
    unstaffed: Mapped[bool] = mapped_column(default=False)
    contacts_blocked: Mapped[bool] = mapped_column(default=False)
    # When contacts are told of a code word inside a longer text, unless the person says no before.
    contacts_due_at: Mapped[datetime | None]
    cards: Mapped[list[str]] = mapped_column(JSON, default=list)
    question: Mapped[str | None] = mapped_column(String(16))
    acknowledged_by: Mapped[str | None] = mapped_column(ForeignKey("responder.id"))
    acknowledged_until: Mapped[datetime | None]
    # Whom the holder asked to take over; until they accept, the holder keeps the person.
    offered_to: Mapped[str | None] = mapped_column(ForeignKey("responder.id"))
    closed_by: Mapped[str | None] = mapped_column(ForeignKey("responder.id"))
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(64))

    person: Mapped[Person] = relationship()
    responder: Mapped[Responder | None] = relationship(foreign_keys=[acknowledged_by])


class EscalationEvent(Base):
    """Append-only: what happened to an escalation. Ids and names of things, never what was written."""

    __tablename__ = "escalation_event"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    escalation_id: Mapped[str] = mapped_column(ForeignKey("escalation.id"), index=True)
    verb: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(String(64))
    facts: Mapped[Json] = mapped_column(JSON, default=dict)
    at: Mapped[datetime]
