"""The record of an episode: finding the open one, and its append-only log."""

from collections import Counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.models import Escalation, EscalationEvent, Person
from holdfast.parts import Parts
from holdfast.plans import people

# Events after which someone has the person.
TAKING = ("acknowledged", "accepted")
_OPEN = sa.select(Escalation).where(
    Escalation.person_id == sa.bindparam("person"), Escalation.state != "closed"
)
_VERBS = sa.select(EscalationEvent.verb).where(EscalationEvent.escalation_id == sa.bindparam("escalation"))


def open_of(tx: Session, person: Person) -> Escalation | None:
    """The person's open episode; there is at most one."""
    return tx.scalars(_OPEN, {"person": person.id}).first()


def take(tx: Session, escalation_id: str, *, wait: bool = True) -> Escalation | None:
    """An episode as it is now, with its person held: what is done with it is done one after the other.

    None when there is no such episode, or when someone else has its person and `wait` is False.
    """
    person_id = tx.scalar(sa.select(Escalation.person_id).where(Escalation.id == escalation_id))
    if person_id is None or not people.hold(tx, person_id, wait=wait):
        return None
    return tx.get(Escalation, escalation_id, with_for_update={"key_share": True}, populate_existing=True)


def state_of(tx: Session, person: Person) -> str:
    """`bot`, `waiting` (from a signal until a human's first word) or `human`."""
    escalation = open_of(tx, person)
    if escalation is None:
        return "bot"
    return "human" if escalation.state == "human" else "waiting"


def log(tx: Session, parts: Parts, escalation: Escalation, verb: str, actor: str, **facts: Any) -> None:
    """Append what happened. `facts` are ids and names of things, never what was written."""
    tx.add(
        EscalationEvent(
            escalation_id=escalation.id, verb=verb, actor=actor, facts=facts, at=parts.clock.now()
        )
    )
    parts.ring_after(tx, "desk")


def count(tx: Session, escalation: Escalation, verb: str) -> int:
    """How many events of a kind the episode has."""
    query = sa.select(sa.func.count()).select_from(EscalationEvent)
    return (
        tx.scalar(query.where(EscalationEvent.escalation_id == escalation.id, EscalationEvent.verb == verb))
        or 0
    )


def counts(tx: Session, escalation: Escalation) -> Counter[str]:
    """How many events of each kind the episode has."""
    return Counter(tx.scalars(_VERBS, {"escalation": escalation.id}))


def facts(tx: Session, escalation: Escalation, verb: str, name: str) -> list[Any]:
    """One fact of every event of a kind, in order."""
    query = sa.select(EscalationEvent).where(
        EscalationEvent.escalation_id == escalation.id, EscalationEvent.verb == verb
    )
    return [event.facts.get(name) for event in tx.scalars(query.order_by(EscalationEvent.id))]
