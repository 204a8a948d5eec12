"""Accounts of the staff: an invitation (a link that works once, shown once), and the end of an account."""

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from holdfast.console import audit, closing, codes, roles
from holdfast.console.door import Stop, for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.routes.staff import find
from holdfast.console.sessions import Signed
from holdfast.console.typed import Typed
from holdfast.log import logger
from holdfast.parts import Parts

Who = Annotated[Signed, Depends(signed_in)]
log = logger()


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add both buttons."""

    @router.post("/staff/{responder_id}/invite")
    @for_roles(roles.INVITE)
    def invite(request: Request, responder_id: str, signed: Who) -> Response:
        """The link is in this answer alone; only its hash is kept."""
        with parts.db.write() as tx:
            responder = find(tx, responder_id)
            if not roles.may_invite(signed.role, responder.role):
                raise Stop(403, "Not yours to give", "A supervisor invites supervisors. Nothing was changed.")
            code = codes.invite(tx, parts, responder, signed.responder_id)
            audit.note(tx, parts, signed, "invited", about=responder.id)
            name = responder.name
        link = f"{_origin(parts, request)}/console/invited/{code}"
        return pages.page("staff_invite.html", signed=signed, responder_id=responder_id, name=name, link=link)

    @router.post("/staff/{responder_id}/close")
    @for_roles(roles.INVITE)
    def close(responder_id: str, signed: Who, typed: Typed) -> Response:
        """Whoever gives accounts of a role closes them. There is no way back, so it is asked for twice."""

        def once(tx: Session) -> None:
            responder = find(tx, responder_id)
            if not roles.may_invite(signed.role, responder.role):
                raise Stop(
                    403, "Not yours to close", "A supervisor closes a supervisor's. Nothing was changed."
                )
            if typed.get("sure") != "yes":
                raise Stop(422, "Not closed", "Tick the box to say that it is meant. Nothing was changed.")
            closing.close(tx, parts, responder, signed.responder_id)
            audit.note(tx, parts, signed, "closed_account", about=responder.id)

        try:
            parts.db.transact(once)
        except closing.StillNeeded as needed:
            raise Stop(409, "Not closed", str(needed)) from needed
        log.info("console_account_closed", responder=responder_id)
        return RedirectResponse("/console/staff", 303)


def _origin(parts: Parts, request: Request) -> str:
    """Where this console is reached: what the operator says, for a simulated carrier's address is not it."""
    if parts.settings.public_url and not parts.settings.demo:
        return parts.settings.public_url.rstrip("/")
    return f"{request.url.scheme}://{request.url.netloc}"
