"""Going live: what still keeps this installation from production."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from holdfast import readiness, signatures
from holdfast.console import audit, roles
from holdfast.console.door import Stop, for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.sessions import Signed
from holdfast.console.typed import Typed
from holdfast.console.views import names
from holdfast.models import Attestation
from holdfast.parts import Parts

Who = Annotated[Signed, Depends(signed_in)]
SAID = ("backup", "twilio")


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add the page, and the button for what the service cannot see for itself."""

    @router.get("/going-live")
    @for_roles(roles.STAFF)
    def show(signed: Who) -> Response:
        library = signatures.current(parts.db, parts.library, demo=parts.settings.demo)
        with parts.db.read() as tx:
            found = readiness.steps(parts.settings, library, tx, parts.clock.now())
            staff = names.responders(tx)
            said = {name: row for name in SAID if (row := readiness.said(tx, name))}
            by = {name: (staff.get(row.by, "someone"), row.at) for name, row in said.items()}
        left = sum(step.state == readiness.OPEN for step in found)
        return pages.page(
            "going_live.html",
            signed=signed,
            steps=found,
            left=left,
            said=by,
            may_say=signed.role in roles.ROTA,
        )

    @router.post("/going-live")
    @for_roles(roles.ROTA)
    def say(signed: Who, typed: Typed) -> Response:
        name = typed.get("name", "")
        if name not in SAID:
            raise Stop(400, "Not complete", "Choose what you did. Nothing was changed.")
        with parts.db.write() as tx:
            tx.add(Attestation(name=name, by=signed.responder_id, at=parts.clock.now()))
            audit.note(tx, parts, signed, f"said_{name}")
        return RedirectResponse(f"/console/going-live#{name}", 303)
