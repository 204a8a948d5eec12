"""One person as a clinician keeps them: what is known, plan, contacts and consents."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from holdfast.console import fields, wording
from holdfast.console.views import names, people
from holdfast.console.views.person import Step, agreed
from holdfast.models import Contact, Person
from holdfast.parts import Parts
from holdfast.plans import consents, export, recall


@dataclass(frozen=True)
class Agreed:
    """One contact and what they agreed to."""

    id: str
    name: str
    phone: str
    agreed: str
    accepted_on: str | None
    hours: str | None
    ask_again: bool


@dataclass(frozen=True)
class Given:
    """One consent; `by` is who recorded it."""

    id: str
    words: str
    by: str
    given_at: datetime
    withdrawn_at: datetime | None
    may_end: bool


@dataclass(frozen=True)
class Record:
    """The page of one person; `record` is in the form of the clinic file."""

    id: str
    record: dict[str, Any]
    blocked: bool
    country: str
    country_on: datetime | None
    heard: list[tuple[str, datetime]]
    plan: list[Step]
    draft: bool
    review_on: datetime | None
    contacts: list[Agreed]
    consents: list[Given]


def read(tx: Session, parts: Parts, person: Person) -> Record:
    """Everything of the page. Raises KeyFault when the person was erased."""
    record = export.record_of(tx, parts, person)
    newest = recall.newest_plan(tx, person)
    steps = recall.steps_of(parts, person, newest) if newest else []
    return Record(
        id=person.id,
        record=record,
        blocked=person.texts_blocked_at is not None,
        country=country(parts, person.country),
        country_on=person.country_confirmed_on,
        heard=people.heard(tx, person),
        plan=[Step(title, items) for title, items in zip(wording.PLAN_STEPS, steps, strict=False)],
        draft=newest is not None and newest.draft,
        review_on=newest.review_on if newest else None,
        contacts=[
            _agreed(parts, one, known) for one, known in zip(person.contacts, record["contacts"], strict=True)
        ],
        consents=_consents(tx, person),
    )


def country(parts: Parts, code: str | None) -> str:
    """A country's name."""
    return parts.library.countries.names.get(code, code) if code else "not known"


def _agreed(parts: Parts, contact: Contact, known: dict[str, Any]) -> Agreed:
    lasts = timedelta(days=parts.policy.data["contacts"]["agreed_for_days"])
    since = contact.accepted_at
    old = contact.accepted and since is not None and parts.clock.now() - since >= lasts
    return Agreed(
        id=contact.id,
        name=known["name"],
        phone=known["phone"],
        agreed=agreed(contact),
        accepted_on=known.get("accepted_on") if contact.accepted else None,
        hours=contact.hours,
        ask_again=old,
    )


def _consents(tx: Session, person: Person) -> list[Given]:
    recorders = names.responders(tx) | {person.id: "themselves"}
    return [
        Given(
            id=one.id,
            words=fields.CONSENTS.get(one.purpose, one.purpose.split(" contact ")[0]).capitalize(),
            by=recorders.get(one.actor, one.actor),
            given_at=one.given_at,
            withdrawn_at=one.withdrawn_at,
            may_end=one.withdrawn_at is None and one.purpose in fields.CONSENTS,
        )
        for one in consents.given(tx, person)
    ]
