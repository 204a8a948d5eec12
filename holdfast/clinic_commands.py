"""Commands on people: import, export, invite, erase; and the switch to crisis words."""

import argparse
import json

from sqlalchemy.orm import Session

from holdfast.delivery import switch
from holdfast.errors import ClinicFileError
from holdfast.models import Person
from holdfast.parts import Parts
from holdfast.plans import enrol, erase, export, invite, people
from holdfast.plans.clinic_file import ClinicFile
from holdfast.plans.phone import e164
from holdfast.settings import Settings

ACTOR = "command line"


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Run the command; prints what it did. Raises ClinicFileError when file or number do not fit."""
    clinic = ClinicFile.parse(given.file.read_bytes()) if given.verb == "import" else None
    parts = Parts.assemble(settings)
    if given.verb == "erase":
        return _erase(parts, given.phone)
    with parts.db.write() as tx:
        if clinic is not None:
            print(enrol.take_in(tx, parts, clinic, ACTOR).sentence())
        elif given.verb == "export":
            print(json.dumps(export.clinic_file(tx, parts), indent=2, ensure_ascii=False))
        elif given.verb == "invite":
            print(invite.make(tx, parts, _invited(tx, parts, given.phone)))
        elif given.verb == "crisis-only":
            switch.throw(tx, parts, ACTOR, on=given.state == "on")
            print(f"crisis words only: {given.state}")
    return 0


def _number(text: str) -> str:
    try:
        return e164(text)
    except ValueError as fault:
        raise ClinicFileError(
            "that is not a phone number with country code, such as +1 202 555 0101"
        ) from fault


def _person(tx: Session, parts: Parts, phone: str) -> Person:
    person = people.by_phone(tx, parts, _number(phone))
    if person is None:
        raise ClinicFileError("nobody is enrolled with this number; import a clinic file first")
    return person


def _invited(tx: Session, parts: Parts, phone: str) -> Person:
    """The person with this number; somebody new, to be enrolled by using the code, when nobody has it."""
    number = _number(phone)
    return people.by_phone(tx, parts, number) or people.add(tx, parts, number)


def _erase(parts: Parts, phone: str) -> int:
    with parts.db.write() as tx:
        done = erase.erase(tx, parts, _person(tx, parts, phone), ACTOR)
    if done:
        parts.db.scrub(Person.__tablename__)
        print("erased: what this person wrote cannot be read any more")
        return 0
    print("not erased: an escalation is open. A responder closes it first, on the console.")
    return 1
