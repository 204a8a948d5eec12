"""An account by invitation: whoever has the link chooses a password, once. There is no other way to sign up."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from holdfast.console import accounts, audit, codes, second_factor, sessions
from holdfast.console.attempts import Attempts
from holdfast.console.door import Stop, no_session_needed
from holdfast.console.pages import Pages
from holdfast.log import logger
from holdfast.parts import Parts

LONGEST_PASSWORD = 200
Password = Annotated[str, Form(max_length=LONGEST_PASSWORD)]
GONE = "This link was used, replaced by a newer one, or is older than three days. Ask for a new one."
log = logger()


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add the page that an invitation leads to."""
    attempts = Attempts()

    def guard(request: Request) -> None:
        """A stranger does not try many codes."""
        address = request.client.host if request.client else ""
        if not attempts.allowed("", address, parts.clock.now()):
            raise Stop(429, "Too many tries", "Please wait ten minutes.")

    def gone(request: Request) -> Stop:
        attempts.failed("", request.client.host if request.client else "", parts.clock.now())
        return Stop(404, "This link opens nothing", GONE)

    @router.get("/invited/{code}")
    @no_session_needed
    def show(request: Request, code: str) -> Response:
        """Looking uses nothing up: programs look at links before people do."""
        guard(request)
        with parts.db.read() as tx:
            found = codes.whose_invite(tx, parts, code)
            if found is None:
                raise gone(request)
            return pages.page("invited.html", code=code, name=found.name, fault=None)

    @router.post("/invited/{code}")
    @no_session_needed
    def accept(request: Request, code: str, password: Password = "") -> Response:
        """A password of their own; a second factor of before counts no more, and another is set up next."""
        guard(request)
        with parts.db.read() as tx:
            found = codes.whose_invite(tx, parts, code)
        if found is None:
            raise gone(request)
        if fault := accounts.unfit(password):
            return pages.page("invited.html", 422, code=code, name=found.name, fault=fault)
        with parts.db.write() as tx:
            responder = codes.use_invite(tx, parts, code)
            if responder is None:
                raise gone(request)
            accounts.set_password(tx, responder, password)
            second_factor.forget(responder)
            codes.end_all(tx, responder)
            stage = second_factor.needed(parts, responder)
            token = sessions.start(tx, parts, responder.id, sessions.token_of(parts, request), stage)
            audit.of_nobody(tx, parts, responder.id, "accepted_invitation")
        log.info("console_invitation_accepted", responder=responder.id)
        response = RedirectResponse("/console", 303)
        sessions.set_cookie(parts, request, response, token)
        return response
