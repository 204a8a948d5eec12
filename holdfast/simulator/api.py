"""The part of Twilio's REST API (2010-04-01) about texts that Holdfast uses: create, fetch and list messages."""

import asyncio
import base64
import binascii
import hmac
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from holdfast.simulator.messages import API, Message
from holdfast.simulator.twilio import LONGEST, Twilio

NUMBER = re.compile(r"\+[1-9]\d{6,14}")
MOST_A_PAGE = 1000
TEXTS = {
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "An internal server error has occurred",
    21211: "The 'To' number is not a valid phone number.",
    21201: "No 'To' number is specified",
    21205: "Url is not a valid URL",
    21210: "The source phone number provided is not yet verified for your account.",
    21213: "A 'From' phone number is required.",
    21220: "Call is not in-progress. Cannot redirect.",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number provided is not a valid message-capable Twilio phone number.",
    21610: "Attempt to send to unsubscribed recipient",
    21617: "The concatenated message body exceeds the 1600 character limit",
}


def routes(twilio: Twilio) -> list[Route]:
    """To be mounted anywhere; the SDK is pointed at that place by `HOLDFAST_TWILIO_API_BASE`."""
    account = f"/{API}/Accounts/{{account}}"

    async def create(request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        fault = twilio.faults.take()
        refused = _fault_of(twilio, form)
        message = None
        if refused is None and (fault.status is None or fault.accepted):
            service = form.get("MessagingServiceSid")
            message = twilio.accept(
                form["To"], form["Body"], "outbound-api", callback=form.get("StatusCallback"),
                service=service, valid_s=int(form.get("ValidityPeriod", "36000")), fault=fault,
            )  # fmt: skip
        await asyncio.sleep(fault.seconds)
        if refused is not None:
            return error(400, refused)
        if fault.status is not None or message is None:
            return error(fault.status or 500, fault.code or 20500)
        return JSONResponse(message.shown(twilio.account_sid), 201)

    async def fetch(request: Request) -> Response:
        message = twilio.messages.get(request.path_params["sid"])
        return JSONResponse(message.shown(twilio.account_sid)) if message else error(404, 20404)

    async def listed(request: Request) -> Response:
        query = dict(request.query_params)
        found = [one for one in reversed(twilio.messages.values()) if _wanted(one, query)]
        shown = [one.shown(twilio.account_sid) for one in found]
        return JSONResponse(page(twilio, "messages", shown, query))

    async def numbers(request: Request) -> Response:
        asked = request.query_params.get("PhoneNumber", twilio.number)
        found = [twilio.number_settings] if asked == twilio.number else []
        return JSONResponse(page(twilio, "incoming_phone_numbers", found, dict(request.query_params)))

    async def service(request: Request) -> Response:
        sid = request.path_params["sid"]
        url = f"https://messaging.twilio.com/v1/Services/{sid}"
        return JSONResponse(twilio.service_settings | {"sid": sid, "url": url})

    return [
        Route("/v1/Services/{sid}", guarded(twilio, service), methods=["GET"]),
        Route(f"{account}/Messages.json", guarded(twilio, create), methods=["POST"]),
        Route(f"{account}/Messages.json", guarded(twilio, listed), methods=["GET"]),
        Route(f"{account}/Messages/{{sid}}.json", guarded(twilio, fetch), methods=["GET"]),
        Route(f"{account}/IncomingPhoneNumbers.json", guarded(twilio, numbers), methods=["GET"]),
    ]


def error(status: int, code: int) -> JSONResponse:
    """An error as Twilio words it."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    return JSONResponse(
        {"code": code, "message": TEXTS.get(code, "Refused"), "more_info": more, "status": status}, status
    )


def guarded(twilio: Twilio, serve: Callable[[Request], object]) -> Callable[[Request], object]:
    """The route for whoever has the account's token."""

    async def checked(request: Request) -> Response:
        if not _authentic(twilio, request.headers.get("authorization", "")):
            return error(401, 20003)
        if request.path_params.get("account", twilio.account_sid) != twilio.account_sid:
            return error(404, 20404)
        return await serve(request)  # type: ignore[misc, no-any-return]

    return checked


def _authentic(twilio: Twilio, header: str) -> bool:
    try:
        given = base64.b64decode(header.removeprefix("Basic "), validate=True)
    except (binascii.Error, ValueError):
        return False
    return hmac.compare_digest(given, f"{twilio.account_sid}:{twilio.auth_token}".encode())


def _fault_of(twilio: Twilio, form: dict[str, str]) -> int | None:
    to, body, service = form.get("To", ""), form.get("Body", ""), form.get("MessagingServiceSid", "")
    origin = form.get("From", "")
    checks = (
        (not to, 21604),
        (not NUMBER.fullmatch(to), 21211),
        (not origin and not service, 21603),
        (bool(origin) and origin != twilio.number, 21606),
        (not body.strip(), 21602),
        (len(body) > LONGEST, 21617),
        (twilio.opt_outs.blocked(to), 21610),
    )
    return next((code for wrong, code in checks if wrong), None)


def page(twilio: Twilio, name: str, found: list[dict[str, Any]], query: dict[str, str]) -> dict[str, object]:
    """One page of a list (`messages`, `calls`, `incoming_phone_numbers`), as Twilio cuts it."""
    size = max(1, min(int(query.get("PageSize", "50")), MOST_A_PAGE))
    number = int(query.get("Page", "0"))
    resource = "".join(word.capitalize() for word in name.split("_"))
    base = f"/{API}/Accounts/{twilio.account_sid}/{resource}.json"

    def uri(page: int) -> str:
        return f"{base}?{urlencode(query | {'PageSize': str(size), 'Page': str(page)})}"

    rows = found[number * size : (number + 1) * size]
    return {
        "end": number * size + max(0, len(rows) - 1),
        "first_page_uri": uri(0),
        "next_page_uri": uri(number + 1) if len(found) > (number + 1) * size else None,
        "page": number,
        "page_size": size,
        "previous_page_uri": uri(number - 1) if number else None,
        name: rows,
        "start": number * size,
        "uri": uri(number),
    }


def _wanted(message: Message, query: dict[str, str]) -> bool:
    if query.get("To", message.to) != message.to or query.get("From", message.from_) != message.from_:
        return False
    dates = {name: _day(query[name]) for name in ("DateSent", "DateSent<", "DateSent>") if name in query}
    if message.sent is None:
        # A text that still waits has no date of sending, so no filter by that date finds it.
        return not dates
    day = message.sent.date()
    return (
        dates.get("DateSent", day) == day
        and dates.get("DateSent>", day) <= day
        and dates.get("DateSent<", day) >= day
    )


def _day(text: str) -> date:
    return datetime.fromisoformat(text).date()
