"""The page of one escalation."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from holdfast.console import audit, roles
from holdfast.console.door import Stop, for_roles, refreshes_itself, signed_in
from holdfast.console.pages import Pages
from holdfast.console.sessions import Signed
from holdfast.console.views import escalation as view
from holdfast.log import logger
from holdfast.models import Escalation
from holdfast.parts import Parts

log = logger()


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add the page."""

    @router.get("/escalations/{escalation_id}")
    @for_roles(roles.DESK)
    def show(request: Request, escalation_id: str, signed: Annotated[Signed, Depends(signed_in)]) -> Response:
        shown = page(parts, pages, escalation_id, signed)
        if not refreshes_itself(request):
            with parts.db.read() as tx:
                person_id = tx.get_one(Escalation, escalation_id).person_id
            audit.saw(parts, signed, "read_escalation", person=person_id, about=escalation_id)
            log.info("console_read", escalation=escalation_id, responder=signed.responder_id)
        return shown


def page(
    parts: Parts, pages: Pages, escalation_id: str, signed: Signed,
    status: int = 200, notice: str | None = None, typed: str = "",
) -> Response:  # fmt: skip
    """The page as it is now; `notice` says why something was not done, `typed` is kept in the reply box."""
    with parts.db.read() as tx:
        escalation = tx.get(Escalation, escalation_id)
        if escalation is None:
            raise missing()
        shown = view.read(tx, parts, escalation, signed.responder_id)
        return pages.page("escalation.html", status, signed=signed, it=shown, notice=notice, typed=typed)


def missing() -> Stop:
    """There is no such escalation."""
    return Stop(404, "Not found", "There is no such escalation.")
