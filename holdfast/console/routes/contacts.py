"""Contacts of a person: add one, change one."""

import re
from typing import Annotated, Any
from zoneinfo import available_timezones

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from holdfast.console import audit, fields, roles
from holdfast.console.door import Stop, for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.routes.person import find
from holdfast.console.sessions import Signed
from holdfast.console.typed import Form, Typed
from holdfast.errors import ClinicFileError
from holdfast.models import Contact, Person
from holdfast.parts import Parts
from holdfast.plans import amend, export, local

Who = Annotated[Signed, Depends(signed_in)]
HOURS = re.compile(r"(?P<from>[\d:]+)-(?P<until>[\d:]+) (?P<zone>\S+)")


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add both forms."""

    @router.get("/people/{person_id}/contacts/new")
    @for_roles(roles.PEOPLE)
    def new(person_id: str, signed: Who) -> Response:
        with parts.db.read() as tx:
            zone = local.zone(parts, find(tx, person_id)).key
        return _form(pages, signed, person_id, None, Form({"notify_from": "tap", "zone": zone}))

    @router.post("/people/{person_id}/contacts")
    @for_roles(roles.PEOPLE)
    def make(person_id: str, signed: Who, typed: Typed) -> Response:
        return save(person_id, None, signed, typed)

    @router.get("/people/{person_id}/contacts/{contact_id}")
    @for_roles(roles.PEOPLE)
    def show(person_id: str, contact_id: str, signed: Who) -> Response:
        with parts.db.read() as tx:
            person = find(tx, person_id)
            place = person.contacts.index(_find(tx, person, contact_id))
            now = export.record_of(tx, parts, person)["contacts"][place]
            zone = local.zone(parts, person).key
        found = HOURS.fullmatch(now.get("hours", ""))
        audit.saw(parts, signed, "read_person", person=person_id)
        values = {"zone": zone, **now, **(found.groupdict() if found else {})}
        return _form(pages, signed, person_id, contact_id, Form(values))

    @router.post("/people/{person_id}/contacts/{contact_id}")
    @for_roles(roles.PEOPLE)
    def change(person_id: str, contact_id: str, signed: Who, typed: Typed) -> Response:
        return save(person_id, contact_id, signed, typed)

    def save(person_id: str, contact_id: str | None, signed: Signed, typed: dict[str, str]) -> Response:
        place = 0

        def once(tx: Session) -> None:
            nonlocal place
            person = find(tx, person_id)
            contact = _find(tx, person, contact_id) if contact_id else None
            place = person.contacts.index(contact) if contact else len(person.contacts)
            done = amend.change_contact(tx, parts, person, contact, _record(typed), signed.responder_id)
            verb = "changed_contact" if contact else "added_contact"
            audit.note(tx, parts, signed, verb, person=person_id, about=done.id)

        try:
            parts.db.transact(once)
        except ClinicFileError as fault:
            form = Form(dict(typed), dict([fields.beside(fault, amend.CONTACT.format(place))]))
            return _form(pages, signed, person_id, contact_id, form)
        return RedirectResponse(f"/console/people/{person_id}#contacts", 303)


def _find(tx: Session, person: Person, contact_id: str) -> Contact:
    contact = tx.get(Contact, contact_id)
    if contact is None or contact.person_id != person.id:
        raise Stop(404, "Not found", "There is no such contact.")
    return contact


def _record(typed: dict[str, str]) -> dict[str, Any]:
    """What was typed on a contact, as fields of the clinic file."""
    begins, ends = typed.get("from", "").strip(), typed.get("until", "").strip()
    return {
        "name": typed.get("name", "").strip(),
        "phone": typed.get("phone", "").strip(),
        "accepted": "accepted" in typed,
        "accepted_on": typed.get("accepted_on", "").strip() or None,
        "notify_from": typed.get("notify_from", ""),
        "hours": f"{begins}-{ends} {typed.get('zone', '').strip()}" if begins or ends else None,
        "paused": "paused" in typed,
    }


def _form(pages: Pages, signed: Signed, person_id: str, contact_id: str | None, form: Form) -> Response:
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return pages.page(
        "contact_form.html", form.status, signed=signed, form=form, person_id=person_id, contact_id=contact_id,
        levels=list(fields.LEVELS.items()), zones=zones,
    )  # fmt: skip
