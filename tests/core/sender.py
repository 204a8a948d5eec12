"""A sender that records what it is handed, with faults on order."""

import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from holdfast.errors import SendError


@dataclass(frozen=True)
class Text:
    """One text as the provider got it."""

    to: str
    text: str
    delivery_id: str
    provider_id: str


class Recorder:
    """Implements `Sender` and `Caller` of `holdfast.delivery.sender`; a call taken is in `rung`.

    A scripted fault is raised instead of taking the text or the call; `accepted=True` takes it and then raises, as a
    broken connection does. Faults of calls are those of the number with `tel:` before it.
    """

    def __init__(self) -> None:
        self.taken: list[Text] = []
        self.rung: list[Text] = []
        self.calls: list[str] = []
        self.looked: list[str] = []
        self.findable = True
        self.before_call: Callable[[str], None] = lambda _: None
        self._faults: defaultdict[str, deque[tuple[SendError, bool]]] = defaultdict(deque)
        self._always: dict[str, SendError] = {}
        self._lock = threading.Lock()

    def fail(self, to: str, fault: SendError, times: int = 1, *, accepted: bool = False) -> None:
        """The next texts to this number meet this fault."""
        self._faults[to].extend([(fault, accepted)] * times)

    def refuse(self, to: str, fault: SendError | None) -> None:
        """Every text to this number meets this fault, until None."""
        if fault is None:
            self._always.pop(to, None)
        else:
            self._always[to] = fault

    def send(self, to: str, text: str, delivery_id: str) -> str:
        """Take a text, or raise what was ordered."""
        return self._take(self.taken, to, Text(to, text, delivery_id, f"SM{len(self.taken):032d}"))

    def call(self, to: str, delivery_id: str) -> str:
        """Let a phone ring, or raise what was ordered."""
        return self._take(self.rung, f"tel:{to}", Text(to, "", delivery_id, f"CA{len(self.rung):032d}"))

    def _take(self, book: list[Text], to: str, one: Text) -> str:
        self.before_call(one.delivery_id)
        with self._lock:
            self.calls.append(one.delivery_id)
            fault, accepted = (
                self._faults[to].popleft() if self._faults[to] else (self._always.get(to), False)
            )
            if fault is None or accepted:
                book.append(one)
            if fault is not None:
                raise fault
            return book[-1].provider_id

    def find(self, to: str, text: str, delivery_id: str) -> str | None:
        """What was taken for this delivery."""
        self.looked.append(delivery_id)
        found = [one.provider_id for one in self.taken if one.delivery_id == delivery_id]
        return found[-1] if found and self.findable else None

    def find_call(self, to: str, delivery_id: str) -> str | None:
        """What rang for this delivery."""
        self.looked.append(delivery_id)
        found = [one.provider_id for one in self.rung if one.delivery_id == delivery_id]
        return found[-1] if found and self.findable else None

    def to(self, *phones: str) -> list[str]:
        """The texts that these phones got, in order."""
        return [one.text for one in self.taken if one.to in phones]

    def forget(self) -> None:
        """Start a new page."""
        self.taken.clear()
