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
    """Implements `holdfast.delivery.sender.Sender`.

    A scripted fault is raised instead of taking the text; `accepted=True` takes the text and then raises, as a
    broken connection does.
    """

    def __init__(self) -> None:
        self.taken: list[Text] = []
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
        self.before_call(delivery_id)
        with self._lock:
            self.calls.append(delivery_id)
            fault, accepted = (
                self._faults[to].popleft() if self._faults[to] else (self._always.get(to), False)
            )
            if fault is None or accepted:
                self.taken.append(Text(to, text, delivery_id, f"SM{len(self.taken):032d}"))
            if fault is not None:
                raise fault
            return self.taken[-1].provider_id

    def find(self, to: str, text: str, delivery_id: str) -> str | None:
        """What was taken for this delivery."""
        self.looked.append(delivery_id)
        found = [one.provider_id for one in self.taken if one.delivery_id == delivery_id]
        return found[-1] if found and self.findable else None

    def to(self, *phones: str) -> list[str]:
        """The texts that these phones got, in order."""
        return [one.text for one in self.taken if one.to in phones]

    def forget(self) -> None:
        """Start a new page."""
        self.taken.clear()
