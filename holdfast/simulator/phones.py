"""The page of simulated phones: every phone of the demo, with what it got, a box to answer, and its calls."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from holdfast.delivery import twilio_errors
from holdfast.parts import Parts
from holdfast.simulator import handsets
from holdfast.simulator.messages import Message, segments
from holdfast.simulator.numbers import Numbers
from holdfast.simulator.twilio import Twilio

HERE = Path(__file__).parent
ASSETS = {
    "phones.css": "text/css",
    "phones.js": "text/javascript",
    "calls.js": "text/javascript",
    "phone.svg": "image/svg+xml",
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# What the service itself makes of the network's codes, in words.
REASONS = twilio_errors.PERMANENT | twilio_errors.TRANSIENT
LONGEST = 20_000
MOST_BYTES = 200_000


def routes(parts: Parts, twilio: Twilio) -> list[BaseRoute]:
    """`/phone` and what it needs. For the demo only: it shows every message to whoever opens it."""
    numbers = Numbers(parts)
    pages = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True)

    async def page(_: Request) -> Response:
        html = pages.get_template("phones.html").render(service=parts.settings.service_name)
        return HTMLResponse(html, headers=HEADERS)

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in ASSETS:
            return Response(status_code=404)
        return FileResponse(HERE / "static" / name, media_type=ASSETS[name], headers=HEADERS)

    async def state(request: Request) -> Response:
        asked = request.query_params.get("since", "0")
        since = int(asked) if asked.isdecimal() and len(asked) < 16 else 0
        owners = await asyncio.to_thread(numbers.owners)
        body = {
            "version": twilio.version,
            "account": twilio.account_sid,
            "number": twilio.number,
            "phones": [asdict(owner) for owner in owners],
            "blocked": twilio.opt_outs.phones(),
            "off": twilio.off,
            "messages": [_shown(message) for message in twilio.since(since)],
            "calls": [
                handsets.shown(call) for call in list(twilio.exchange.calls.values()) if call.version > since
            ],
        }
        return JSONResponse(body, headers=HEADERS)

    async def send(request: Request) -> Response:
        if refused := _refused(request):
            return JSONResponse({"error": refused}, 403, headers=HEADERS)
        try:
            wanted = _wanted(await request.body())
        except ValueError as fault:
            return JSONResponse({"error": str(fault)}, 400, headers=HEADERS)
        work = BackgroundTask(twilio.text, *wanted)
        return JSONResponse({"taken": True}, 202, headers=HEADERS, background=work)

    async def call(request: Request) -> Response:
        return await _pressed(request, lambda body: handsets.do(twilio.exchange, body))

    async def switch(request: Request) -> Response:
        return await _pressed(request, lambda body: handsets.switch(twilio, body))

    return [
        Route("/phone", page, methods=["GET"]),
        Route("/phone/static/{name}", asset, methods=["GET"]),
        Route("/phone/state", state, methods=["GET"]),
        Route("/phone/send", send, methods=["POST"]),
        Route("/phone/call", call, methods=["POST"]),
        Route("/phone/switch", switch, methods=["POST"]),
    ]


async def _pressed(request: Request, do: Callable[[Any], bool]) -> Response:
    """A button of the page was pressed."""
    if refused := _refused(request):
        return JSONResponse({"error": refused}, 403, headers=HEADERS)
    try:
        done = do(_json(await request.body()))
    except ValueError as fault:
        return JSONResponse({"error": str(fault)}, 400, headers=HEADERS)
    return JSONResponse({"taken": done}, 202, headers=HEADERS)


def _refused(request: Request) -> str | None:
    """Why this POST is not from our own page. A browser always says where a cross-site POST comes from."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        return "not JSON"
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return "from another site"
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        return "from another site"
    return None


def _json(raw: bytes) -> Any:
    """What was posted. Raises ValueError."""
    if len(raw) > MOST_BYTES:
        raise ValueError("too long")
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None


def _wanted(raw: bytes) -> tuple[str, str, int]:
    """(phone, text, pictures). Raises ValueError saying what is wrong, without repeating it."""
    body = _json(raw)
    if not isinstance(body, dict):
        raise ValueError("not an object")  # noqa: TRY004  (said to the page)
    phone, text, media = body.get("from"), body.get("text", ""), body.get("media", 0)
    if not isinstance(phone, str) or not handsets.PHONE.fullmatch(phone):
        raise ValueError("`from` is not a phone number")
    if not isinstance(text, str) or len(text) > LONGEST:
        raise ValueError("`text` is not a text, or too long")
    if not isinstance(media, int) or not 0 <= media <= 10:
        raise ValueError("`media` is not a number of pictures")
    if not text and not media:
        raise ValueError("nothing to send")
    return phone, text.encode("utf-8", "replace").decode(), int(media)


def _shown(message: Message) -> dict[str, Any]:
    return {
        "id": message.sid,
        "phone": message.phone,
        "mine": message.inbound,
        "text": message.body,
        "media": message.media,
        "parts": segments(message.body),
        "state": message.status,
        "error": message.error,
        "why": REASONS.get(message.error or 0),
        "at": message.created.isoformat(),
    }
