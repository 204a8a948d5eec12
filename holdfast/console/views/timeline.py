"""What happened to an escalation, in words, oldest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.console import wording
from holdfast.console.views import names
from holdfast.console.views.readable import UNREADABLE, opened
from holdfast.handoff import desk
from holdfast.models import Escalation, EscalationEvent
from holdfast.parts import Parts
from holdfast.plans import people

# What is visible in the thread itself is not repeated here.
LEFT_OUT = {"wrote"}


@dataclass(frozen=True)
class Moment:
    """One event; `note` holds the words of a note."""

    words: str
    at: datetime
    note: str | None = None


def events(tx: Session, escalation: Escalation) -> list[EscalationEvent]:
    """The record of an escalation."""
    query = sa.select(EscalationEvent).where(EscalationEvent.escalation_id == escalation.id)
    return list(tx.scalars(query.order_by(EscalationEvent.id)))


def moments(tx: Session, parts: Parts, escalation: Escalation, record: list[EscalationEvent]) -> list[Moment]:
    """The record in words."""
    known = _names(tx, parts, escalation)
    return [
        Moment(_sentence(event, known), event.at, _note(parts, escalation, event))
        for event in record
        if event.verb not in LEFT_OUT
    ]


def _names(tx: Session, parts: Parts, escalation: Escalation) -> dict[str, str]:
    """Names by id of everyone who can be an actor."""
    person = escalation.person
    known = {**names.responders(tx), person.id: names.first(parts, person)}
    for contact in person.contacts:
        known[contact.id] = opened("A contact", people.contact_name, parts, contact)
    return known


def _sentence(event: EscalationEvent, known: Mapping[str, str]) -> str:
    who = known.get(event.actor, wording.plain(wording.ACTORS, event.actor))
    pattern = wording.EVENTS.get(event.verb)
    if pattern is None:
        return f"{who}: {wording.plain({}, event.verb).lower()}"
    return pattern.format(who=who, **_facts(event, known))


def _facts(event: EscalationEvent, known: Mapping[str, str]) -> dict[str, str]:
    """The facts that sentences may name; one that the event lacks is said as it is: not recorded."""
    facts = event.facts
    signals = [wording.plain(wording.SIGNALS, one) for one in facts.get("signals", [])]
    alerted = [known.get(one, "someone") for one in facts.get("responders", [])]
    return {
        "level": wording.plain(wording.LEVELS, str(facts.get("level", "not recorded"))),
        "signals": "; ".join(signals) or "no signal recorded",
        "tell": wording.plain(wording.RUNGS, str(facts.get("tell", "not recorded"))),
        "alerted": ", ".join(alerted) or "nobody on call",
        "contact": known.get(str(facts.get("contact") or facts.get("about")), "a contact"),
        "holder": known.get(str(facts.get("responder")), "the responder"),
        "answer": wording.plain(wording.CONTACT_ANSWERS, str(facts.get("answer", "not recorded"))),
        "choice": wording.plain(wording.SIGNALS, str(facts.get("choice", "not recorded"))),
        "outcome": dict(desk.OUTCOMES).get(str(facts.get("outcome")), "not recorded"),
    }


def _note(parts: Parts, escalation: Escalation, event: EscalationEvent) -> str | None:
    if event.verb != "note":
        return None
    return opened(UNREADABLE, desk.note_text, parts, escalation, event)
