"""Both ends keep to the API that Twilio publishes: what our clients ask for, and what the simulated account answers."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from holdfast import simulator
from holdfast.delivery.pager import Pager
from holdfast.delivery.twilio_account import TwilioAccount
from tests.simulator import published

ANA = "+12025550101"


class Watched:
    """Between both ends: keeps what goes through and does not keep to what is published."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.faults, self.seen = app, list[str](), set[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked, answered = bytearray(), bytearray()
        status = 0

        async def reading() -> Message:
            message = await receive()
            asked.extend(message.get("body", b""))
            return message

        async def writing(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            answered.extend(message.get("body", b""))
            if "body" in message and not message.get("more_body"):
                self.judge(scope, bytes(asked), status, bytes(answered))  # before whoever asked goes on
            await send(message)

        await self.app(scope, reading, writing)

    def judge(self, scope: Scope, asked: bytes, status: int, answered: bytes) -> None:
        path = scope["path"].removeprefix("/simulator")
        name = published.operation(scope["method"], path)
        if name is None:
            self.faults.append(f"{scope['method']} {path} is not published")
            return
        self.seen.add(name)
        query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
        form = dict(parse_qsl(asked.decode(), keep_blank_values=True))
        self.faults += [f"{name}: {fault}" for fault in published.faults_of_request(name, query, form)]
        if status != published.OPERATIONS[name]["status"]:
            self.faults.append(f"{name}: answered {status}")
            return
        self.faults += [
            f"{name}: {fault}" for fault in published.faults_of_answer(name, json.loads(answered))
        ]


@pytest.fixture
def watched(line):
    held = Watched(Starlette(routes=[Mount("/simulator", routes=simulator.routes(line.twilio))]))
    hooks = line.host.app

    async def either(scope, receive, send):
        await (held if scope["path"].startswith("/simulator") else hooks)(scope, receive, send)

    line.host.app = either
    return held


def test_all_that_we_ask_for_and_all_that_we_are_answered_is_as_published(line, watched):
    line.sender.send(ANA, "hello", "d1")
    line.sender.find(ANA, "other words", "d2")
    service = line.settings.__class__(**{**vars(line.settings), "twilio_from": "MG" + "0" * 32})
    account = TwilioAccount(service)
    assert Pager(line.settings).page([ANA], "Something is wrong.") == 1
    line.settings = service
    line.sender.send(ANA, "hello from a service", "d3")
    line.answer = lambda _: Response("<Response/>", media_type="text/xml")
    line.text("a picture comes back", media=2)
    line.settle()
    line.twilio.faults.not_delivered()
    line.sender.send(ANA, "not delivered", "d4")
    line.settle()
    assert account.received(datetime.now(UTC) - timedelta(hours=1))
    account.service()
    account.number(line.twilio.number)
    account.number("+12025550198")
    line.caller.call(ANA, "d5")
    line.caller.find_call(ANA, "d6")
    assert "\n".join(watched.faults) == ""
    calls = {name for name in published.OPERATIONS if "/{Sid}.json" in name}
    assert watched.seen >= published.OPERATIONS.keys() - calls


def test_single_texts_and_calls_are_as_published_too(line, watched):
    from tests.simulator.test_api import made

    client = made(line.settings)
    message = client.messages.create(to=ANA, from_=line.twilio.number, body="It’s ok")
    line.settle()
    client.messages(message.sid).fetch()
    call = client.calls.create(
        to=ANA, from_=line.twilio.number, url=line.settings.public_url + "/voice/alert", timeout=600
    )
    assert client.calls(call.sid).fetch().status in ("queued", "ringing")
    client.calls(call.sid).update(status="canceled")
    client.calls(call.sid).fetch()
    assert "\n".join(watched.faults) == ""


@pytest.mark.parametrize(
    ("name", "query", "form", "fault"),
    [
        ("POST /2010-04-01/Accounts/{AccountSid}/Messages.json", {}, {"Body": "x"}, "To is missing"),
        (
            "POST /2010-04-01/Accounts/{AccountSid}/Messages.json", {}, {"To": "x", "Boddy": "x"},
            "Boddy is no parameter",
        ),
        (
            "POST /2010-04-01/Accounts/{AccountSid}/Messages.json", {}, {"To": "x", "ValidityPeriod": "soon"},
            "ValidityPeriod is no whole number",
        ),
        ("GET /2010-04-01/Accounts/{AccountSid}/Messages.json", {"Since": "x"}, {}, "Since is no parameter"),
    ],
)  # fmt: skip
def test_what_does_not_keep_to_it_is_seen(name, query, form, fault):
    assert list(published.faults_of_request(name, query, form)) == [fault]
    assert published.operation("POST", "/2010-04-01/Accounts/AC1/Faxes.json") is None
