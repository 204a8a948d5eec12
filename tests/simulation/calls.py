"""Phones that ring: refused, missed, answered by mailboxes and pockets, or by somebody who presses a key."""

import random
from collections import defaultdict
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import sqlalchemy as sa

from holdfast.delivery import news
from holdfast.errors import PermanentSendError, TransientSendError, UnknownOutcome
from holdfast.handoff import call_answers
from tests.simulation.carrier import Carried

if TYPE_CHECKING:
    from tests.simulation.world import World

FATES = ("busy", "no-answer", "failed", "", "", "1", "1", "2", "7", "147")
NUMBER = "+12025550100"


class Calls:
    """Implements `holdfast.delivery.sender.Caller`; keeps what rang, and when a key was pressed that says something."""

    def __init__(self, world: "World", rng: random.Random) -> None:
        self._world, self._rng = world, rng
        self.by_delivery: defaultdict[str, list[Carried]] = defaultdict(list)
        self.pressed: dict[str, Carried] = {}
        self.made = 0

    def call(self, to: str, delivery_id: str) -> str:
        """Let a phone ring, or raise as the provider's client does; the answer may be lost on its way back."""
        perils, faults = self._world.perils, self._world.carrier.faults
        perils.point("before_call")
        luck = self._rng.random()
        if self._world.carrier.down:
            raise TransientSendError("unreachable", "20503")
        if luck < faults / 3:
            raise PermanentSendError("refused", "21215")
        if luck < faults * 2 / 3:
            raise UnknownOutcome("reset before")
        one = Carried(to, "", delivery_id, f"CA{self.made:032d}", self._world.clock.now())
        self.made += 1
        self.by_delivery[delivery_id].append(one)
        fate = self._rng.choice(FATES) if self._world.responders.at_work else "no-answer"
        self._world.after(self._rng.random() * 30, partial(self._answer, one, fate))
        perils.point("after_call")
        if luck < faults:
            raise UnknownOutcome("reset after")
        return one.provider_id

    def find_call(self, to: str, delivery_id: str) -> str | None:
        """What rang for this delivery, as the provider's list shows it."""
        self._world.perils.point("before_find_call")
        found = self.by_delivery[delivery_id]
        return found[-1].provider_id if found else None

    def _answer(self, one: Carried, fate: str) -> None:
        """What happens at the phone; the reports about it come late, twice or the wrong way round, or not at all."""
        answered = not fate or fate[0].isdigit()
        if answered:
            self._try(
                lambda tx: call_answers.answered(tx, self._world.parts, one.delivery_id, one.provider_id)
            )
        if fate[:1].isdigit():
            self._press(one, fate)
        for status in self._rng.sample(["initiated", "ringing", "completed" if answered else fate], 3):
            for _ in range(self._rng.choice((0, 1, 1, 2))):
                self._world.after(self._rng.random() * 30, partial(self._report, one, status))

    def _press(self, one: Carried, keys: str) -> None:
        again = self._rng.choice((1, 1, 2))  # the provider asks again after a lost answer
        for _ in range(again):
            done = self._try(lambda tx: call_answers.pressed(tx, self._world.parts, one.delivery_id, keys))
            if done and keys in ("1", "2"):
                self.pressed.setdefault(one.delivery_id, replace(one, at=self._world.clock.now()))

    def _report(self, one: Carried, status: str) -> None:
        parts = self._world.parts
        if not self._try(lambda tx: news.take(tx, parts, one.provider_id, status, None, one.delivery_id)):
            self._world.after(20.0, partial(self._report, one, status))

    def _try(self, work: object) -> bool:
        """Whether the service took it; a caller then hears that nothing could be done."""
        try:
            self._world.parts.db.transact(work)  # type: ignore[arg-type]
        except sa.exc.OperationalError:
            return False
        return True
