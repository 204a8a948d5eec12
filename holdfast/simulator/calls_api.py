"""The part of Twilio's REST API (2010-04-01) about calls that Holdfast uses: create, fetch, list, end."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from holdfast.simulator.api import NUMBER, error, guarded, page
from holdfast.simulator.messages import API
from holdfast.simulator.twilio import Twilio

# Twilio's own, where a request does not say.
RING_S = 60
ENDED = ("canceled", "completed")


def routes(twilio: Twilio) -> list[Route]:
    """To be mounted beside the routes for texts."""
    account = f"/{API}/Accounts/{{account}}"
    exchange = twilio.exchange

    async def create(request: Request) -> Response:
        form = await request.form()
        given = {name: str(value) for name, value in form.items()}
        fault = exchange.faults.take()
        refused = _fault_of(twilio, given)
        made = None
        if refused is None and (fault.status is None or fault.accepted):
            made = exchange.ring(
                given["To"], given["Url"], given.get("StatusCallback"),
                [str(one) for one in form.getlist("StatusCallbackEvent")] or ["completed"],
                float(given.get("Timeout", RING_S)),
            )  # fmt: skip
        await asyncio.sleep(fault.seconds)
        if refused is not None:
            return error(400, refused)
        if fault.status is not None or made is None:
            return error(fault.status or 500, fault.code or 20500)
        return JSONResponse(made.shown(twilio.account_sid), 201)

    async def fetch(request: Request) -> Response:
        call = exchange.calls.get(request.path_params["sid"])
        return JSONResponse(call.shown(twilio.account_sid)) if call else error(404, 20404)

    async def end(request: Request) -> Response:
        call = exchange.calls.get(request.path_params["sid"])
        wanted = str((await request.form()).get("Status", ""))
        if call is None:
            return error(404, 20404)
        if wanted not in ENDED or call.over:
            return error(400, 21220)
        exchange.cancel(call.sid)
        return JSONResponse(call.shown(twilio.account_sid))

    async def listed(request: Request) -> Response:
        query = dict(request.query_params)
        found = [
            call.shown(twilio.account_sid)
            for call in reversed(list(exchange.calls.values()))
            if query.get("To", call.to) == call.to
            and query.get("From", call.from_) == call.from_
            and query.get("Status", call.status) == call.status
        ]
        return JSONResponse(page(twilio, "calls", found, query))

    calls = f"{account}/Calls"
    return [
        Route(f"{calls}.json", guarded(twilio, create), methods=["POST"]),
        Route(f"{calls}.json", guarded(twilio, listed), methods=["GET"]),
        Route(f"{calls}/{{sid}}.json", guarded(twilio, fetch), methods=["GET"]),
        Route(f"{calls}/{{sid}}.json", guarded(twilio, end), methods=["POST"]),
    ]


def _fault_of(twilio: Twilio, form: dict[str, str]) -> int | None:
    to, origin, url = form.get("To", ""), form.get("From", ""), form.get("Url", "")
    checks = (
        (not to, 21201),
        (not NUMBER.fullmatch(to), 21211),
        (not origin, 21213),
        (origin != twilio.number, 21210),
        (not url.startswith(("http://", "https://")), 21205),
    )
    return next((code for wrong, code in checks if wrong), None)
