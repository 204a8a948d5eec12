"""The page of one person, and changing what is known of them."""

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from holdfast.console import audit, fields, roles
from holdfast.console.door import Stop, for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.routes.people import form_page, known
from holdfast.console.sessions import Signed
from holdfast.console.typed import Form, Typed
from holdfast.console.views import record, urges
from holdfast.errors import ClinicFileError
from holdfast.models import Person
from holdfast.parts import Parts
from holdfast.plans import amend, consents, export

Who = Annotated[Signed, Depends(signed_in)]


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add the page, the form on what is known, and the consents."""

    @router.get("/people/{person_id}")
    @for_roles(roles.PEOPLE)
    def show(person_id: str, signed: Who) -> Response:
        with parts.db.read() as tx:
            person = find(tx, person_id)
            it, noted = record.read(tx, parts, person), urges.read(tx, parts.library, person)
        audit.saw(parts, signed, "read_person", person=person_id)
        return pages.page("person.html", signed=signed, it=it, urges=noted)

    @router.get("/people/{person_id}/facts")
    @for_roles(roles.PEOPLE)
    def facts(person_id: str, signed: Who) -> Response:
        with parts.db.read() as tx:
            now = export.record_of(tx, parts, find(tx, person_id))
        audit.saw(parts, signed, "read_person", person=person_id)
        return form_page(parts, pages, signed, Form(now), person_id)

    @router.post("/people/{person_id}/facts")
    @for_roles(roles.PEOPLE)
    def change(person_id: str, signed: Who, typed: Typed) -> Response:
        def once(tx: Session) -> None:
            amend.change_person(tx, parts, find(tx, person_id), known(typed), signed.responder_id)
            audit.note(tx, parts, signed, "changed_person", person=person_id)

        try:
            parts.db.transact(once)
        except ClinicFileError as fault:
            form = Form(dict(typed), dict([fields.beside(fault, amend.PERSON)]))
            return form_page(parts, pages, signed, form, person_id)
        return RedirectResponse(f"/console/people/{person_id}", 303)

    @router.post("/people/{person_id}/consents")
    @for_roles(roles.PEOPLE)
    def agree(person_id: str, signed: Who, typed: Typed) -> Response:
        purpose = typed.get("purpose", "")
        if purpose not in fields.CONSENTS:
            raise Stop(400, "Not complete", "Choose what they agreed to. Nothing was changed.")
        with parts.db.write() as tx:
            person, wording = find(tx, person_id), fields.CONSENTS[purpose]
            consents.give(tx, parts, person, purpose, wording, signed.responder_id)
            audit.note(tx, parts, signed, "gave_consent", person=person_id, about=purpose)
        return RedirectResponse(f"/console/people/{person_id}#consents", 303)

    @router.post("/people/{person_id}/consents/{consent_id}/take-back")
    @for_roles(roles.PEOPLE)
    def take_back(person_id: str, consent_id: str, signed: Who) -> Response:
        with parts.db.write() as tx:
            if not consents.take_back(tx, parts, find(tx, person_id), consent_id):
                raise Stop(404, "Not found", "There is no such consent in force.")
            audit.note(tx, parts, signed, "took_back_consent", person=person_id, about=consent_id)
        return RedirectResponse(f"/console/people/{person_id}#consents", 303)


def find(tx: Session, person_id: str) -> Person:
    """Someone who is enrolled. Raises Stop when nobody is by this id."""
    person = tx.get(Person, person_id)
    if person is None or not person.enrolled or person.canary or person.phone_index is None:
        raise Stop(404, "Not found", "There is no such person.")
    return person
