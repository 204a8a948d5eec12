"""Commands on accounts of the staff: `holdfast account` prints an invitation, `holdfast password` sets a password."""

import argparse
import getpass

from sqlalchemy.orm import Session

from holdfast.console import accounts, audit, codes
from holdfast.errors import ClinicFileError
from holdfast.models import Responder
from holdfast.parts import Parts
from holdfast.plans import amend, people
from holdfast.plans.phone import e164
from holdfast.settings import Settings

ACTOR = "command line"


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Run the command; prints what it did. Raises ClinicFileError when something does not fit."""
    parts = Parts.assemble(settings)
    try:
        with parts.db.write() as tx:
            if given.verb == "account":
                _account(tx, parts, given)
            else:
                _password(tx, parts, given.phone)
    finally:
        parts.db.close()
    return 0


def _account(tx: Session, parts: Parts, given: argparse.Namespace) -> None:
    """The first account of an installation, and the way back in when nobody else can give one."""
    responder = _found(tx, parts, given.phone)
    if responder is None:
        if not given.name:
            raise ClinicFileError("nobody of the staff has this number: give --name, and --role, to add them")
        fields = {"name": given.name, "phone": given.phone, "role": given.role}
        place = len(people.staff(tx))
        responder = amend.change_responder(tx, parts, None, fields, place, ACTOR)
    code = codes.invite(tx, parts, responder, ACTOR)
    audit.of_nobody(tx, parts, ACTOR, "invited", about=responder.id)
    address = parts.settings.public_url.rstrip("/") or f"http://localhost:{parts.settings.port or 8000}"
    print(f"{responder.name}, {responder.role}. This link works once, for three days:")
    print(f"{address}/console/invited/{code}")


def _password(tx: Session, parts: Parts, phone: str) -> None:
    responder = _found(tx, parts, phone)
    if responder is None:
        raise ClinicFileError("nobody of the staff has this number; holdfast account adds them")
    try:
        accounts.set_password(tx, responder, getpass.getpass("New password: "))
    except ValueError as fault:
        raise ClinicFileError(str(fault)) from fault
    print(f"{responder.name} can sign in at /console")


def _found(tx: Session, parts: Parts, phone: str) -> Responder | None:
    try:
        return people.responder_by_phone(tx, parts, e164(phone))
    except ValueError as fault:
        raise ClinicFileError(
            "that is not a phone number with country code, such as +1 202 555 0101"
        ) from fault
