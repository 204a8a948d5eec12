"""A bound on what a request may hold, before anything else reads it."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The longest text that is taken in, with every character escaped, and room for the rest.
MOST_BYTES = 256 * 1024


class Size:
    """Plain ASGI middleware: reading on beyond the bound raises a 413 where the body is read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count while it is read."""
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MOST_BYTES:
                raise HTTPException(413, "the request is too large")
            return message

        await self._app(scope, counted if scope["type"] == "http" else receive, send)
