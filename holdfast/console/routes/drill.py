"""A test page to someone's phone, at the tap of a supervisor or an operator."""

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from holdfast.console import audit, roles
from holdfast.console.door import Stop, for_roles, signed_in
from holdfast.console.routes.staff import find
from holdfast.console.sessions import Signed
from holdfast.handoff import drill
from holdfast.parts import Parts


def add(router: APIRouter, parts: Parts) -> None:
    """Add the button. What became of the page is shown where it stands."""

    @router.post("/staff/{responder_id}/test-page")
    @for_roles(roles.ROTA)
    def send(responder_id: str, signed: Annotated[Signed, Depends(signed_in)]) -> Response:
        def once(tx: Session) -> None:
            responder = find(tx, responder_id)
            drill.send(tx, parts, responder, signed.responder_id)
            audit.note(tx, parts, signed, "sent_test_page", about=responder.id)

        try:
            parts.db.transact(once)
        except drill.CannotSend as fault:
            raise Stop(409, "No page was sent", str(fault)) from fault
        return RedirectResponse(f"/console/staff/{responder_id}#test-page", 303)
