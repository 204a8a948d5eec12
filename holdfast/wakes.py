"""Wakes what waits inside this process: a worker for new work, a widget's stream for new events.

A wake is a hint, never the record: everything that waits also looks into the database now and then.
"""

import asyncio
from collections import defaultdict
from contextlib import suppress

# What leaves for phones waits for a moment, so that the answer to the person is out before the work on it begins.
AFTERWARDS = {"outbox", "ladder"}
AFTERWARDS_S = 0.03


class Wakes:
    """Named bells that any thread may ring and any task on the loop may await."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Deliver rings on this loop from now on."""
        self._loop = loop

    def ring(self, names: set[str]) -> None:
        """Wake everything that waits for one of the names. Safe from any thread; without a loop nothing waits."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._deliver, names)

    def _deliver(self, names: set[str]) -> None:
        self._set(names - AFTERWARDS)
        if self._loop is not None and (later := names & AFTERWARDS):
            self._loop.call_later(AFTERWARDS_S, self._set, later)

    def _set(self, names: set[str]) -> None:
        for name in names:
            for event in self._waiting.get(name, ()):
                event.set()

    def listen(self, name: str) -> "Bell":
        """A bell for one name; rings between two waits are kept."""
        return Bell(self, name)

    def add(self, name: str, event: asyncio.Event) -> None:
        """Start delivering rings of a name to an event."""
        self._waiting[name].add(event)

    def remove(self, name: str, event: asyncio.Event) -> None:
        """Stop it."""
        self._waiting[name].discard(event)
        if not self._waiting[name]:
            del self._waiting[name]


class Bell:
    """`with wakes.listen(name) as bell: await bell.wait(seconds)`."""

    def __init__(self, wakes: Wakes, name: str) -> None:
        self._wakes = wakes
        self._name = name
        self._event = asyncio.Event()

    def __enter__(self) -> "Bell":
        self._wakes.add(self._name, self._event)
        return self

    def __exit__(self, *_: object) -> None:
        self._wakes.remove(self._name, self._event)

    async def wait(self, seconds: float) -> None:
        """Until a ring, or until the time is over."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), seconds)
        self._event.clear()
