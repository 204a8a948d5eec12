"""What the service talks to: a simulated provider, a stand-in for Rasa, and servers that count pings and pages."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route

from holdfast import simulator
from holdfast.simulator import twilio as twilio_module
from tests.faults.brood import until

ACCOUNT, TOKEN, NEXT_TOKEN = "AC" + "7" * 32, "fedcba9876543210", "0123456789abcdef"
NUMBER = "+12025550100"
FALLBACK = "If you are in danger, call or text 988."
SAYS = {
    "says": [{"script": "utter_menu", "ref": {"end": True}}],
    "timers": [],
    "intent": "greet",
    "confidence": 0.9,
}
WRONG: dict[str, Any] = {
    "empty": {"says": [], "timers": []},
    "nothing": [],
    "claim": {"says": [{"script": "utter_status_told"}], "timers": [], "intent": "greet", "confidence": 0.9},
    "unknown": {"says": [{"script": "utter_never_heard_of"}], "timers": [], "intent": "x", "confidence": 0.9},
    "words": {"says": [{"text": "help is on the way"}], "timers": []},
}


class Outside:
    """One server for all of it, in a thread of its own, on a loop of its own."""

    def __init__(self, public_url: str, reach: str) -> None:
        twilio_module.KEEP = 1_000_000
        self.loop = asyncio.new_event_loop()
        self.twilio = simulator.Twilio(
            ACCOUNT, TOKEN, NUMBER, public_url, pace_s=0.002, call_second_s=0.004, fallback=FALLBACK, reach=reach,
            stop_words=simulator.ADVISED_STOP_WORDS,
        )  # fmt: skip
        self.rasa = "well"
        self.turns: list[dict[str, Any]] = []
        self.pings = 0
        self.pages: list[str] = []
        routes = [
            Mount("/simulator", routes=simulator.routes(self.twilio)),
            Route("/webhooks/holdfast/turn", self._turn, methods=["POST"]),
            Route("/ping", self._ping),
            Route("/page", self._page, methods=["POST"]),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes), port=0, log_config=None, access_log=False, timeout_graceful_shutdown=1,
        )  # fmt: skip
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._live, daemon=True)
        self._thread.start()
        until(lambda: self._server.started)
        self.port: int = self._server.servers[0].sockets[0].getsockname()[1]

    def run(self, work: Coroutine[Any, Any, Any], seconds: float = 60) -> Any:
        """A coroutine where the provider lives."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(seconds)

    def close(self) -> None:
        """Listen no more."""
        self.run(self.twilio.close())
        self._server.should_exit = True
        self._thread.join(10)

    def _live(self) -> None:
        self.loop.run_until_complete(self._server.serve())
        self.loop.close()

    async def _turn(self, request: Request) -> Response:
        self.turns.append(await request.json())
        how = self.rasa
        if how == "html":
            return PlainTextResponse("<html>busy</html>")
        if how == "half":
            return PlainTextResponse('{"says": [{"script": "utter_me', media_type="application/json")
        if how == "big":
            return PlainTextResponse('{"says": [' + '"x",' * 3_000_000, media_type="application/json")
        if how == "error":
            return Response(status_code=500)
        return JSONResponse(WRONG.get(how, SAYS))

    async def _ping(self, _: Request) -> Response:
        self.pings += 1
        return Response(status_code=200)

    async def _page(self, request: Request) -> Response:
        self.pages.append((await request.json())["text"])
        return Response(status_code=204)
