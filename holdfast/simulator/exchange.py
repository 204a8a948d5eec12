"""The simulated telephone exchange: calls to phones and from phones, with somebody or something at the other end."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from holdfast.simulator import forms
from holdfast.simulator.calls import Call
from holdfast.simulator.faults import Faults
from holdfast.simulator.messages import new_sid
from holdfast.simulator.talk import HungUp, Talk
from holdfast.simulator.webhooks import Webhooks

KEEP = 500
# How long a mailbox lets a phone ring.
MAILBOX_AFTER_S = 3
# What a phone does by itself; without one of these it rings until somebody answers.
MACHINE, BUSY, DEAD = "machine", "busy", "failed"
TAKEN = "taken"


class Exchange:
    """Lives in one event loop. `second_s` is how long a second of a call takes here; tests make it short.

    `faults` meet the service's next calls; with `silent` nothing is reported. `manners` is what a number does by itself
    when it is called, `lines` what a number does to which a call is passed on: `completed`, if it is not named.
    `fallback` is the TwiML Bin for calls.
    """

    def __init__(
        self, account_sid: str, number: str, public_url: str, webhooks: Webhooks, changed: Callable[[], int], *,
        second_s: float = 1.0, fallback: str | None = None,
    ) -> None:  # fmt: skip
        self.calls: OrderedDict[str, Call] = OrderedDict()
        self.manners: dict[str, str] = {}
        self.lines: dict[str, str] = {}
        self.faults = Faults()
        self.silent = False
        self._account_sid, self.number, self._public_url = account_sid, number, public_url
        self._webhooks, self._changed_to, self._second_s = webhooks, changed, second_s
        self._fallback = fallback
        self._keys: dict[str, asyncio.Queue[str | None]] = {}
        self._answered: dict[str, asyncio.Future[str]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def ring(self, to: str, url: str, callback: str | None, events: Sequence[str], ring_s: float) -> Call:
        """A call out begins."""
        call = Call(new_sid("CA"), "outbound-api", self.number, to, callback=callback, events=tuple(events))
        self._begin(call, self._out(call, url, ring_s))
        return call

    def dial(self, phone: str) -> Call:
        """A phone calls the number."""
        call = Call(new_sid("CA"), "inbound", phone, self.number, "ringing")
        self._begin(call, self._in(call))
        return call

    def answer(self, sid: str) -> bool:
        """Somebody takes the call; False when it does not ring."""
        return self._decide(sid, TAKEN)

    def refuse(self, sid: str) -> bool:
        """Somebody presses the ringing away."""
        return self._decide(sid, "busy")

    def cancel(self, sid: str) -> bool:
        """The service ends a call of its own."""
        return self._decide(sid, "canceled") or self.hang_up(sid)

    def press(self, sid: str, keys: str) -> bool:
        """Keys pressed in a call; lost, as in life, when nothing waits for them."""
        call = self.calls.get(sid)
        if call is None or not call.asks:
            return False
        self._keys[sid].put_nowait(keys)
        return True

    def hang_up(self, sid: str) -> bool:
        """The phone ends the call."""
        if sid not in self._tasks:
            return False
        if not self._decide(sid, "busy"):
            self._keys[sid].put_nowait(None)
        return True

    def of(self, phone: str) -> list[Call]:
        """Every call of one phone, oldest first."""
        return [call for call in list(self.calls.values()) if call.phone == phone]

    async def settle(self) -> None:
        """Wait until no phone rings and nobody speaks."""
        while self._tasks:
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def close(self) -> None:
        """Drop every call."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _out(self, call: Call, url: str, ring_s: float) -> None:
        await self._move(call, "initiated", shown="queued")
        manner = self.manners.get(call.to)
        if manner == DEAD:
            return await self._end(call, "failed")
        await self._move(call, "ringing")
        if manner == BUSY:
            return await self._end(call, "busy")
        try:
            ended = await self._rings(call, ring_s, manner)
        except TimeoutError:
            return await self._end(call, "no-answer")
        if ended != TAKEN:
            return await self._end(call, ended)
        call.started = datetime.now(UTC)
        await self._move(call, "in-progress", event="answered")
        return await self._talk(call, url)

    async def _rings(self, call: Call, ring_s: float, manner: str | None) -> str:
        if manner == MACHINE and ring_s > MAILBOX_AFTER_S:
            await self._sleep(MAILBOX_AFTER_S)
            return TAKEN
        async with asyncio.timeout(ring_s * self._second_s):
            return await self._answered[call.sid]

    async def _in(self, call: Call) -> None:
        call.started = datetime.now(UTC)
        call.status = "in-progress"
        self._changed(call)
        await self._talk(call, f"{self._public_url}/voice/inbound")

    async def _talk(self, call: Call, url: str) -> None:
        talk = Talk(
            call, self._keys[call.sid], self._webhooks, self._account_sid, self._second_s, self._fallback,
            self.lines, self._changed,
        )  # fmt: skip
        with suppress(HungUp):
            await talk.run(url)
        await self._end(call, "completed")

    async def _move(
        self, call: Call, status: str, *, event: str | None = None, shown: str | None = None
    ) -> None:
        call.status = shown or status
        self._changed(call)
        if call.callback and not self.silent and (event or status) in call.events:
            form = forms.call(call, self._account_sid) | forms.progress(call, status)
            call.reports += 1
            await self._webhooks.post(call.callback, form)

    async def _end(self, call: Call, status: str) -> None:
        call.ended, call.asks = datetime.now(UTC), False
        await self._move(call, status, event="completed")

    def _begin(self, call: Call, work: Coroutine[Any, Any, None]) -> None:
        self.calls[call.sid] = call
        while len(self.calls) > KEEP:
            self.calls.popitem(last=False)
        loop = asyncio.get_running_loop()
        self._keys[call.sid], self._answered[call.sid] = asyncio.Queue(), loop.create_future()
        self._changed(call)
        task = loop.create_task(work)
        self._tasks[call.sid] = task
        task.add_done_callback(lambda _: self._forget(call.sid))

    def _forget(self, sid: str) -> None:
        for book in (self._tasks, self._keys, self._answered):
            book.pop(sid, None)

    def _decide(self, sid: str, how: str) -> bool:
        call, decided = self.calls.get(sid), self._answered.get(sid)
        if call is None or decided is None or decided.done() or call.inbound:
            return False
        decided.set_result(how)
        return True

    async def _sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds * self._second_s)

    def _changed(self, call: Call) -> None:
        call.version = self._changed_to()
