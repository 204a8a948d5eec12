"""Twilio's webhooks about calls: a responder answers one of ours, a person calls the number.

Every request is checked against Twilio's signature before anything else is done. Whatever fails inside, a caller hears
a crisis line or the local emergency number, and a responder hears that nothing could be taken.
"""

from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import ImmutableMultiDict

from holdfast.channels import country, spoken, twiml
from holdfast.channels.door import Door
from holdfast.channels.signed import Signed
from holdfast.content.script import VOICE
from holdfast.delivery import guard, news
from holdfast.errors import HoldfastError
from holdfast.handoff import call_answers, caller
from holdfast.handoff.call_answers import Said
from holdfast.handoff.caller import Caller
from holdfast.log import logger
from holdfast.parts import Parts

Form = ImmutableMultiDict[str, str]
Answer = Callable[[Form, str], Response]
T = TypeVar("T")
LATER, NO_KEY = "utter_call_later", "utter_call_no_key"
LINES, CONNECT, CONNECTING = "utter_call_lines", "utter_call_connect", "utter_call_connecting"
NOT_CONNECTED, GOODBYE = "utter_call_not_connected", "utter_call_goodbye"
CONNECTED = ("completed", "answered")
log = logger()


def router(parts: Parts, door: Door, signed: Signed) -> APIRouter:
    """`POST /voice/alert`, `/voice/answer`, `/voice/status`; `/voice/inbound`, `/voice/connect`, `/voice/ended`."""
    routes = APIRouter()
    calls = Calls(parts, door)
    answers: dict[str, Answer] = {
        "alert": calls.alert, "answer": calls.answer, "status": calls.status,
        "inbound": calls.inbound, "connect": calls.connect, "ended": calls.ended,
    }  # fmt: skip
    for name, answer in answers.items():
        routes.post(f"/voice/{name}")(_route(answer, signed))
    return routes


def _route(answer: Answer, signed: Signed) -> Callable[[Request], object]:
    async def route(request: Request) -> Response:
        form = await signed.form(request)
        if isinstance(form, Response):
            return form
        if not form.get("CallSid"):
            return Response("CallSid is needed", 400)
        return await run_in_threadpool(answer, form, request.query_params.get("delivery", ""))

    return route


class Calls:
    """What each webhook answers. Called from worker threads."""

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts, self._door = parts, door
        self._url = parts.settings.public_url.rstrip("/") + "/voice/"
        self._times = int(parts.policy.data["calls"]["times"])

    def alert(self, form: Form, delivery_id: str) -> Response:
        """A responder's phone was answered, by whatever answers phones."""
        sid = form["CallSid"][:64]
        return self._to_responder(
            delivery_id, lambda tx: call_answers.answered(tx, self._parts, delivery_id, sid)
        )

    def answer(self, form: Form, delivery_id: str) -> Response:
        """Keys were pressed in a call to a responder."""
        keys = form.get("Digits", "")
        return self._to_responder(
            delivery_id, lambda tx: call_answers.pressed(tx, self._parts, delivery_id, keys)
        )

    def status(self, form: Form, delivery_id: str) -> Response:
        """What became of a call of ours."""
        sid, status = form["CallSid"][:64], form.get("CallStatus", "")[:16]
        if not status:
            return Response("CallStatus is needed", 400)
        error = form.get("ErrorCode", "")[:16] or None
        taken = self._kept(lambda tx: news.take(tx, self._parts, sid, status, error, delivery_id or None))
        return Response("later", 503) if taken is None else Response("", 204)

    def inbound(self, form: Form, _: str) -> Response:
        """A person calls the number."""
        who = self._caller(form, caller.CALLED)
        line = self._parts.library.lines.connectable(who.country, self._parts.clock.now(), who.audience)
        words = [self._words(LINES, who)]
        if line is None:
            return _twiml(spoken.said([*words * self._times, self._words(GOODBYE, who)]))
        words.append(self._words(CONNECT, who, called=line.name))
        ask = spoken.asked("", words, self._url + "connect", self._times, self._words(GOODBYE, who))
        return _twiml(ask)

    def connect(self, form: Form, _: str) -> Response:
        """They pressed a key: 1 passes the call on; any other, and they hear it all again."""
        keys = form.get("Digits", "")
        if not keys or set(keys) != {"1"}:
            return self.inbound(form, "")
        who = self._caller(form, caller.CONNECTED)
        line = self._parts.library.lines.connectable(who.country, self._parts.clock.now(), who.audience)
        if line is None or line.connect is None:
            return _twiml(spoken.said([self._words(LINES, who)] * self._times))
        return _twiml(spoken.passed_on(self._words(CONNECTING, who), line.connect, self._url + "ended"))

    def ended(self, form: Form, _: str) -> Response:
        """The call to the line is over, or never began: then they are not left in silence."""
        if form.get("DialCallStatus") in CONNECTED:
            return _twiml(spoken.over())
        who = self._caller(form, caller.CALLED)
        return _twiml(spoken.said([self._words(NOT_CONNECTED, who)] * self._times))

    def _to_responder(self, delivery_id: str, work: Callable[[Session], Said]) -> Response:
        said = self._kept(work)
        if said is None:
            return _twiml(spoken.said([self._alert(LATER, {})] * self._times))
        *before, last = [self._alert(script, said.args) for script in said.scripts]
        if not said.asks:
            return _twiml(spoken.said([*before, last]))
        url = f"{self._url}answer?delivery={delivery_id}"
        return _twiml(spoken.asked(" ".join(before), [last], url, self._times, self._alert(NO_KEY, {})))

    def _caller(self, form: Form, happened: str) -> Caller:
        """Who calls; with the database away, the country of the number."""
        phone, sid = form.get("From", "")[:32], form["CallSid"][:64]
        known = self._kept(lambda tx: caller.came_in(tx, self._parts, phone, sid, happened))
        return known or Caller(country.of(phone))

    def _kept(self, work: Callable[[Session], T]) -> T | None:
        """What the work gives once it is in the database; None when it could not be done."""
        try:
            return self._door.in_time(lambda: self._parts.db.transact(work))
        except (TimeoutError, sa.exc.SQLAlchemyError, HoldfastError) as fault:
            log.error("call_not_looked_up", error=type(fault).__name__)
            return None

    def _alert(self, script: str, args: object) -> str:
        """Words to a responder; unsigned ones give way to the least that can be said."""
        given = {"service": self._parts.settings.service_name, **dict(args)}  # type: ignore[call-overload]
        return guard.signed(self._parts, script, VOICE, given, minimal=guard.MINIMAL_ALERT).text

    def _words(self, script: str, who: Caller, **more: str) -> str:
        """Words to a person who calls."""
        args = guard.standing_arguments(self._parts, who.country, VOICE, who.audience) | more
        library = self._parts.library
        name = library.for_country(script, who.country)
        known = args["line"] != library.lines.anywhere["web"]
        if not known and f"{script}_anywhere" in library.scripts:
            name = f"{script}_anywhere"
        return guard.signed(self._parts, name, VOICE, args, only=(), country=who.country).text


def _twiml(text: str) -> Response:
    return Response(text, media_type=twiml.MEDIA_TYPE)
