"""A small service that speaks the chat API to the letter, with scripted words and faults on request."""

import asyncio
import json
import secrets
import socket
import threading
import time
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.widget import pages
from tests.widget.script import MENU, PLAN_STEPS, WELCOME, Conversation, Faults, answer


class ChatService:
    """Runs on a thread of its own on loopback; it can be stopped and started again on the same port."""

    def __init__(self) -> None:
        # The one page of another origin that may embed the chat, as the service's allow-list would name it.
        self.embedded_by: str | None = None
        self.faults = Faults()
        self.conversations: dict[str, Conversation] = {}
        self.posts: list[dict[str, Any]] = []
        self.authorizations: list[str] = []
        self.left = 0
        self.lines: dict[str, Any] | None = {
            "country": "US",
            "emergency": "911",
            "lines": [
                {"name": "988 Suicide and Crisis Lifeline", "call": "988", "text": "988", "keyword": None}
            ],
        }
        self.steps: list[dict[str, Any]] = PLAN_STEPS
        self.translated = True
        self.port = 0
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def last(self) -> Conversation:
        return list(self.conversations.values())[-1]

    def start(self) -> None:
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        config = uvicorn.Config(
            self.app(),
            host="127.0.0.1",
            port=self.port,
            log_level="critical",
            timeout_graceful_shutdown=0,
            lifespan="off",
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        until = time.monotonic() + 10
        while not self._server.started and time.monotonic() < until:
            time.sleep(0.02)

    def stop(self) -> None:
        if self._server and self._thread:
            self._server.should_exit = True
            self._server.force_exit = True
            self._thread.join(10)

    def app(self) -> ASGIApp:
        site = Starlette(
            routes=[
                Route("/", pages.demo),
                Route("/bare", pages.bare),
                Route("/clinic", pages.clinic),
                Route("/leave", self.leave),
                Route("/neutral", lambda _: HTMLResponse("<title>Weather</title><p>Sunny later.</p>")),
                Route("/api/chat/sessions", self.sessions, methods=["POST"]),
                Route("/api/chat/messages", self.messages, methods=["POST"]),
                Route("/api/chat/events", self.events),
                Route("/api/chat/lines", self.crisis_lines),
                Route("/api/chat/plan", self.plan),
                Route("/api/chat/words", self.words),
                Route("/api/chat/leave", self.leaving, methods=["POST"]),
                Mount("/static", StaticFiles(directory=pages.CHANNELS / "static")),
            ],
        )

        if self.embedded_by:
            allowed = ["Authorization", "Content-Type", "Last-Event-ID"]
            site.add_middleware(
                CORSMiddleware,
                allow_origins=[self.embedded_by],
                allow_methods=["GET", "POST"],
                allow_headers=allowed,
            )

        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            async def with_policy(message: Message) -> None:
                if message["type"] == "http.response.start":
                    headers = MutableHeaders(scope=message)
                    headers.setdefault("content-security-policy", pages.CSP)
                    headers["cache-control"] = "no-store"
                await send(message)

            await site(scope, receive, with_policy)

        return guarded

    async def leave(self, request: Request) -> Response:
        return RedirectResponse("/neutral", 303, headers={"clear-site-data": '"cache", "cookies", "storage"'})

    async def leaving(self, request: Request) -> Response:
        if self._conversation(request) is None:
            return JSONResponse({}, 401)
        self.left += 1
        return Response(status_code=204)

    async def plan(self, request: Request) -> Response:
        if self._conversation(request) is None:
            return JSONResponse({"detail": "unknown"}, 401)
        return JSONResponse({"steps": self.steps})

    async def words(self, request: Request) -> Response:
        found = pages.WORDS / f"{request.query_params['lang']}.json"
        if not self.translated or not found.exists():
            return JSONResponse({"detail": "not in this language"}, 404)
        return Response(found.read_text(encoding="utf-8"), media_type="application/json")

    async def crisis_lines(self, request: Request) -> Response:
        return JSONResponse(self.lines) if self.lines else JSONResponse({}, 503)

    async def sessions(self, request: Request) -> Response:
        body = await request.json()
        if body.get("code") == "spent":
            return JSONResponse({"detail": "spent"}, 403)
        token = secrets.token_urlsafe(24)
        conversation = self.conversations[token] = Conversation()
        conversation.add(WELCOME, script="utter_welcome", choices=MENU)
        return JSONResponse({"session_id": f"s{len(self.conversations)}", "token": token}, 201)

    def _conversation(self, request: Request) -> Conversation | None:
        header = request.headers.get("authorization", "")
        self.authorizations.append(header)
        if self.faults.unknown_token:
            self.faults.unknown_token -= 1
            self.conversations.pop(header.removeprefix("Bearer "), None)
        return self.conversations.get(header.removeprefix("Bearer "))

    async def messages(self, request: Request) -> Response:
        body = await request.json()
        self.posts.append(body)
        conversation = self._conversation(request)
        if conversation is None:
            return JSONResponse({"detail": "unknown"}, 401)
        await asyncio.sleep(self.faults.slow_s)
        if self.faults.lose_request:
            self.faults.lose_request -= 1
            return JSONResponse({}, 503)
        if len(body.get("text", "")) > 16_000:
            return JSONResponse({"detail": "long"}, 413)
        known = conversation.answers.get(body["client_id"])
        if known is None:
            known = conversation.answers[body["client_id"]] = answer(conversation, body, self.faults)
        if self.faults.lose_answer:
            self.faults.lose_answer -= 1
            return JSONResponse({}, 502)
        return JSONResponse(known)

    async def events(self, request: Request) -> Response:
        conversation = self._conversation(request)
        if conversation is None:
            return JSONResponse({"detail": "unknown"}, 401)
        after = int(request.headers.get("last-event-id") or request.query_params.get("after") or 0)
        own = request.query_params.get("own") == "1"
        if request.query_params.get("wait") == "0":
            return JSONResponse({"events": conversation.after(after, own)})
        return StreamingResponse(self._stream(conversation, after, own), media_type="text/event-stream")

    async def _stream(self, conversation: Conversation, after: int, own: bool) -> AsyncIterator[str]:
        held: list[str] = []
        stopping = self._server
        if not self.faults.hold_stream:
            yield ": here\n\n"
        while stopping and not stopping.should_exit:
            for event in conversation.after(after, own):
                after = event["seq"]
                held.append(f"id: {event['seq']}\ndata: {json.dumps(event)}\n\n")
            if held and not self.faults.hold_stream:
                yield "".join(held)
                held.clear()
            await asyncio.sleep(0.02)
