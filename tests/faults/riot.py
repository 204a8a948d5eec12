"""Many conversations while everything fails at random: kills, crashes of the database, broken links, lost texts."""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from holdfast import crash
from tests.faults.brood import until
from tests.faults.invariants import broken
from tests.faults.proxy import BLACK_HOLE, REFUSE, RESET
from tests.faults.town import KIT, NOOR, ROBIN, Town
from tests.simulation import cast

AT_RISK = {*cast.CARE, *cast.URGENT, *cast.EMERGENCY}
AT_ONCE = 10
# What a script calls a pause of minutes is a moment here.
PAUSE = 0.001


@dataclass
class Report:
    """What a run came to."""

    conversations: int = 0
    texts: int = 0
    risky: int = 0
    unanswered: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        made = ", ".join(f"{count} x {name}" for name, count in sorted(self.faults.items()))
        return (
            f"{self.conversations} conversations, {self.texts} texts in, {self.risky} of them at risk, "
            f"{self.unanswered} webhooks without an answer; {made}; {len(self.broken)} rules broken"
        )


class Riot:
    """One run; `seed` gives what is written and which faults are made, real processes the moment."""

    def __init__(self, town: Town, conversations: int, seed: int) -> None:
        self._town, self._count = town, conversations
        self._writing, self._failing = random.Random(seed), random.Random(seed + 1)
        self._over = threading.Event()
        self._starting = threading.Lock()
        self._report = Report(conversations)

    def run(self) -> Report:
        """Let it happen, let it settle, and ask for every invariant."""
        before = len(self._town.written)
        helpers = [threading.Thread(target=one) for one in (self._fail, self._keep_up, self._respond)]
        for one in helpers:
            one.start()
        try:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(self._converse, [self._script() for _ in range(self._count)]))
        finally:
            self._over.set()
            for one in helpers:
                one.join()
        town = self._town
        town.mend()
        town.later(31)  # leases of those who were killed
        town.rest(300)
        written = town.written[before:]
        self._report.texts, self._report.risky = len(written), sum(one.risk for one in written)
        self._report.unanswered = sum(not one.taken for one in written)
        self._report.broken = broken(town)
        return self._report

    def _script(self) -> tuple[str, cast.Script]:
        phones = [f"+1202555{number}" for number in range(2240, 2420)]
        return self._writing.choice(phones), cast.script(self._writing)

    def _converse(self, one: tuple[str, cast.Script]) -> None:
        phone, script = one
        for pause, words in script.lines:
            time.sleep(pause * PAUSE)
            self._town.text(phone, words, risk=words in AT_RISK)

    def _keep_up(self) -> None:
        """What the supervisor does: a service that died is started again."""
        while not self._over.wait(0.05):
            with self._starting:
                if not self._town.process.alive:
                    self._town.start(wait=False)
                    until(lambda: self._town.process.answers() or not self._town.process.alive, 60)

    def _respond(self) -> None:
        """Responders answer some of what they get, rightly and wrongly."""
        rng = random.Random(self._failing.random())
        while not self._over.wait(0.3):
            who = rng.choice((ROBIN, KIT, NOOR))
            codes = [
                found[1] for text in self._town.got(who)[-20:] if (found := re.search(r"\b(\d{4}) A", text))
            ]
            if codes:
                self._town.reply(who, f"{rng.choice(codes)} {rng.choice(('A', 'N', '', '?'))}")

    def _fail(self) -> None:
        """One fault after the other, each for a while."""
        kinds: list[Callable[[], str]] = [
            self._kill, self._die_somewhere, self._die_somewhere, self._crash_database, self._link, self._link,
            self._network, self._network, self._time,
        ]  # fmt: skip
        while not self._over.wait(self._failing.random() * 2):
            self._report.faults[self._failing.choice(kinds)()] += 1

    def _kill(self) -> str:
        with self._starting:
            self._town.process.end()
        return "SIGKILL"

    def _die_somewhere(self) -> str:
        self._town.die_at(self._failing.choice(crash.PLACES))
        return "SIGKILL at a named place"

    def _crash_database(self) -> str:
        with self._town.without_database():
            time.sleep(self._failing.random() * 2)
        return "crash of PostgreSQL"

    def _link(self) -> str:
        link, mode = self._failing.choice(
            ((self._town.to_db, REFUSE), (self._town.to_db, BLACK_HOLE), (self._town.to_rasa, REFUSE),
             (self._town.to_rasa, RESET), (self._town.to_twilio, REFUSE), (self._town.to_twilio, RESET))
        )  # fmt: skip
        with self._town.broken(link, mode):
            time.sleep(self._failing.random() * 2)
        return "broken link"

    def _network(self) -> str:
        faults, times = self._town.twilio.faults, self._failing.randrange(1, 4)
        self._town.outside.loop.call_soon_threadsafe(
            self._failing.choice(
                (
                    lambda: faults.fail_after_accepting(times=times), lambda: faults.refuse(429, 20429, times),
                    lambda: faults.not_delivered(times=times), lambda: faults.report(times=times),
                    lambda: faults.report("delivered", "sent", "sent", times=times),
                )
            )
        )  # fmt: skip
        return "fault of the phone network"

    def _time(self) -> str:
        self._town.later(self._failing.choice((31.0, 61.0, 301.0)))
        return "leap of the clock"
