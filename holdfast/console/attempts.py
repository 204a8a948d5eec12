"""Limits on signing in: few tries per name from one address, and an upper bound per address and per name."""

import threading
from collections import deque
from datetime import datetime, timedelta

WITHIN = timedelta(minutes=10)
# Small for one name from one address; larger for a name from anywhere, so that a stranger cannot lock out
# a responder at night with a handful of wrong guesses.
MOST = {"name_and_address": 5, "address": 30, "name": 100}
MOST_KEPT = 10_000
TOO_MANY = "Too many tries. Please wait ten minutes."


class Attempts:
    """Failed tries of the last ten minutes, in memory."""

    def __init__(self) -> None:
        self._failed: dict[tuple[str, ...], deque[datetime]] = {}
        self._lock = threading.Lock()

    def allowed(self, name: str, address: str, now: datetime) -> bool:
        """Whether this name may be tried from this address now."""
        with self._lock:
            return all(self._recent(key, now) < MOST[key[0]] for key in _keys(name, address))

    def failed(self, name: str, address: str, now: datetime) -> None:
        """Count a wrong try."""
        with self._lock:
            if len(self._failed) > MOST_KEPT:
                self._forget_old(now)
            for key in _keys(name, address):
                self._failed.setdefault(key, deque(maxlen=MOST[key[0]])).append(now)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the wrong tries of this name from this address."""
        with self._lock:
            self._failed.pop(_keys(name, address)[0], None)

    def _recent(self, key: tuple[str, ...], now: datetime) -> int:
        return sum(at > now - WITHIN for at in self._failed.get(key, ()))

    def _forget_old(self, now: datetime) -> None:
        for key in [key for key, times in self._failed.items() if times[-1] <= now - WITHIN]:
            del self._failed[key]


def _keys(name: str, address: str) -> list[tuple[str, ...]]:
    who = name.strip().casefold()[:80]
    return [("name_and_address", who, address), ("address", address), ("name", who)]
