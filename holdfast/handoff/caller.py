"""Someone who calls the number: whose line they are given, and the trace of it in the record, without content."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from holdfast.content.lines import ANYONE
from holdfast.delivery import guard
from holdfast.handoff import record
from holdfast.log import logger
from holdfast.models import Person
from holdfast.parts import Parts
from holdfast.plans import people

log = logger()
CALLED, CONNECTED = "phoned", "phoned_line"


@dataclass(frozen=True)
class Caller:
    """What decides the words: a country, if it is known, and whom a line must be for."""

    country: str | None
    audience: str = ANYONE


def came_in(tx: Session, parts: Parts, phone: str, reference: str, happened: str = CALLED) -> Caller:
    """Who calls, as far as the record knows the number; written down once for one call and kind of event."""
    person = people.by_phone(tx, parts, phone)
    log.info("call_came_in", person=person.id if person else None, kind=happened)
    if person is None:
        return Caller(parts.settings.region.upper() or None)
    _write_down(tx, parts, person, reference, happened)
    return Caller(parts.country(person), guard.audience(person))


def _write_down(tx: Session, parts: Parts, person: Person, reference: str, happened: str) -> None:
    escalation = record.open_of(tx, person)
    if escalation is not None and reference not in record.facts(tx, escalation, happened, "call"):
        record.log(tx, parts, escalation, happened, person.id, call=reference)
