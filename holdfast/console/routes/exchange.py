"""What leaves and enters a person's page: an invite code, and their record as a clinic file."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from holdfast.console import audit, roles
from holdfast.console.door import Stop, for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.routes.person import find
from holdfast.console.sessions import Signed
from holdfast.errors import ClinicFileError
from holdfast.parts import Parts
from holdfast.plans import enrol, export, invite
from holdfast.plans.clinic_file import ClinicFile

Who = Annotated[Signed, Depends(signed_in)]


async def _file(request: Request) -> bytes:
    """The file that came with the form; empty when none did."""
    given = (await request.form()).get("file")
    if not isinstance(given, UploadFile):
        return b""
    raw = await given.read()
    await given.close()
    return raw


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add the three buttons."""

    @router.post("/people/{person_id}/invite")
    @for_roles(roles.PEOPLE)
    def invited(person_id: str, signed: Who) -> Response:
        with parts.db.write() as tx:
            code = invite.make(tx, parts, find(tx, person_id))
            audit.note(tx, parts, signed, "made_invite", person=person_id)
        return pages.page("invite.html", signed=signed, person_id=person_id, code=code)

    @router.post("/people/{person_id}/export")
    @for_roles(roles.PEOPLE)
    def exported(person_id: str, signed: Who) -> Response:
        """No file leaves without its line in the audit."""
        with parts.db.write() as tx:
            data = {"people": [export.record_of(tx, parts, find(tx, person_id))]}
            audit.note(tx, parts, signed, "exported", person=person_id)
        return Response(
            json.dumps(data, indent=2, ensure_ascii=False),
            media_type="application/json",
            headers={"Content-Disposition": 'attachment; filename="person.json"'},
        )

    @router.post("/people/{person_id}/import")
    @for_roles(roles.PEOPLE)
    def imported(person_id: str, signed: Who, raw: Annotated[bytes, Depends(_file)]) -> Response:
        """A file of this one person, as an export gives it: as `holdfast import` would take it in."""

        def once(tx: Session) -> None:
            person = find(tx, person_id)
            clinic = ClinicFile.parse(raw)
            if [parts.keys.index(one.phone) for one in clinic.people] != [person.phone_index]:
                raise ClinicFileError("file.people must hold this one person, by their phone number")
            enrol.take_in(tx, parts, ClinicFile(clinic.people, ()), signed.responder_id)
            audit.note(tx, parts, signed, "imported", person=person_id)

        try:
            parts.db.transact(once)
        except ClinicFileError as fault:
            raise Stop(422, "Not taken in", f"Nothing was changed: {fault}.") from fault
        return RedirectResponse(f"/console/people/{person_id}", 303)
