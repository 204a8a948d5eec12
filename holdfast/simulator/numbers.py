"""Whose phone is whose, for the page of simulated phones. Demo only: the people in it are fictional."""

import time
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.errors import KeyFault
from holdfast.models import ON_CALL, STAFF, Contact, Person, Responder
from holdfast.parts import Parts
from holdfast.plans import people

FRESH_S = 3.0


@dataclass(frozen=True)
class Owner:
    """Who holds a phone: `kind` is person, contact or responder, and `role` says it in words."""

    number: str
    name: str
    kind: str
    role: str


class Numbers:
    """Everyone's phone, read again when it is older than a few seconds. Call from a worker thread."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._read_at = -FRESH_S
        self._owners: list[Owner] = []

    def owners(self) -> list[Owner]:
        """One per number, people first, then contacts, then responders."""
        if time.monotonic() - self._read_at > FRESH_S:
            with self._parts.db.read() as tx:
                self._owners = _merged(_read(tx, self._parts))
            self._read_at = time.monotonic()
        return self._owners


def _read(tx: Session, parts: Parts) -> list[Owner]:
    found: list[Owner] = []
    contacts: list[Owner] = []
    for person in tx.scalars(sa.select(Person).where(Person.enrolled).order_by(Person.created_at)):
        try:
            name, number = people.first_name(parts, person), people.phone(parts, person)
            told = [_contact(parts, contact, name) for contact in person.contacts]
        except KeyFault:
            # Erased: nothing of them can be read any more, and nothing should be.
            continue
        if number:
            found.append(Owner(number, name, "person", "Person"))
        contacts += told
    on_call = sa.select(Responder).where(*STAFF, Responder.role.in_(ON_CALL))
    responders = [
        Owner(people.responder_phone(parts, one), one.name, "responder", one.role.capitalize())
        for one in tx.scalars(on_call.order_by(Responder.position))
    ]
    return found + contacts + responders


def _contact(parts: Parts, contact: Contact, of: str) -> Owner:
    number, name = people.contact_phone(parts, contact), people.contact_name(parts, contact)
    return Owner(number, name, "contact", f"Contact of {of}")


def _merged(owners: list[Owner]) -> list[Owner]:
    """One owner per number; a phone with several roles says all of them."""
    merged: dict[str, Owner] = {}
    for owner in owners:
        known = merged.get(owner.number)
        roles = f"{known.role}; {owner.role}" if known and owner.role not in known.role.split("; ") else None
        merged[owner.number] = replace(known, role=roles or known.role) if known else owner
    return list(merged.values())
