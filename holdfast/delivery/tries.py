"""What this process has handed to the provider: when it first tried, and the provider's ids. Safe from any thread."""

import threading
import time
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from typing import Any

# How far back something of unknown outcome is looked for when this process did not itself try to send it.
LOOK_BACK = timedelta(minutes=10)
# The provider's clock and ours may differ, and it keeps whole seconds.
SLACK = timedelta(seconds=5)
REMEMBER = 2000


class Tries:
    """By delivery; the oldest are forgotten."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._first: OrderedDict[str, float] = OrderedDict()
        self._made: OrderedDict[str, str] = OrderedDict()

    def begin(self, delivery_id: str) -> None:
        """A try begins; the first counts."""
        self._note(self._first, delivery_id, time.time())

    def made(self, delivery_id: str, provider_id: str) -> None:
        """The provider has it, by this id."""
        self._note(self._made, delivery_id, provider_id)

    def provider_id(self, delivery_id: str) -> str | None:
        """What was made of it, as far as this process knows."""
        with self._lock:
            return self._made.get(delivery_id)

    def since(self, delivery_id: str) -> datetime:
        """From when on the provider may have it."""
        with self._lock:
            first = self._first.get(delivery_id)
        return datetime.fromtimestamp(first, UTC) - SLACK if first else datetime.now(UTC) - LOOK_BACK

    def known(self) -> set[str]:
        """Ids that belong to some delivery."""
        with self._lock:
            return set(self._made.values())

    def _note(self, book: OrderedDict[str, Any], key: str, value: object) -> None:
        with self._lock:
            book.setdefault(key, value)
            while len(book) > REMEMBER:
                book.popitem(last=False)
