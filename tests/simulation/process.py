"""The service in the simulation: its door, and its worker, which is woken as the real one is, and restarted."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import sqlalchemy as sa

from holdfast import intake
from holdfast.channels.door import Door
from holdfast.delivery import outbox
from holdfast.dialogue import turn
from holdfast.dialogue.rasa import Rasa
from holdfast.errors import HoldfastError
from holdfast.handoff import ladder
from holdfast.parts import Parts
from holdfast.spool import Spool
from tests.simulation.machine import FrailDatabase, assemble

if TYPE_CHECKING:
    from tests.simulation.world import World

# At rest after so many rounds, or something goes round in circles.
MOST_ROUNDS = 60


class Process:
    """Parts on one database file, door and worker; `restart` makes them anew, as a start of the service does."""

    def __init__(self, world: "World", stock: Parts, database: FrailDatabase, folder: Path) -> None:
        self._world, self._stock, self._db, self._folder = world, stock, database, folder
        self._tick_at: float | None = None
        self.restart()

    def restart(self) -> None:
        """A new process on the same files."""
        self._world.perils.dead = False
        self.parts = assemble(self._stock, self._db, self._world.clock)
        self.parts.db.after_commit = lambda _: self.wake(0.03)
        self.spool = Spool(self._folder / "spool", self.parts.keys.own())
        self.door = Door(self.parts, self.spool)
        self._tick_at = None
        self.wake(0.0)

    def wake(self, delay: float) -> None:
        """The worker looks again, at the latest then."""
        at = self._world.now + delay
        if self._tick_at is None or at < self._tick_at:
            self._tick_at = at
            self._world.after(delay, lambda: self._tick(at))

    def _tick(self, planned: float) -> None:
        if self._tick_at != planned or self._world.perils.dead:
            return
        self._tick_at = None
        for _ in range(MOST_ROUNDS):
            if not sum(self._step(name, step) for name, step in self._steps()):
                break
        else:
            self._world.failures.append("the worker never comes to rest")
        self.wake(self._pause())

    def _steps(self) -> Iterator[tuple[str, Callable[[], int]]]:
        """The loops of the worker that have something to do, each found out when its turn comes."""
        if self.spool.waiting():
            yield "spool", lambda: self.spool.replay(lambda kept: intake.take_in(self.parts, kept))
        if self._due("ladder"):
            yield "ladder", lambda: ladder.climb_due(self.parts)
        if self._due("outbox"):
            yield "outbox", self._send
        due = self._db.due()
        if due is None or due.turns:
            yield "turns", self._turns

    def _due(self, which: str) -> bool:
        due, now = self._db.due(), self._world.clock.now()
        moment = getattr(due, which) if due else None
        return due is None or (moment is not None and moment <= now)

    def _step(self, name: str, step: Callable[[], int]) -> int:
        """One loop of the worker, with the faults that it is made to survive."""
        try:
            return step()
        except (HoldfastError, sa.exc.OperationalError, sa.exc.TimeoutError, OSError):
            return 0
        except Exception as fault:  # noqa: BLE001  (a finding)
            self._world.failures.append(f"{name}: {type(fault).__name__}: {fault}")
            return 0

    def _send(self) -> int:
        work = outbox.send_due(self.parts, self._world.carrier, self._world.calls)
        return self._world.loop.run_until_complete(work)

    def _turns(self) -> int:
        made, rasa = 0, cast("Rasa", self._world.dialogue)
        for person_id in turn.waiting(self.parts):
            while self._world.loop.run_until_complete(turn.run(self.parts, rasa, person_id)):
                made += 1
        return made

    def _pause(self) -> float:
        """Seconds until something is due; what was due and could not be done is looked at again as the worker does."""
        due = self._db.due()
        if due is None:
            return 2.0
        if due.first is None:
            return 30.0
        left = (due.first - self._world.clock.now()).total_seconds()
        return min(30.0, left + 0.01) if left > 0 else 1.0
