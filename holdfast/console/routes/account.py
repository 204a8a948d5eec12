"""An invitation for someone of the staff: a link that works once, shown once."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from holdfast.console import audit, codes, roles
from holdfast.console.door import Stop, for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.routes.staff import find
from holdfast.console.sessions import Signed
from holdfast.parts import Parts


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add the button."""

    @router.post("/staff/{responder_id}/invite")
    @for_roles(roles.INVITE)
    def invite(
        request: Request, responder_id: str, signed: Annotated[Signed, Depends(signed_in)]
    ) -> Response:
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


def _origin(parts: Parts, request: Request) -> str:
    """Where this console is reached: what the operator says, for a simulated carrier's address is not it."""
    if parts.settings.public_url and not parts.settings.demo:
        return parts.settings.public_url.rstrip("/")
    return f"{request.url.scheme}://{request.url.netloc}"
