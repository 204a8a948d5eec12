"""The worker: loops inside the service's process. Each is woken by an event and looks by itself now and then.

A loop that meets a fault says so and goes on; none of them is needed for the safety reply.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import sqlalchemy as sa

from holdfast import intake
from holdfast.delivery import outbox
from holdfast.delivery.sender import Caller, Sender
from holdfast.dialogue import turn
from holdfast.dialogue.rasa import Rasa
from holdfast.errors import HoldfastError, SendError
from holdfast.handoff import incident, ladder
from holdfast.log import logger
from holdfast.parts import Parts
from holdfast.pulse import Pulse
from holdfast.spool import Spool

log = logger()
TURNS_AT_ONCE = 16
# How long Rasa is left alone after it could not yet answer its first turn.
LOADING_PAUSE_S = 1.0
# Seconds between two rounds, and what is done in each, in a thread.
Regular = tuple[float, Callable[[], object]]


class Worker:
    """Runs turns, the outbox, the ladder and the spool until it is cancelled."""

    def __init__(
        self, parts: Parts, rasa: Rasa, sender: Sender, spool: Spool, also: Mapping[str, Regular] | None = None,
        caller: Caller | None = None,
    ) -> None:  # fmt: skip
        """`also`: what else is done regularly, by name. `caller`: who makes calls, where a clinic calls."""
        self._parts = parts
        self._rasa = rasa
        self._sender = sender
        self._caller = caller
        self._spool = spool
        self._also = dict(also or {})
        self.pulse = Pulse()
        self._busy: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """All loops, until cancelled."""
        await asyncio.gather(
            self._loop("turns", 1.0, self._turns),
            self._loop("outbox", 1.0, self._send),
            self._loop("ladder", 0.5, self._climb),
            self._loop("spool", 2.0, self._replay),
            self._loop("rasa", 5.0, self._look_for_rasa),
            *(self._loop(name, every_s, _in_thread(do)) for name, (every_s, do) in self._also.items()),
        )

    async def _loop(self, name: str, every_s: float, step: Callable[[], Awaitable[object]]) -> None:
        self.pulse.expect(name, every_s)
        with self._parts.wakes.listen(name) as bell:
            while True:
                try:
                    await step()
                    self.pulse.beat(name)
                except SendError as fault:
                    # The provider is away, not this loop.
                    log.error("provider_away", part=name, code=fault.code)
                    self.pulse.beat(name)
                except (HoldfastError, sa.exc.SQLAlchemyError, OSError) as fault:
                    log.error("loop_fault", part=name, error=type(fault).__name__)
                except Exception as fault:  # noqa: BLE001  (the loop's door: it goes on for everyone else)
                    log.error("loop_fault_unexpected", part=name, error=type(fault).__name__)
                await bell.wait(every_s)

    async def _turns(self) -> None:
        for person_id in await asyncio.to_thread(turn.waiting, self._parts):
            if person_id not in self._busy and len(self._busy) < TURNS_AT_ONCE:
                self._busy.add(person_id)
                task = asyncio.create_task(self._talk(person_id))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _talk(self, person_id: str) -> None:
        """One person's turns, one after the other; different people do not wait for each other."""
        try:
            while await turn.run(self._parts, self._rasa, person_id):
                pass
            if not self._rasa.has_been_ready:
                await asyncio.sleep(LOADING_PAUSE_S)
        except Exception as fault:  # noqa: BLE001  (the task's door: it is seen, and tried again)
            log.error("turn_fault", person=person_id, error=type(fault).__name__)
            await asyncio.sleep(LOADING_PAUSE_S)
        finally:
            self._busy.discard(person_id)

    async def _send(self) -> None:
        await outbox.send_due(self._parts, self._sender, self._caller, lambda: self.pulse.beat("outbox"))

    async def _climb(self) -> None:
        if self._parts.alarms.waiting():
            await asyncio.to_thread(incident.report_words, self._parts)
        while await asyncio.to_thread(ladder.climb_due, self._parts):
            pass

    async def _replay(self) -> None:
        if await asyncio.to_thread(self._spool.waiting):
            await asyncio.to_thread(self._spool.replay, lambda inbound: intake.take_in(self._parts, inbound))

    async def _look_for_rasa(self) -> None:
        """Until Rasa has answered a first turn, ask it, so that `/readyz` turns green without anyone writing."""
        if not self._rasa.has_been_ready:
            await self._rasa.ready()


def _in_thread(do: Callable[[], object]) -> Callable[[], Awaitable[object]]:
    return lambda: asyncio.to_thread(do)
