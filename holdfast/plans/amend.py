"""Changing one person, or who is on call, by way of the clinic file: the same checks, the same writing.

Each change is made to what an export would give now, read again as a file is, and taken in. A fault is the file's own
ClinicFileError, with its place.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.errors import ClinicFileError
from holdfast.models import Contact, Delivery, Person, Responder
from holdfast.parts import Parts
from holdfast.plans import enrol, export, people, recall
from holdfast.plans.clinic_file import ClinicFile, PersonRecord

PERSON, CONTACT, RESPONDER = "file.people[0]", "file.people[0].contacts[{}]", "file.responders[{}]"
TAKEN = "belongs to someone else here"
# "A plan without any entry changes nothing": what is no change of the plan leaves the plan alone.
SAME_PLAN: dict[str, Any] = {"plan": {}}


def add_person(tx: Session, parts: Parts, fields: Mapping[str, Any], actor: str) -> Person:
    """Enrol someone new. A number that wrote before it was known becomes theirs; one that is enrolled is refused."""
    record = _read(dict(fields))
    known = people.by_phone(tx, parts, record.phone)
    if known is not None and known.enrolled:
        raise _taken(PERSON)
    done = enrol.take_in(tx, parts, ClinicFile((record,), ()), actor)
    return tx.get_one(Person, done.person_ids[0])


def change_person(tx: Session, parts: Parts, person: Person, fields: Mapping[str, Any], actor: str) -> None:
    """Change what is known of a person: the fields given, and no other."""
    record = _read(_now(tx, parts, person) | dict(fields) | SAME_PLAN)
    index = parts.keys.index(record.phone)
    if index != person.phone_index:
        if people.by_phone(tx, parts, record.phone) is not None:
            raise _taken(PERSON)
        person.phone = parts.sealer(person).seal("person.phone", person.id, record.phone)
        person.phone_index, person.texts_blocked_at = index, None
    enrol.write_person(tx, parts, person, record, enrol.Done(), actor)


def change_contact(
    tx: Session, parts: Parts, person: Person, contact: Contact | None, fields: Mapping[str, Any], actor: str
) -> Contact:
    """Change a contact, or add one (None). What waits to be sent to one who may not be told any more is not sent."""
    data = _now(tx, parts, person) | SAME_PLAN
    place = person.contacts.index(contact) if contact is not None else len(data["contacts"])
    data["contacts"][place : place + 1] = [dict(fields)]
    record = _read(data)
    index = parts.keys.index(record.contacts[place].phone)
    if contact is not None and index != contact.phone_index:
        sealed = parts.sealer(person).seal("contact.phone", contact.id, record.contacts[place].phone)
        contact.phone, contact.phone_index, contact.texts_blocked_at = sealed, index, None
    enrol.write_person(tx, parts, person, record, enrol.Done(), actor)
    tx.flush()
    changed = next(one for one in person.contacts if one.phone_index == index)
    if changed.paused_unsafe or not changed.accepted:
        queued = sa.update(Delivery).where(Delivery.to_id == changed.id, Delivery.state == "queued")
        tx.execute(queued.values(state="cancelled", error="removed"))
    return changed


def change_plan(
    tx: Session,
    parts: Parts,
    person: Person,
    steps: Mapping[str, Sequence[Any]],
    review_on: datetime | None,
    actor: str,
) -> bool:
    """Write the plan: one list of the file's entries per step. False when it holds nothing; then nothing is changed.

    What is the same as the plan in force makes no new version.
    """
    record = _read(_now(tx, parts, person) | {"plan": dict(steps)})
    if not any(record.plan):
        return False
    enrol.write_person(tx, parts, person, record, enrol.Done(), actor)
    tx.flush()
    next(one for one in recall.versions(tx, person) if not one.draft).review_on = review_on
    return True


def change_responder(
    tx: Session, parts: Parts, responder: Responder | None, fields: Mapping[str, Any], place: int, actor: str
) -> Responder:
    """Change someone of the staff, or add them (None), at this place (0 is first) in the order on call."""
    others = [one for one in people.staff(tx) if one is not responder]
    data = [export.responder_record(parts, one) for one in others]
    data.insert(place, dict(fields))
    record = ClinicFile.read({"responders": data}).responders
    known = people.responder_by_phone(tx, parts, record[place].phone)
    if known is not None and known is not responder:
        raise _taken(RESPONDER.format(place))
    if responder is not None and known is None:
        phone = record[place].phone
        responder.phone = parts.keys.own().seal("responder.phone", responder.id, phone)
        responder.phone_index, responder.texts_blocked_at = parts.keys.index(phone), None
        tx.flush()
    enrol.take_in(tx, parts, ClinicFile((), record), actor)
    index = parts.keys.index(record[place].phone)
    return next(one for one in people.staff(tx) if one.phone_index == index)


def _now(tx: Session, parts: Parts, person: Person) -> dict[str, Any]:
    """The person's record as it is. Nobody else changes the person until this transaction ends."""
    people.hold(tx, person.id)
    tx.refresh(person)
    return export.record_of(tx, parts, person)


def _read(data: dict[str, Any]) -> PersonRecord:
    return ClinicFile.read({"people": [data]}).people[0]


def _taken(where: str) -> ClinicFileError:
    place = f"{where}.phone"
    return ClinicFileError(f"{place} {TAKEN}", place=place, why=TAKEN)
