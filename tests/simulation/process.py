"""The service in the simulation: its door, and its worker, which is woken as the real one is, and restarted."""

from collections.abc import Callable
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
from holdfast.models import Delivery, Escalation
from holdfast.parts import Parts
from holdfast.spool import Spool
from tests.simulation.machine import assemble

if TYPE_CHECKING:
    from tests.simulation.world import World

# At rest after so many rounds, or something goes round in circles.
MOST_ROUNDS = 60


class Process:
    """Parts on one database file, door and worker; `restart` makes them anew, as a start of the service does."""

    def __init__(self, world: "World", stock: Parts, folder: Path) -> None:
        self._world, self._stock, self._folder = world, stock, folder
        self._tick_at: float | None = None
        self.restart()

    def restart(self) -> None:
        """A new process on the same files."""
        if hasattr(self, "parts"):
            self.parts.db.close()
        self._world.perils.dead = False
        self.parts = assemble(
            self._stock, self._folder / "holdfast.db", self._world.perils, self._world.clock
        )
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
        self.wake(min(30.0, max(0.05, self._next_moment())))

    def _steps(self) -> list[tuple[str, Callable[[], int]]]:
        return [
            ("spool", lambda: self.spool.replay(lambda kept: intake.take_in(self.parts, kept))),
            ("ladder", lambda: ladder.climb_due(self.parts)),
            ("outbox", self._send),
            ("turns", self._turns),
        ]

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

    def _next_moment(self) -> float:
        """Seconds until something is due, as far as the database can be asked."""
        waiting = sa.select(sa.func.min(Delivery.due_at)).where(Delivery.state.in_(("queued", "inline")))
        leased = sa.select(sa.func.min(Delivery.lease_until)).where(Delivery.state == "sending")
        episodes = sa.select(sa.func.min(Escalation.next_due_at)).where(Escalation.state != "closed")
        try:
            with self.parts.db.read() as tx:
                found = [tx.scalar(query) for query in (waiting, leased, episodes)]
        except sa.exc.OperationalError:
            return 2.0
        moments = [(one - self._world.clock.now()).total_seconds() for one in found if one is not None]
        return min(moments, default=30.0) + 0.01
