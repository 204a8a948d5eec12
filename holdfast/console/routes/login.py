"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from holdfast.console import accounts, audit, roles, second_factor, sessions
from holdfast.console.attempts import TOO_MANY, Attempts
from holdfast.console.door import LOGIN, for_roles, in_stage, no_session_needed, signed_in
from holdfast.console.pages import Pages
from holdfast.console.sessions import Signed
from holdfast.log import logger
from holdfast.models import Responder
from holdfast.parts import Parts

LONGEST_PASSWORD = 200
log = logger()


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add `/login` and `/logout`."""
    attempts = Attempts()

    @router.get("/login")
    @no_session_needed
    def form(request: Request) -> Response:
        return _form(parts, pages, request, 200, None)

    @router.post("/login")
    @no_session_needed
    def sign_in(
        request: Request,
        name: Annotated[str, Form(max_length=80)] = "",
        password: Annotated[str, Form(max_length=LONGEST_PASSWORD)] = "",
    ) -> Response:
        address, now = request.client.host if request.client else "", parts.clock.now()
        if not attempts.allowed(name, address, now):
            log.warning("console_sign_in_refused", reason="too many tries")
            return _form(parts, pages, request, 429, TOO_MANY)
        with parts.db.read() as tx:
            candidates = accounts.named(tx, name)
        responder_id = accounts.match(candidates, password, demo=parts.settings.demo)
        if responder_id is None:
            attempts.failed(name, address, now)
            log.warning("console_sign_in_failed", reason="known name" if candidates else "unknown name")
            return _form(parts, pages, request, 401, "Name or password is not right.")
        attempts.succeeded(name, address)
        old = sessions.token_of(parts, request)
        locked = sessions.locked(parts, old)
        with parts.db.write() as tx:
            if locked is not None and locked.responder_id == responder_id:
                token = sessions.start(tx, parts, responder_id, old, locked.stage, locked.ends_at)
                audit.of_nobody(tx, parts, responder_id, "unlocked")
            else:
                stage = second_factor.needed(parts, tx.get_one(Responder, responder_id))
                token = sessions.start(tx, parts, responder_id, old, stage)
                if stage == "full":
                    audit.of_nobody(tx, parts, responder_id, "signed_in")
        log.info("console_password_right", responder=responder_id)
        response = RedirectResponse("/console", 303)
        sessions.set_cookie(parts, request, response, token)
        return response

    @router.post("/logout")
    @for_roles(roles.ANYONE)
    @in_stage(*sessions.LASTS)
    def sign_out(request: Request, signed: Annotated[Signed, Depends(signed_in)]) -> Response:
        with parts.db.write() as tx:
            sessions.end(tx, signed)
            audit.note(tx, parts, signed, "signed_out")
        log.info("console_signed_out", responder=signed.responder_id)
        response = RedirectResponse(LOGIN, 303)
        sessions.set_cookie(parts, request, response, None)
        return response

    @router.post("/alive")
    @for_roles(roles.ANYONE)
    def alive() -> Response:
        """The responder types or taps: passing the door has counted it."""
        return Response(status_code=204)

    @router.get("/here")
    @for_roles(roles.ANYONE)
    def here(signed: Annotated[Signed, Depends(signed_in)]) -> Response:
        """Whether this browser is still signed in, and as whom; the page asks so that it can cover itself."""
        return Response(signed.responder_id, media_type="text/plain")


def _form(parts: Parts, pages: Pages, request: Request, status: int, fault: str | None) -> Response:
    offered = []
    if parts.settings.demo:
        with parts.db.read() as tx:
            offered = [(one.name, one.role) for one in accounts.demo_accounts(tx)]
    locked = sessions.locked(parts, sessions.token_of(parts, request))
    return pages.page(
        "login.html", status, fault=fault, offered=offered, demo_password=accounts.DEMO_PASSWORD,
        locked=locked.name if locked else None,
    )  # fmt: skip
