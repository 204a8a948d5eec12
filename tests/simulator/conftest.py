"""A service that only keeps what it gets, and a simulated Twilio that it talks to over real HTTP."""

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send
from twilio.request_validator import RequestValidator

from holdfast import simulator
from holdfast.channels import spoken, twiml
from holdfast.delivery.twilio_caller import TwilioCaller
from holdfast.delivery.twilio_sender import TwilioSender
from holdfast.settings import Settings

ANA, SAM = "+12025550101", "+12025550102"


@dataclass
class Line:
    """What a test holds: the simulated account, a sender, and what the service got."""

    twilio: simulator.Twilio
    settings: Settings
    host: "Host"
    answer: Callable[[dict[str, str]], Response] = lambda _: Response(twiml.EMPTY, media_type="text/xml")
    speak: Callable[[str, dict[str, str]], str] = lambda _path, _form: spoken.said(["Hello."])
    got: list[dict[str, str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    refused: int = 0

    @property
    def sender(self) -> TwilioSender:
        return TwilioSender(self.settings)

    @property
    def caller(self) -> TwilioCaller:
        return TwilioCaller(self.settings, ring_s=20)

    @property
    def progress(self) -> list[tuple[str, str]]:
        """(delivery id, status of the call) in the order in which they came."""
        return [(one["delivery"], one["CallStatus"]) for one in self.got if "CallbackSource" in one]

    @property
    def reports(self) -> list[tuple[str, str]]:
        """(delivery id, status) in the order in which they came."""
        return [(one["delivery"], one["MessageStatus"]) for one in self.got if "MessageStatus" in one]

    def run(self, work):
        """Run a coroutine where the simulator lives."""
        return self.host.run(work)

    def text(self, body, phone=ANA, media=0):
        """A phone texts, and everything that follows from it is over."""
        made = self.run(self.twilio.text(phone, body, media))
        self.settle()
        return made

    def settle(self):
        self.run(self.twilio.settle())

    def thread(self, phone=ANA):
        return [(message.inbound, message.body) for message in self.twilio.thread(phone)]

    async def take(self, request: Request) -> Response:
        """The stub's webhooks: checked by the SDK's own validator against the address that was called."""
        form = twiml.fields(await request.body())
        header = request.headers["X-Twilio-Signature"]
        if not RequestValidator(self.settings.twilio_auth_token).validate(str(request.url), form, header):
            self.refused += 1
            return Response(status_code=403)
        self.tokens.append(request.headers["I-Twilio-Idempotency-Token"])
        self.got.append(dict(form) | dict(request.query_params))
        if "CallSid" in form and "CallbackSource" not in form:
            words = await asyncio.to_thread(self.speak, request.url.path, dict(form))
            return Response(words, media_type="text/xml") if words else Response(status_code=500)
        return (
            Response(status_code=204)
            if "CallSid" in form or "MessageStatus" in form
            else await asyncio.to_thread(self.answer, dict(form))
        )


class Host:
    """A web server whose application each test changes."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.app: ASGIApp = Starlette()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        config = uvicorn.Config(
            self._serve,
            interface="asgi3",
            log_level=logging.WARNING,
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._live, daemon=True)

    def start(self) -> None:
        self._thread.start()
        until(lambda: self._server.started)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        assert not self._thread.is_alive()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run a coroutine where the application lives."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)

    def _live(self) -> None:
        self.loop.run_until_complete(self._server.serve(sockets=[self._listening]))
        self.loop.close()


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    """One server on a free port of the loopback."""
    held = Host()
    held.start()
    yield held
    held.stop()


@pytest.fixture
def line(host: Host) -> Iterator[Line]:
    """Both ends, up and listening."""
    twilio = simulator.demo(host.base, pace_s=0.005, call_second_s=0.01)
    settings = replace(
        Settings(),
        public_url=host.base,
        twilio_api_base=f"{host.base}/simulator",
        twilio_account_sid=twilio.account_sid,
        twilio_auth_token=twilio.auth_token,
        twilio_from=twilio.number,
        twilio_voice_from=twilio.number,
    )
    held = Line(twilio, settings, host)
    hooks = [Route(path, held.take, methods=["POST"]) for path in ("/sms/inbound", "/sms/status")]
    hooks.append(Route("/voice/{which}", held.take, methods=["POST"]))
    host.app = Starlette(routes=[*hooks, Mount("/simulator", routes=simulator.routes(twilio))])
    yield held
    host.run(twilio.close())


@pytest.fixture(name="until")
def until_() -> Callable[..., None]:
    """`until(holds, seconds)` for tests."""
    return until


def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until it holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)
