"""Three chat widgets on pages of their own, each with the backend it expects, all saying the same words."""

import asyncio
import secrets
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.widget.chat_service import ChatService
from tests.widget.script import WELCOME

MODULES = Path(__file__).resolve().parents[1] / "widget" / "bench" / "node_modules"
HEAD = '<!doctype html><html lang="en"><meta charset="utf-8"><title>{}</title>'
# Each as its own guide embeds it, with its first message and no further option.
PAGES = {
    "holdfast": '<script src="/static/holdfast-chat.js" defer></script><main><h1>Clinic</h1>'
    '<holdfast-chat api="" region="US" open><p>Call 988</p></holdfast-chat></main></html>',
    "deep-chat": '<script type="module" src="/npm/deep-chat/dist/deepChat.bundle.js"></script><main><h1>Clinic</h1>'
    """<deep-chat connect='{"url": "/deep"}' introMessage='{"text": "WELCOME"}'></deep-chat></main></html>""",
    "botframework": '<script src="/npm/botframework-webchat/dist/webchat-minimal.js"></script><main><h1>Clinic</h1>'
    '<div id="webchat" role="region" aria-label="Chat" style="block-size: 30rem"></div></main>'
    '<script>WebChat.renderWebChat({directLine: WebChat.createDirectLine({domain: location.origin + "/line",'
    ' token: "t", webSocket: false, pollingInterval: 200})}, document.getElementById("webchat"))</script></html>',
}


class Line:
    """As much of Direct Line as one conversation by polling takes."""

    def __init__(self) -> None:
        self.activities: list[dict[str, Any]] = []

    def add(self, text: str, role: str, **more: Any) -> str:
        name = secrets.token_hex(6)
        self.activities.append(
            {"type": "message", "id": name, "text": text, "from": {"id": role, "role": role}, **more}
        )
        return name

    async def begin(self, request: Request) -> JSONResponse:
        self.activities.clear()
        self.add(WELCOME, "bot")
        return JSONResponse({"conversationId": "c", "token": "t", "expires_in": 1800}, 201)

    async def take(self, request: Request) -> JSONResponse:
        sent = await request.json()
        name = self.add(sent.get("text", ""), "user", channelData=sent.get("channelData"))
        if sent.get("type") == "message":
            self.add(f"Thank you for telling me. ({len(sent['text'])})", "bot")
        return JSONResponse({"id": name})

    async def read(self, request: Request) -> JSONResponse:
        after = int(request.query_params.get("watermark") or 0)
        return JSONResponse({"activities": self.activities[after:], "watermark": str(len(self.activities))})


def app(service: ChatService) -> Starlette:
    """All three on one origin, compressed as any server would."""
    line = Line()

    async def deep(request: Request) -> JSONResponse:
        sent = (await request.json())["messages"][-1]["text"]
        await asyncio.sleep(0)
        return JSONResponse({"text": f"Thank you for telling me. ({len(sent)})"})

    def page(name: str) -> Route:
        async def show(_: Request) -> HTMLResponse:
            return HTMLResponse(HEAD.format(name) + PAGES[name].replace("WELCOME", WELCOME))

        return Route(f"/{name}", show)

    found = Starlette(
        routes=[
            *map(page, PAGES),
            Route("/deep", deep, methods=["POST"]),
            Route("/line/conversations", line.begin, methods=["POST"]),
            Route("/line/conversations/c/activities", line.take, methods=["POST"]),
            Route("/line/conversations/c/activities", line.read),
            Mount("/npm", StaticFiles(directory=MODULES)),
            Mount("/", service.app()),
        ]
    )
    found.add_middleware(GZipMiddleware, minimum_size=500)
    return found
