"""Whoever waits for an answer goes first, and of those whoever is at risk.

Python runs one thread at a time, so whatever runs beside a risk message makes its answer late. What is done behind the
answers begins when nobody waits for one; a transaction that has begun is not held up, for what it has locked would keep
others waiting. Nobody waits for good: answers and alerts go on after the times below, a calm turn also waits for those
before it. What is a signal only with the record beside it (a code word, an answer) is calm here: 0.25 s at most.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

# So many at once: more of them would only take the processor from each other, and from who is at risk.
CALM_ANSWERS, CALM_TURNS = 3, 2
# Seconds that each waits at most: an answer to calm words, an alert, a part of a calm turn.
ANSWER_WAITS_S, ALERT_WAITS_S, TURN_WAITS_S = 0.25, 0.05, 1.0
P = ParamSpec("P")
T = TypeVar("T")


class Precedence:
    """Risk messages, then calm ones, then alerts that leave, then calm turns. Safe from any thread."""

    def __init__(self) -> None:
        self._answers = threading.Semaphore(CALM_ANSWERS)
        self._turns = threading.Semaphore(CALM_TURNS)
        self._changed = threading.Condition()
        self._answering = 0

    @contextmanager
    def answering(self, *, calm: bool = False) -> Iterator[None]:
        """Somebody waits for what is done here. `calm`: their words alone are no signal, and it begins in its turn."""
        with self._changed:
            self._answering += 1
        placed = False
        try:
            placed = calm and self._answers.acquire(timeout=ANSWER_WAITS_S)
            yield
        finally:
            if placed:
                self._answers.release()
            with self._changed:
                self._answering -= 1
                if not self._answering:
                    self._changed.notify_all()

    def give_way(self, at_most_s: float = ALERT_WAITS_S) -> None:
        """Return when nobody is being answered, or when the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: not self._answering, at_most_s)

    def calmly(self, do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do a part of a calm turn, in its turn and when nobody is being answered."""
        with self._turns:
            self.give_way(TURN_WAITS_S)
            return do(*args, **kwargs)
