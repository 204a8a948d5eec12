"""A stream that says when a page is out of date. It carries no content: the page is fetched again."""

import asyncio
from collections.abc import AsyncIterator

import sqlalchemy as sa
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from holdfast.console import roles, sessions
from holdfast.console.door import for_roles
from holdfast.console.views import version
from holdfast.models import Conversation, Escalation
from holdfast.parts import Parts

# A ring is a hint: the record is looked at this often without one, and not more often than the second number.
LOOK_EVERY_S = 5.0
AT_MOST_EVERY_S = 0.2
# A stream ends after so many looks and the browser comes again, so that a forgotten page holds nothing.
ENDS_AFTER = 60


def add(router: APIRouter, parts: Parts) -> None:
    """Add the streams of the inbox and of one escalation."""

    @router.get("/events")
    @for_roles(roles.DESK)
    async def inbox(request: Request) -> Response:
        return _stream(changes(parts, sessions.token_of(parts, request), None))

    @router.get("/escalations/{escalation_id}/events")
    @for_roles(roles.DESK)
    async def escalation(request: Request, escalation_id: str) -> Response:
        return _stream(changes(parts, sessions.token_of(parts, request), escalation_id))


async def changes(parts: Parts, token: str | None, escalation_id: str | None) -> AsyncIterator[str]:
    """The version of the page now, and again whenever it changes, for as long as the session lives."""
    rung = asyncio.Event()
    names = {"desk", "ladder", "outbox", *await asyncio.to_thread(_conversations, parts, escalation_id)}
    for name in names:
        parts.wakes.add(name, rung)
    try:
        last = ""
        yield "retry: 1000\n\n"
        for _ in range(ENDS_AFTER):
            now = await asyncio.to_thread(_version, parts, token, escalation_id)
            if now is None:
                return
            yield f"event: version\ndata: {now}\n\n" if now != last else ": still here\n\n"
            last = now
            await asyncio.sleep(AT_MOST_EVERY_S)
            await _rung_or_time(rung)
    finally:
        for name in names:
            parts.wakes.remove(name, rung)


async def _rung_or_time(rung: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(rung.wait(), LOOK_EVERY_S)
    except TimeoutError:
        return
    finally:
        rung.clear()


def _version(parts: Parts, token: str | None, escalation_id: str | None) -> str | None:
    if sessions.find(parts, token, touch=False) is None:
        return None
    with parts.db.read() as tx:
        return version.of_escalation(tx, escalation_id) if escalation_id else version.of_inbox(tx)


def _conversations(parts: Parts, escalation_id: str | None) -> list[str]:
    if escalation_id is None:
        return []
    with parts.db.read() as tx:
        escalation = tx.get(Escalation, escalation_id)
        if escalation is None:
            return []
        query = sa.select(Conversation.id).where(Conversation.person_id == escalation.person_id)
        return [f"conversation:{one}" for one in tx.scalars(query)]


def _stream(source: AsyncIterator[str]) -> Response:
    return StreamingResponse(source, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
