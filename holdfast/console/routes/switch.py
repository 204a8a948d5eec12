"""The switch to crisis words only, for supervisors: the program says nothing else to anyone."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from holdfast.console import audit, roles
from holdfast.console.door import Stop, for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.sessions import Signed
from holdfast.console.typed import Typed
from holdfast.console.views import names
from holdfast.delivery import switch
from holdfast.parts import Parts

Who = Annotated[Signed, Depends(signed_in)]


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add page and button."""

    @router.get("/switch")
    @for_roles(roles.SUPERVISORS)
    def show(signed: Who) -> Response:
        with parts.db.read() as tx:
            thrown, staff = switch.newest(tx), names.responders(tx)
        by = staff.get(thrown.by, thrown.by) if thrown else ""
        return pages.page("switch.html", signed=signed, thrown=thrown, by=by)

    @router.post("/switch")
    @for_roles(roles.SUPERVISORS)
    def throw(signed: Who, typed: Typed) -> Response:
        """The form says to which side: the same tap twice, or two people at once, do not turn it back."""
        to = typed.get("to", "")
        if to not in ("on", "off"):
            raise Stop(400, "Not complete", "Choose on or off. Nothing was changed.")
        with parts.db.write() as tx:
            if switch.is_on(tx) != (to == "on"):
                switch.throw(tx, parts, signed.responder_id, on=to == "on")
                audit.note(tx, parts, signed, f"crisis_only_{to}")
        return RedirectResponse("/console/switch", 303)
