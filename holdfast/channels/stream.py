"""A conversation's events, as a stream or as what there is now."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel

from holdfast.channels import events
from holdfast.channels.bearer import Bearer
from holdfast.channels.session import Known
from holdfast.parts import Parts

KEEP_ALIVE_S = 15.0
NO_STORE = {"Cache-Control": "no-store"}
AT_ONCE = 200
# The greatest sequence number a database can hold.
LAST = 2**31 - 1


class Events(BaseModel):
    """Events in order."""

    events: list[events.Event]


def router(parts: Parts, bearer: Bearer) -> APIRouter:
    """`GET /api/chat/events`."""
    routes = APIRouter(prefix="/api/chat", tags=["chat"])

    @routes.get("/events", response_model=Events)
    async def read(
        known: Annotated[Known, Depends(bearer)],
        after: Annotated[int | None, Query(ge=0, le=LAST)] = None,
        wait: int = 1,
        own: bool = False,
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> StreamingResponse | JSONResponse:
        """Events after a sequence number, as `text/event-stream`; with `wait=0` what there is, as JSON.

        `own=1`: also what the person wrote, so that a reloaded page or a second tab can show it.
        """
        start = _number(last_event_id) or after or 0
        if not wait:
            found = await asyncio.to_thread(_read, parts, known, start, own)
            return JSONResponse({"events": [event.model_dump() for event in found]}, headers=NO_STORE)
        stream = _stream(parts, known, start, own)
        return StreamingResponse(
            stream, media_type="text/event-stream", headers={**NO_STORE, "X-Accel-Buffering": "no"}
        )

    return routes


def _number(last_event_id: str | None) -> int:
    """The sequence number in a header that may hold anything."""
    if last_event_id and last_event_id.isascii() and last_event_id.isdecimal() and len(last_event_id) < 10:
        return int(last_event_id)
    return 0


def _read(parts: Parts, known: Known, seq: int, own: bool) -> list[events.Event]:
    with parts.db.read() as tx:
        return events.after(tx, parts, known.conversation_id, seq, own=own, limit=AT_ONCE)


async def _stream(parts: Parts, known: Known, seq: int, own: bool) -> AsyncIterator[str]:
    """Every event once, in order, as soon as it is committed; a comment now and then keeps the line open."""
    with parts.wakes.listen(f"conversation:{known.conversation_id}") as bell:
        yield ": open\n\n"
        while parts.clock.now() < known.expires_at:
            found = await asyncio.to_thread(_read, parts, known, seq, own)
            for event in found:
                seq = event.seq
                yield f"id: {event.seq}\nevent: {event.type}\ndata: {json.dumps(event.model_dump())}\n\n"
            if len(found) < AT_ONCE:
                await bell.wait(KEEP_ALIVE_S)
                yield ": still here\n\n"
