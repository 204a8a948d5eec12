"""The phone network: takes texts or refuses them, loses answers, reports late, twice or reversed."""

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from holdfast.errors import PermanentSendError, TransientSendError, UnknownOutcome
from tests.simulation.machine import Perils, Time

PERMANENT = ("21211", "21610", "30003", "30006")
TRANSIENT = ("20429", "20500", "30001")


@dataclass(frozen=True)
class Carried:
    """A text that the network took."""

    to: str
    text: str
    delivery_id: str
    provider_id: str
    at: datetime


class Carrier:
    """Implements `holdfast.delivery.sender.Sender`; keeps what every phone was sent."""

    def __init__(self, rng: random.Random, perils: Perils, clock: Time) -> None:
        self._rng, self._perils, self._clock = rng, perils, clock
        self.taken: list[Carried] = []
        self.by_phone: defaultdict[str, list[Carried]] = defaultdict(list)
        self.by_delivery: defaultdict[str, list[Carried]] = defaultdict(list)
        self.blocked: set[str] = set()
        self.faults = 0.0
        self.down = False
        self.report: Callable[[Carried, str], None] = lambda _one, _status: None

    def send(self, to: str, text: str, delivery_id: str) -> str:
        """Take a text, or raise as the provider's client does; the answer may be lost on its way back."""
        self._perils.point("before_send")
        if self.down:
            raise TransientSendError("unreachable", "20503")
        if to in self.blocked:
            raise PermanentSendError("opted out", "21610")
        luck = self._rng.random()
        if luck < self.faults / 4:
            code = self._rng.choice(PERMANENT[2:])
            raise PermanentSendError("refused", code)
        if luck < self.faults / 2:
            raise TransientSendError("busy", self._rng.choice(TRANSIENT))
        if luck < self.faults * 3 / 4:
            raise UnknownOutcome("reset before")
        one = Carried(to, text, delivery_id, f"SM{len(self.taken):032d}", self._clock.now())
        self.taken.append(one)
        self.by_phone[to].append(one)
        self.by_delivery[delivery_id].append(one)
        self.report(one, "failed" if self._rng.random() < self.faults / 8 else "delivered")
        self._perils.point("after_send")
        if luck < self.faults:
            raise UnknownOutcome("reset after")
        return one.provider_id

    def find(self, to: str, text: str, delivery_id: str) -> str | None:
        """What was taken for this delivery, as the provider's list shows it."""
        self._perils.point("before_find")
        if self.down:
            raise TransientSendError("unreachable", "20503")
        found = self.by_delivery[delivery_id]
        return found[-1].provider_id if found else None
