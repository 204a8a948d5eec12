"""The list of people: who they are, and when they were last heard. No word of theirs."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.console.views.readable import UNREADABLE, opened
from holdfast.models import Conversation, Message, Person, Plan
from holdfast.parts import Parts
from holdfast.plans import people

_HEARD = (
    sa.select(Conversation.person_id, Conversation.channel, sa.func.max(Message.at).label("at"))
    .join(Message, Message.conversation_id == Conversation.id)
    .where(Message.sender == "person")
    .group_by(Conversation.person_id, Conversation.channel)
)


@dataclass(frozen=True)
class Row:
    """One person in the list; `channel` is where they were heard last."""

    id: str
    name: str
    channel: str | None
    heard_at: datetime | None
    has_plan: bool


def rows(tx: Session, parts: Parts) -> list[Row]:
    """Everyone who is enrolled, by name."""
    last: dict[str, tuple[datetime, str]] = {}
    for one in tx.execute(_HEARD):
        last[one.person_id] = max(last.get(one.person_id, (one.at, one.channel)), (one.at, one.channel))
    planned = set(tx.scalars(sa.select(Plan.person_id).where(~Plan.draft)))
    found = []
    for person in people.enrolled(tx):
        at, channel = last.get(person.id, (None, None))
        name = opened(UNREADABLE, known_as, parts, person)
        found.append(Row(person.id, name, channel, at, person.id in planned))
    return sorted(found, key=lambda row: row.name.casefold())


def heard(tx: Session, person: Person) -> list[tuple[str, datetime]]:
    """(channel, when) they were last heard, on each channel."""
    return [(one.channel, one.at) for one in tx.execute(_HEARD.where(Conversation.person_id == person.id))]


def known_as(parts: Parts, person: Person) -> str:
    """The discreet name, else the whole name."""
    sealer = parts.sealer(person)
    if person.discreet_name:
        return sealer.open("person.discreet_name", person.id, person.discreet_name)
    return sealer.open("person.name", person.id, person.name) if person.name else "No name"
