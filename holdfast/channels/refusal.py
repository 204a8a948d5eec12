"""A chat request that is refused still carries a crisis line: nobody who wrote is left with an error alone."""

from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from holdfast.channels.door import Door
from holdfast.log import logger
from holdfast.parts import Parts

CHAT = "/api/chat/"
UNREAD, UNSAVED = "utter_trouble_message", "utter_trouble_saving"
log = logger()


def install(app: FastAPI, parts: Parts, door: Door) -> None:
    """Answer every refusal and fault of the chat API with a reason and crisis words. What was sent is never echoed."""

    def refuse(request: Request, status: int, reason: str, headers: dict[str, str] | None = None) -> Response:
        body: dict[str, Any] = {"detail": reason}
        if request.url.path.startswith(CHAT):
            script = UNSAVED if status >= 500 else UNREAD
            body |= {
                "script": script,
                "text": door.words(script, "web", parts.settings.region.upper() or None),
            }
        return JSONResponse(body, status, headers={"Cache-Control": "no-store", **(headers or {})})

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, fault: RequestValidationError) -> Response:
        return refuse(request, 422, "; ".join(_named(error) for error in fault.errors()))

    @app.exception_handler(HTTPException)
    async def http(request: Request, fault: HTTPException) -> Response:
        if not request.url.path.startswith(CHAT):
            return await http_exception_handler(request, fault)
        return refuse(request, fault.status_code, str(fault.detail), dict(fault.headers or {}))

    @app.exception_handler(sa.exc.SQLAlchemyError)
    async def database(request: Request, fault: Exception) -> Response:
        log.error("database_away", error=type(fault).__name__, route=request.url.path)
        return refuse(request, 503, "the database is away; try again soon", {"Retry-After": "5"})


def _named(error: dict[str, Any]) -> str:
    """Where and why, without the value."""
    where = ".".join(str(part) for part in error["loc"] if isinstance(part, str) and part != "body")
    return f"{where}: {error['msg']}" if where else str(error["msg"])
