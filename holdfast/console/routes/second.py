"""After the password: the code of the second factor, or break-glass when it is gone."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from holdfast.console import audit, break_glass, codes, roles, second_factor, sessions
from holdfast.console.attempts import TOO_MANY, Attempts
from holdfast.console.door import for_roles, in_stage, signed_in
from holdfast.console.pages import Pages
from holdfast.console.sessions import Signed
from holdfast.log import logger
from holdfast.parts import Parts

Who = Annotated[Signed, Depends(signed_in)]
Typed = Annotated[str, Form(max_length=40)]
WRONG = "That code is not right, or it was used already. Please take the next one."
WRONG_GLASS = "That is no code of your paper, or it was used already."
log = logger()


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add the page between password and console, and its two forms."""
    doors = Doors(parts, pages)
    router.add_api_route("/code", doors.ask, methods=["GET"])
    router.add_api_route("/code", doors.code, methods=["POST"])
    router.add_api_route("/glass", doors.glass, methods=["POST"])


class Doors:
    """Two ways in for someone who has shown a password."""

    def __init__(self, parts: Parts, pages: Pages) -> None:
        self._parts = parts
        self._pages = pages
        self._attempts = Attempts()

    @for_roles(roles.ANYONE)
    @in_stage("code")
    def ask(self, signed: Who) -> Response:
        """The page."""
        return self._page(signed, 200)

    @for_roles(roles.ANYONE)
    @in_stage("code")
    def code(self, request: Request, signed: Who, code: Typed = "") -> Response:
        """With the app's code: in, for a shift."""

        def right(tx: Session) -> bool:
            return second_factor.check(tx, self._parts, sessions.responder(tx, signed), code)

        def done(tx: Session) -> None:
            audit.note(tx, self._parts, signed, "signed_in")

        return self._try(request, signed, "full", right, done, fault=WRONG)

    @for_roles(roles.ANYONE)
    @in_stage("code")
    def glass(self, request: Request, signed: Who, code: Typed = "") -> Response:
        """With a code from paper: in, for an hour; it is written down, and a supervisor's phone is lit."""

        def right(tx: Session) -> bool:
            return codes.use_glass(tx, self._parts, signed.responder_id, code)

        def done(tx: Session) -> None:
            audit.note(tx, self._parts, signed, "broke_glass")
            break_glass.tell(tx, self._parts, sessions.responder(tx, signed))
            log.warning("console_glass_broken", responder=signed.responder_id)

        return self._try(request, signed, "glass", right, done, fault_glass=WRONG_GLASS)

    def _try(
        self, request: Request, signed: Signed, stage: str, right: Callable[[Session], bool],
        done: Callable[[Session], None], **fault: str,
    ) -> Response:  # fmt: skip
        address, now = request.client.host if request.client else "", self._parts.clock.now()
        if not self._attempts.allowed(signed.responder_id, address, now):
            return self._page(signed, 429, **dict.fromkeys(fault, TOO_MANY))
        with self._parts.db.write() as tx:
            if not right(tx):
                self._attempts.failed(signed.responder_id, address, now)
                log.warning("console_code_failed", responder=signed.responder_id, reason=stage)
                return self._page(signed, 401, **fault)
            token = sessions.go_on(tx, self._parts, request, signed, stage)
            done(tx)
        self._attempts.succeeded(signed.responder_id, address)
        response = RedirectResponse("/console", 303)
        sessions.set_cookie(self._parts, request, response, token)
        return response

    def _page(self, signed: Signed, status: int, fault: str = "", fault_glass: str = "") -> Response:
        return self._pages.page("code.html", status, signed=signed, fault=fault, fault_glass=fault_glass)
