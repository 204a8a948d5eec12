"""The stream that says when a page is out of date."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import sqlalchemy as sa

from holdfast.console.routes import events
from holdfast.models import DeskSession


async def _next(stream: AsyncIterator[str]) -> str:
    """The next version; what only keeps the line open is passed over."""
    while True:
        said = await asyncio.wait_for(anext(stream), 20)
        if said.startswith("event: version"):
            return said


@pytest.mark.parametrize("of_one", [True, False])
def test_a_change_is_told_at_once_and_carries_no_content(desk: Any, of_one: bool) -> None:
    token = desk.signed_in().cookies["holdfast_desk"]

    async def listen() -> tuple[str, str, float]:
        loop = asyncio.get_running_loop()
        desk.parts.wakes.attach(loop)
        stream = events.changes(desk.parts, token, desk.escalation if of_one else None)
        first = await _next(stream)
        later = asyncio.ensure_future(_next(stream))
        await asyncio.sleep(0.5)
        begun = loop.time()
        await asyncio.to_thread(desk.press, desk.signed_in("Noor Haddad"), "acknowledge")
        return first, await later, loop.time() - begun

    first, second, took = asyncio.run(listen())
    assert first != second
    assert took < events.LOOK_EVERY_S
    assert "Maya" not in first + second


def test_the_stream_ends_with_the_session(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "LOOK_EVERY_S", 0.1)
    token = desk.signed_in().cookies["holdfast_desk"]

    async def listen() -> list[str]:
        stream = events.changes(desk.parts, token, desk.escalation)
        await _next(stream)
        with desk.parts.db.write() as tx:
            tx.execute(sa.delete(DeskSession))
        return [said async for said in stream]

    assert not [said for said in asyncio.run(listen()) if said.startswith("event")]
