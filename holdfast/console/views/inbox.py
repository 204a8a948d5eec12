"""The inbox: every open escalation in one line of facts, in the desk's order."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.console.views import names
from holdfast.handoff import desk
from holdfast.handoff.record import TAKING
from holdfast.models import Conversation, Escalation, EscalationEvent, Person
from holdfast.parts import Parts
from holdfast.plans import notices


@dataclass(frozen=True)
class Row:
    """One open escalation as the inbox shows it."""

    id: str
    code: str
    level: str
    state: str
    channel: str
    name: str
    opened_at: datetime
    holder: str | None
    taken_at: datetime | None
    mine: bool
    asks_me: bool
    reach: str | None
    of_incident: bool


@dataclass(frozen=True)
class Note:
    """What a person left for their clinician."""

    id: str
    kind: str
    name: str
    at: datetime


def notes(tx: Session, parts: Parts) -> list[Note]:
    """What people left and nobody has seen, oldest first."""
    left = notices.unseen(tx)
    persons = _persons(tx, [one.person_id for one in left])
    return [Note(one.id, one.kind, names.first(parts, persons[one.person_id]), one.at) for one in left]


def rows(tx: Session, parts: Parts, me: str) -> list[Row]:
    """Open escalations, as the desk orders them."""
    escalations = desk.open_escalations(tx, parts)
    persons = _persons(tx, [one.person_id for one in escalations])
    conversations = _conversations(tx, escalations)
    holders = names.responders(tx)
    taken = _taken_at(tx, escalations)
    return [
        Row(
            id=one.id,
            code=one.code,
            level=one.level,
            state=one.state,
            channel=conversations[one.conversation_id].channel,
            name=names.first(parts, persons[one.person_id]),
            opened_at=one.opened_at,
            holder=holders.get(one.acknowledged_by or ""),
            taken_at=taken.get(one.id),
            mine=one.acknowledged_by == me,
            asks_me=one.offered_to == me,
            reach=reach(persons[one.person_id], conversations[one.conversation_id]),
            of_incident=one.incident_id is not None,
        )
        for one in escalations
    ]


def reach(person: Person, conversation: Conversation) -> str | None:
    """Why a reply may not arrive, or None."""
    if conversation.channel == "sms" and person.texts_blocked_at is not None:
        return "Texts blocked: call"
    if conversation.channel == "web" and conversation.left_at is not None:
        return "Left the page"
    return None


def _persons(tx: Session, wanted: list[str]) -> dict[str, Person]:
    """All in one query, instead of one query for each line."""
    return {one.id: one for one in tx.scalars(sa.select(Person).where(Person.id.in_(wanted)))}


def _conversations(tx: Session, escalations: list[Escalation]) -> dict[str, Conversation]:
    wanted = [one.conversation_id for one in escalations]
    return {one.id: one for one in tx.scalars(sa.select(Conversation).where(Conversation.id.in_(wanted)))}


def _taken_at(tx: Session, escalations: list[Escalation]) -> dict[str, datetime]:
    query = (
        sa.select(EscalationEvent.escalation_id, sa.func.max(EscalationEvent.at).label("at"))
        .where(
            EscalationEvent.escalation_id.in_([one.id for one in escalations]),
            EscalationEvent.verb.in_(TAKING),
        )
        .group_by(EscalationEvent.escalation_id)
    )
    return {one.escalation_id: one.at for one in tx.execute(query)}
