"""The record of an episode: finding the open one, and its append-only log."""

from collections import Counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from holdfast.models import Escalation, EscalationEvent, Person
from holdfast.parts import Parts
from holdfast.plans import people

# Events after which someone has the person.
TAKING = ("acknowledged", "accepted")
_OPEN = sa.select(Escalation).where(
    Escalation.person_id == sa.bindparam("person"), Escalation.state != "closed"
)
_EVENTS = (
    sa.select(EscalationEvent)
    .where(EscalationEvent.escalation_id == sa.bindparam("escalation"))
    .order_by(EscalationEvent.id)
)
# Written once: putting a statement together costs more than the database takes for it.
_TAKEN = (
    sa.select(Escalation)
    .join(Escalation.person)
    .options(contains_eager(Escalation.person))
    .where(Escalation.id == sa.bindparam("id"))
    .with_for_update(key_share=True, of=Escalation)
    .execution_options(populate_existing=True)
)
# Begins the record of an episode: nothing can have happened before.
OPENED = "opened"


def open_of(tx: Session, person: Person) -> Escalation | None:
    """The person's open episode; there is at most one."""
    return tx.scalars(_OPEN, {"person": person.id}).first()


def take(tx: Session, escalation_id: str, *, wait: bool = True) -> Escalation | None:
    """An episode as it is now, with its person held: what is done with it is done one after the other.

    None when there is no such episode, or when someone else has its person and `wait` is False.
    """
    if not people.hold_episode(tx, escalation_id, wait=wait):
        return None
    return tx.scalars(_TAKEN, {"id": escalation_id}).first()


def state_of(tx: Session, person: Person) -> str:
    """`bot`, `waiting` (from a signal until a human's first word) or `human`."""
    escalation = open_of(tx, person)
    if escalation is None:
        return "bot"
    return "human" if escalation.state == "human" else "waiting"


def log(tx: Session, parts: Parts, escalation: Escalation, verb: str, actor: str, **facts: Any) -> None:
    """Append what happened. `facts` are ids and names of things, never what was written."""
    event = EscalationEvent(
        escalation_id=escalation.id, verb=verb, actor=actor, facts=facts, at=parts.clock.now()
    )
    _read(tx, escalation, first=verb == OPENED).append(event)
    tx.add(event)
    parts.ring_after(tx, "desk")


def count(tx: Session, escalation: Escalation, verb: str) -> int:
    """How many events of a kind the episode has."""
    return counts(tx, escalation)[verb]


def counts(tx: Session, escalation: Escalation) -> Counter[str]:
    """How many events of each kind the episode has."""
    return Counter(event.verb for event in events(tx, escalation))


def facts(tx: Session, escalation: Escalation, verb: str, name: str) -> list[Any]:
    """One fact of every event of a kind, in order."""
    return [event.facts.get(name) for event in events(tx, escalation) if event.verb == verb]


def events(tx: Session, escalation: Escalation) -> list[EscalationEvent]:
    """All that happened, in order. Read once in a transaction; what a savepoint took back did not happen."""
    return [event for event in _read(tx, escalation) if event in tx]


def _read(tx: Session, escalation: Escalation, *, first: bool = False) -> list[EscalationEvent]:
    read: dict[str, list[EscalationEvent]] = tx.info.setdefault("events", {})
    if escalation.id not in read:
        read[escalation.id] = [] if first else list(tx.scalars(_EVENTS, {"escalation": escalation.id}))
    return read[escalation.id]
