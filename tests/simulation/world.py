"""A small world, made from a seed: people write, texts get lost, the service dies and comes back, responders answer.

Everything happens in one thread and in the order of its time, so that a seed that fails once fails again.
"""

import asyncio
import heapq
import itertools
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from holdfast.parts import Parts
from holdfast.plans import enrol
from holdfast.plans.clinic_file import ClinicFile
from tests.simulation import cast
from tests.simulation.calls import Calls
from tests.simulation.carrier import Carrier
from tests.simulation.engine import Dialogue
from tests.simulation.machine import FrailDatabase, Killed, Perils, Time, seconds
from tests.simulation.process import Process
from tests.simulation.responders import Responders
from tests.simulation.writers import Writers

RESTART_S = 5.0


@dataclass(frozen=True)
class Stock:
    """What all worlds share: rules, words, an empty database, and the one in use, by one world at a time."""

    parts: Parts
    empty: Path
    database: FrailDatabase


class World:
    """One run. `failures` is what was seen going wrong while it ran."""

    def __init__(
        self, stock: Stock, folder: Path, loop: asyncio.AbstractEventLoop, seed: int, people: int
    ) -> None:
        self.rng = random.Random(seed)
        self.clock, self.loop = Time(), loop
        self.perils = Perils(random.Random(self.rng.random()))
        self.carrier = Carrier(random.Random(self.rng.random()), self.perils, self.clock)
        self.calls = Calls(self, random.Random(self.rng.random()))
        self.dialogue = Dialogue(random.Random(self.rng.random()), stock.parts.library)
        self.failures: list[str] = []
        self.ids, self._order = itertools.count(), itertools.count()
        self._queue: list[tuple[float, int, Callable[[], None]]] = []
        self.now = 0.0
        stock.database.renew(stock.empty, self.perils)
        self.process = Process(self, stock.parts, stock.database, folder)
        with self.process.parts.db.write() as tx:
            clinic = ClinicFile.parse(json.dumps(cast.clinic(self.rng, people)).encode())
            enrol.take_in(tx, self.process.parts, clinic, "simulation")
        self.writers = Writers(self)
        self.responders = Responders(self)
        self.dialogue.meanwhile = self._meanwhile

    @property
    def parts(self) -> Parts:
        """Those of the process that runs now."""
        return self.process.parts

    def after(self, delay: float, act: Callable[[], None]) -> None:
        """Let something happen later."""
        heapq.heappush(self._queue, (self.now + delay, next(self._order), act))

    def run(self, until: float) -> None:
        """Let time pass until then."""
        while self._queue and self._queue[0][0] <= until:
            at, _, act = heapq.heappop(self._queue)
            self._to(at)
            try:
                act()
            except Killed:
                self.after(RESTART_S, self.process.restart)
        self._to(until)

    def _meanwhile(self) -> None:
        """Whatever somebody would have done next is done now; while the process waits, others do not."""
        kinds = (self.responders.act, self.writers.write_again)
        self.rng.choice(kinds)()

    def _to(self, at: float) -> None:
        self.clock.at += seconds(max(0.0, at - self.now))
        self.now = max(self.now, at)

    def trouble(self, until: float, much: float) -> None:
        """Faults of every kind, at random moments until then."""
        self.carrier.faults = self.dialogue.faults = 0.3 * much
        self.perils.lost_commits = 0.01 * much
        for _ in range(int(12 * much)):
            self.after(self.rng.random() * until, self._arm)
        for _ in range(int(3 * much)):
            self._for_a_while(until, self.rng.choice((1.0, 10.0, 120.0)), self.perils, "database_away")
        if self.rng.random() < 0.3 * much:
            self._for_a_while(until, 600.0, self.carrier, "down")

    def _for_a_while(self, until: float, length: float, what: object, name: str) -> None:
        start = self.rng.random() * until
        self.after(start, lambda: setattr(what, name, True))
        self.after(min(until, start + length), lambda: setattr(what, name, False))

    def _arm(self) -> None:
        self.perils.kill_in = self.rng.randrange(30)

    def calm(self) -> None:
        """No more faults from here on, and no responder does anything."""
        self.perils.kill_in, self.perils.database_away, self.perils.lost_commits = None, False, 0.0
        self.carrier.faults = self.dialogue.faults = 0.0
        self.carrier.down, self.responders.at_work = False, False
