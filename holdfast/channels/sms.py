"""Twilio's webhooks: a text comes in, a report about a text that went out.

Every request is checked against Twilio's signature on the raw body before anything else is done. A safety reply
travels in the answer itself.
"""

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import ImmutableMultiDict

from holdfast.channels import country, texts, twiml
from holdfast.channels.door import Door, Spooled
from holdfast.channels.signed import Signed
from holdfast.delivery import news, thread
from holdfast.log import logger
from holdfast.parts import Parts

log = logger()


def router(parts: Parts, door: Door, signed: Signed) -> APIRouter:
    """`POST /sms/inbound` and `POST /sms/status`."""
    routes = APIRouter()
    status_url = parts.settings.public_url.rstrip("/") + "/sms/status"

    @routes.post("/sms/inbound")
    async def inbound(request: Request) -> Response:
        form = await signed.form(request)
        if isinstance(form, Response):
            return form
        return await run_in_threadpool(_take, parts, door, form, status_url)

    @routes.post("/sms/status")
    async def status(request: Request) -> Response:
        form = await signed.form(request)
        if isinstance(form, Response):
            return form
        return await run_in_threadpool(_report, parts, form, request.query_params.get("delivery"))

    return routes


def _take(parts: Parts, door: Door, form: ImmutableMultiDict[str, str], status_url: str) -> Response:
    inbound = texts.read(form)
    if inbound is None:
        return Response("MessageSid and From are needed", 400)
    try:
        taken = door.take(
            inbound,
            "sms",
            country.of(inbound.phone or ""),
            lambda tx, message_id: thread.inline_of(tx, parts, message_id),
        )
    except OSError:
        # Nothing could be kept: Twilio goes on to the fallback address, which has the crisis text.
        return Response("cannot keep the message", 503)
    if isinstance(taken, Spooled):
        return Response(twiml.reply([("spooled", taken.text)], status_url), media_type=twiml.MEDIA_TYPE)
    if taken is None:
        return Response(twiml.EMPTY, media_type=twiml.MEDIA_TYPE)
    return Response(twiml.reply(taken.shown, status_url), media_type=twiml.MEDIA_TYPE)


def _report(parts: Parts, form: ImmutableMultiDict[str, str], delivery_id: str | None) -> Response:
    sid, status = form.get("MessageSid", ""), form.get("MessageStatus", "")
    if not sid or not status:
        return Response("MessageSid and MessageStatus are needed", 400)
    try:
        parts.precedence.give_way()
        error = form.get("ErrorCode", "")[:16] or None
        parts.db.transact(lambda tx: news.take(tx, parts, sid[:64], status[:16], error, delivery_id))
    except sa.exc.SQLAlchemyError as fault:
        log.error("database_away", error=type(fault).__name__, route="/sms/status")
        return Response("later", 503)
    return Response("", 204)
