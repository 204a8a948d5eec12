"""The list of people, and enrolling someone."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from holdfast.console import audit, fields, roles
from holdfast.console.door import for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.sessions import Signed
from holdfast.console.typed import Form, Typed
from holdfast.console.views import inbox, people
from holdfast.errors import ClinicFileError
from holdfast.models import Person
from holdfast.parts import Parts
from holdfast.plans import amend, consents

Who = Annotated[Signed, Depends(signed_in)]
FLAGS = ("safe_to_text", "safe_to_call", "plan_by_sms")


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add both."""

    @router.get("/people")
    @for_roles(roles.PEOPLE)
    def show(signed: Who) -> Response:
        with parts.db.read() as tx:
            rows, left = people.rows(tx, parts), inbox.notes(tx, parts)
        audit.saw(parts, signed, "read_people")
        return pages.page("people.html", signed=signed, rows=rows, notices=left)

    @router.get("/people/new")
    @for_roles(roles.PEOPLE)
    def new(signed: Who) -> Response:
        empty = {"country": parts.settings.region.upper(), "age_band": "unknown"}
        return form_page(parts, pages, signed, Form(empty))

    @router.post("/people")
    @for_roles(roles.PEOPLE)
    def enrol(signed: Who, typed: Typed) -> Response:
        def once(tx: Session) -> str:
            person = amend.add_person(tx, parts, known(typed), signed.responder_id)
            audit.note(tx, parts, signed, "enrolled", person=person.id)
            _agree(tx, parts, person, typed, signed)
            return person.id

        try:
            made = parts.db.transact(once)
        except ClinicFileError as fault:
            beside = dict([fields.beside(fault, amend.PERSON)])
            return form_page(parts, pages, signed, Form(dict(typed), beside))
        return RedirectResponse(f"/console/people/{made}", 303)


def known(typed: dict[str, str]) -> dict[str, Any]:
    """What was typed on a person, as fields of the clinic file."""
    return {
        "name": typed.get("name", "").strip(),
        "phone": typed.get("phone", "").strip(),
        "country": typed.get("country") or None,
        "discreet_name": typed.get("discreet_name", "").strip(),
        "age_band": typed.get("age_band") or "unknown",
        **{name: name in typed for name in FLAGS},
    }


def form_page(
    parts: Parts, pages: Pages, signed: Signed, form: Form, person_id: str | None = None
) -> Response:
    """The form on a person, new or known."""
    names = sorted(parts.library.countries.names.items(), key=lambda one: one[1])
    bands = dict.fromkeys([*fields.AGE_BANDS, form.values.get("age_band") or "unknown"])
    ages = [(band, "Not known" if band == "unknown" else band.capitalize()) for band in bands]
    countries = [("", "Not known"), *names]
    return pages.page(
        "person_form.html",
        form.status,
        signed=signed,
        form=form,
        person_id=person_id,
        countries=countries,
        ages=ages,
    )


def _agree(tx: Session, parts: Parts, person: Person, typed: dict[str, str], signed: Signed) -> None:
    for purpose, wording in fields.CONSENTS.items():
        if f"consent_{purpose}" in typed:
            consents.give(tx, parts, person, purpose, wording, signed.responder_id)
            audit.note(tx, parts, signed, "gave_consent", person=person.id, about=purpose)
