"""The fictional clinic, and a newcomer for every visitor of the demo page."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.models import Person, Responder
from holdfast.parts import Parts
from holdfast.plans import enrol, people
from holdfast.plans.clinic_file import ClinicFile

FILE = Path(__file__).with_name("clinic.json")


def read() -> ClinicFile:
    """The file, checked."""
    return ClinicFile.parse(FILE.read_bytes())


def prepare(parts: Parts) -> None:
    """Import the clinic, once: a database that has responders is left as it is."""
    with parts.db.write() as tx:
        if tx.scalar(sa.select(Responder.id).where(~Responder.canary).limit(1)) is None:
            enrol.take_in(tx, parts, read(), "demo")


def newcomer(tx: Session, parts: Parts) -> Person:
    """The demo person anew, without a phone, with the same plan and contacts: visitors do not meet in one thread."""
    record = read().people[0]
    person = people.add(tx, parts, None)
    enrol.write_person(tx, parts, person, record, enrol.Done(), "demo")
    return person
