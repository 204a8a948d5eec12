"""The staff: who is on call, in which order, and who has an account."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from holdfast.console import audit, closing, fields, roles
from holdfast.console.door import Stop, for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.sessions import Signed
from holdfast.console.typed import Form, Typed
from holdfast.console.views import drills
from holdfast.errors import ClinicFileError
from holdfast.models import Drill, Responder
from holdfast.parts import Parts
from holdfast.plans import amend, export, people

Who = Annotated[Signed, Depends(signed_in)]


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add the list and both forms."""

    @router.get("/staff")
    @for_roles(roles.STAFF)
    def show(signed: Who) -> Response:
        with parts.db.read() as tx:
            staff = people.staff(tx)
            everyone = [(one, people.responder_phone(parts, one)) for one in staff]
            tested = drills.read(tx, staff)
            return pages.page(
                "staff.html", signed=signed, everyone=everyone, tested=tested, gone=people.gone(tx)
            )

    @router.get("/staff/new")
    @for_roles(roles.STAFF)
    def new(signed: Who) -> Response:
        with parts.db.read() as tx:
            last = len(people.staff(tx)) + 1
        return _form(pages, signed, None, Form({"role": "responder", "place": last}), last)

    @router.post("/staff")
    @for_roles(roles.STAFF)
    def make(signed: Who, typed: Typed) -> Response:
        return save(None, signed, typed)

    @router.get("/staff/{responder_id}")
    @for_roles(roles.STAFF)
    def one(responder_id: str, signed: Who) -> Response:
        with parts.db.read() as tx:
            responder, everyone = find(tx, responder_id), people.staff(tx)
            values = export.responder_record(parts, responder) | {"place": everyone.index(responder) + 1}
            gives = roles.may_invite(signed.role, responder.role)
            account = (responder.password_hash is not None) if gives else None
            tested = drills.read(tx, [responder]).get(responder_id) if signed.role in roles.ROTA else None
        return _form(pages, signed, responder_id, Form(values), len(everyone), account, tested)

    @router.post("/staff/{responder_id}")
    @for_roles(roles.STAFF)
    def change(responder_id: str, signed: Who, typed: Typed) -> Response:
        return save(responder_id, signed, typed)

    def save(responder_id: str | None, signed: Signed, typed: dict[str, str]) -> Response:
        places = place = 0

        def once(tx: Session) -> None:
            nonlocal places, place
            responder = find(tx, responder_id) if responder_id else None
            places = len(people.staff(tx)) + (responder is None)
            place = min(max(_number(typed.get("place", "")), 1), places) - 1
            fields_typed = _record(typed)
            if responder is not None:
                _keeps_role(tx, signed, responder, fields_typed["role"], place)
            done = amend.change_responder(tx, parts, responder, fields_typed, place, signed.responder_id)
            audit.note(tx, parts, signed, "changed_staff" if responder else "added_staff", about=done.id)

        try:
            parts.db.transact(once)
        except ClinicFileError as fault:
            field, sentence = fields.beside(fault, amend.RESPONDER.format(place))
            if sentence == fields.EXPECTED["phone"]:
                sentence = fields.STAFF_PHONE
            return _form(pages, signed, responder_id, Form(dict(typed), {field: sentence}), places)
        return RedirectResponse("/console/staff", 303)


def _keeps_role(tx: Session, signed: Signed, responder: Responder, role: str, place: int) -> None:
    """Whoever can sign in gets another role from a supervisor only: a role opens pages. Nobody is locked out by it."""
    if not responder.password_hash or role == responder.role:
        return
    why = ""
    if signed.role != roles.SUPERVISOR:
        why = "of an account is a supervisor's to change"
    elif closing.last_to_invite(tx, responder):
        why = "is needed"
    if why:
        where = f"{amend.RESPONDER.format(place)}.role"
        raise ClinicFileError(f"{where} {why}", place=where, why=why)


def find(tx: Session, responder_id: str) -> Responder:
    """Someone of the staff. Stops when there is nobody by this id."""
    responder = tx.get(Responder, responder_id)
    if responder is None or responder.canary or responder.closed_at is not None:
        raise Stop(404, "Not found", "There is nobody by this address.")
    return responder


def _record(typed: dict[str, str]) -> dict[str, Any]:
    """What was typed, as fields of the clinic file."""
    return {
        "name": typed.get("name", "").strip(),
        "phone": typed.get("phone", "").strip(),
        "role": typed.get("role", ""),
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 9999


def _form(
    pages: Pages,
    signed: Signed,
    responder_id: str | None,
    form: Form,
    places: int,
    account: bool | None = None,
    tested: tuple[Drill | None, str] | None = None,
) -> Response:
    """`account`: whether they have one; None when the reader gives none, or the form is shown for what does not fit.

    `tested`: their last test page, for those who send one to those who get one.
    """
    numbers = [
        (str(place), f"{place}" + (" (first)" if place == 1 else "")) for place in range(1, places + 1)
    ]
    return pages.page(
        "staff_form.html",
        form.status,
        signed=signed,
        form=form,
        responder_id=responder_id,
        places=numbers,
        account=account,
        tested=tested,
    )
