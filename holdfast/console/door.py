"""The door: no route runs without a session and a role, and none changes anything without proof of where it came from.

It stands in the route class, so that a route added later cannot forget it: a route is closed unless marked.
"""

import hmac
import traceback
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from holdfast.console import sessions
from holdfast.console.headers import protect
from holdfast.console.pages import Pages
from holdfast.console.sessions import Signed
from holdfast.errors import KeyFault
from holdfast.log import logger
from holdfast.parts import Parts

LOGIN = "/console/login"
# What is asked after the password, by the session's stage.
STAGE_PAGES = {"code": "/console/code", "enrol": "/console/enrol"}
# Sent by our own script: `refresh` re-reads a page by itself, `send` carries a form.
BY_SCRIPT = "x-holdfast"
log = logger()
Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class Stop(Exception):
    """The request ends here, with a plain page in words."""

    def __init__(self, status: int, title: str, words: str) -> None:
        super().__init__(title)
        self.status, self.title, self.words = status, title, words


def no_session_needed(endpoint: Endpoint) -> Endpoint:
    """Mark an endpoint that anyone may reach: sign-in and static files."""
    endpoint.no_session_needed = True  # type: ignore[attr-defined]
    return endpoint


def for_roles(roles: frozenset[str]) -> Callable[[Endpoint], Endpoint]:
    """Mark an endpoint that these roles may reach. Without a mark, nobody may."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.roles = roles  # type: ignore[attr-defined]
        return endpoint

    return mark


def in_stage(*stages: str) -> Callable[[Endpoint], Endpoint]:
    """Mark an endpoint for sessions of these stages; without a mark, only those that are inside reach it."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.stages = frozenset(stages)  # type: ignore[attr-defined]
        return endpoint

    return mark


def signed_in(request: Request) -> Signed:
    """Dependency of a route: who is signed in."""
    signed: Signed = request.state.signed
    return signed


def refreshes_itself(request: Request) -> bool:
    """Whether the page asked by itself, by script or by the inbox's refresh without one: no sign of life."""
    return request.headers.get(BY_SCRIPT) == "refresh" or "auto" in request.query_params


def route_class(parts: Parts, pages: Pages) -> type[APIRoute]:
    """The class of all routes of the console."""

    class ConsoleRoute(APIRoute):
        def get_route_handler(self) -> Handler:
            inner = super().get_route_handler()
            closed = not getattr(self.endpoint, "no_session_needed", False)
            nobody: frozenset[str] = frozenset()
            roles = getattr(self.endpoint, "roles", nobody) if closed else None
            stages = getattr(self.endpoint, "stages", sessions.INSIDE)

            async def handle(request: Request) -> Response:
                try:
                    return protect(await _pass(parts, request, inner, roles, stages))
                except Stop as stop:
                    return protect(pages.stop(stop.status, stop.title, stop.words))
                except Exception as fault:  # noqa: BLE001  (the one at this door)
                    return protect(_failed(pages, fault, self.path))

            return handle

    return ConsoleRoute


async def _pass(
    parts: Parts, request: Request, inner: Handler, roles: frozenset[str] | None, stages: frozenset[str]
) -> Response:
    """Let a request in. `roles` is who may; None: anyone, without a session."""
    posts = request.method not in ("GET", "HEAD")
    if posts and not _from_our_pages(parts, request):
        raise Stop(403, "Not accepted", "This did not come from a page of this console. Nothing was changed.")
    if roles is not None:
        token = sessions.token_of(parts, request)
        touch = not refreshes_itself(request)
        signed = await run_in_threadpool(sessions.find, parts, token, touch=touch)
        if signed is None:
            return _elsewhere(request, LOGIN)
        if signed.stage not in stages:
            return _elsewhere(request, STAGE_PAGES.get(signed.stage, "/console"))
        if posts and not hmac.compare_digest(str((await request.form()).get("csrf", "")), signed.csrf):
            raise Stop(403, "Not accepted", "This page is from an older session. Reload it and try again.")
        if signed.role not in roles:
            log.warning("console_role_refused", responder=signed.responder_id, reason=signed.role)
            raise Stop(403, "Not for your role", "Your account does not open this page. Nothing was changed.")
        request.state.signed = signed
    return await inner(request)


def _elsewhere(request: Request, address: str) -> Response:
    """To the page that comes first; a script is told that nobody is signed in."""
    if BY_SCRIPT in request.headers or "text/event-stream" in request.headers.get("accept", ""):
        return PlainTextResponse("Signed out", 401)
    return RedirectResponse(address, 303)


def _from_our_pages(parts: Parts, request: Request) -> bool:
    """Whether the browser says that a page of this very origin sent it; one that says nothing is refused."""
    if site := request.headers.get("sec-fetch-site"):
        return site == "same-origin"
    origin = request.headers.get("origin", "")
    own = {f"{request.url.scheme}://{request.url.netloc}"}
    if parts.settings.public_url:
        public = urlsplit(parts.settings.public_url)
        own.add(f"{public.scheme}://{public.netloc}")
    return origin in own


def _failed(pages: Pages, fault: Exception, route: str) -> Response:
    """A page in words for what went wrong; the log gets kind and place of the fault, never its message."""
    if isinstance(fault, RequestValidationError):
        return pages.stop(400, "Not complete", "Something was missing. Go back and try again.")
    if isinstance(fault, HTTPException):
        return pages.stop(fault.status_code, "Not accepted", "That could not be taken. Nothing was changed.")
    if isinstance(fault, KeyFault):
        return pages.stop(409, "Cannot be read", "This record was erased, or its key is missing.")
    log.error("console_failed", route=route, error=type(fault).__name__, where=_place(fault))
    if isinstance(fault, OperationalError):
        return pages.stop(503, "Not saved", "The database is busy. Nothing was changed. Please try again.")
    return pages.stop(
        500, "Something failed", "Nothing was changed. Try again. If it stays, call the operator."
    )


def _place(fault: Exception) -> str:
    """The last lines of our own that were running."""
    frames = traceback.extract_tb(fault.__traceback__)
    own = [frame for frame in frames if "holdfast" in Path(frame.filename).parts]
    places = [f"{Path(frame.filename).stem}.{frame.name}:{frame.lineno}" for frame in own[-3:]]
    return " < ".join(reversed(places))
