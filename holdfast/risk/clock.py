"""The time a message may take, looked at between rules."""

from __future__ import annotations

import gc
import threading
import time

from holdfast.risk.engine import Lexicon

# Own processor time, so that a busy machine does not hand off calm people; the wall limit is the backstop.
BUDGET_NS = 50_000_000
PER_CHARS = 500  # a longer text has as many budgets as it has this many characters
WALL_FACTOR = 40


class _Collecting(threading.local):
    """What Python spent in this thread on collecting garbage: over all rules, longer than a message may take."""

    since = spent = 0

    def __call__(self, phase: str, _: object) -> None:
        if phase == "start":
            self.since = time.thread_time_ns()
        else:
            self.spent += time.thread_time_ns() - self.since


_collecting = _Collecting()
gc.callbacks.append(_collecting)


class Overrun(Exception):
    """Raised inside the gate when a message took longer than it may."""


class Clock:
    """Started with a message; `doing` names what is running, `dismissed` that a rule heard and took back."""

    def __init__(self, chars: int, lexicon: Lexicon) -> None:
        self.doing = "start"
        self.dismissed = False
        self._budget = BUDGET_NS * (1 + chars // PER_CHARS)
        self._lexicon, self._compiled = lexicon, lexicon.compiling_ns
        self._collected = _collecting.spent
        self._cpu = time.thread_time_ns()
        self._wall = time.perf_counter_ns()

    def tick(self, doing: str) -> None:
        """Raises Overrun when time is up; else notes what comes next."""
        if time.perf_counter_ns() - self._wall > self._budget and (
            self._spent() > self._budget or time.perf_counter_ns() - self._wall > self._budget * WALL_FACTOR
        ):
            raise Overrun(f"{self._spent() // 1_000_000} ms")
        self.doing = doing

    def _spent(self) -> int:
        compiled = self._lexicon.compiling_ns - self._compiled
        return time.thread_time_ns() - self._cpu - compiled - (_collecting.spent - self._collected)
