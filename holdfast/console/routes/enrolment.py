"""Setting up a second factor at the first sign-in; nothing else opens before."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from holdfast.console import audit, codes, roles, second_factor, sessions
from holdfast.console.attempts import Attempts
from holdfast.console.door import Stop, for_roles, in_stage, signed_in
from holdfast.console.pages import Pages
from holdfast.console.routes.second import WRONG
from holdfast.console.sessions import Signed
from holdfast.log import logger
from holdfast.parts import Parts

Who = Annotated[Signed, Depends(signed_in)]
log = logger()


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add page and form."""
    attempts = Attempts()

    @router.get("/enrol")
    @for_roles(roles.ANYONE)
    @in_stage("enrol")
    def show(signed: Who) -> Response:
        with parts.db.write() as tx:
            return _page(tx, parts, pages, signed)

    @router.post("/enrol")
    @for_roles(roles.ANYONE)
    @in_stage("enrol")
    def confirm(request: Request, signed: Who, code: Annotated[str, Form(max_length=40)] = "") -> Response:
        """From now on the code is asked for; the codes for paper are shown once, in this answer."""
        address, now = request.client.host if request.client else "", parts.clock.now()
        if not attempts.allowed(signed.responder_id, address, now):
            raise Stop(429, "Too many tries", "Please wait ten minutes.")
        with parts.db.write() as tx:
            responder = sessions.responder(tx, signed)
            if not second_factor.confirm(tx, parts, responder, code):
                attempts.failed(signed.responder_id, address, now)
                return _page(tx, parts, pages, signed, 401, WRONG)
            paper = codes.glass(tx, parts, responder)
            token = sessions.go_on(tx, parts, request, signed, "full")
            audit.note(tx, parts, signed, "set_up_second_factor")
        log.info("console_second_factor_set_up", responder=signed.responder_id)
        response = pages.page("paper.html", paper=paper)
        sessions.set_cookie(parts, request, response, token)
        return response


def _page(
    tx: Session, parts: Parts, pages: Pages, signed: Signed, status: int = 200, fault: str = ""
) -> Response:
    responder = sessions.responder(tx, signed)
    secret = second_factor.offered(tx, parts, responder)
    picture = second_factor.drawn(parts, responder, secret)
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return pages.page("enrol.html", status, signed=signed, fault=fault, picture=picture, secret=spaced)
