"""Responders: some answer by code, some on the console, some take someone and fall silent, some never look."""

import re
from contextlib import suppress
from typing import TYPE_CHECKING

import sqlalchemy as sa

from holdfast.handoff import desk
from holdfast.handoff.holder import Taken
from holdfast.intake import Inbound
from holdfast.models import Escalation, Responder
from tests.simulation import cast

if TYPE_CHECKING:
    from tests.simulation.world import World

WORDS = ("hello, I am here", "I read what you wrote", "can I call you")


class Responders:
    """What they do, at random moments."""

    def __init__(self, world: "World") -> None:
        self._world, self._rng = world, world.rng
        self.at_work = True

    def work(self, until: float, often: int) -> None:
        """That many moments at which one of them does something."""
        for _ in range(often):
            self._world.after(self._rng.random() * until, self.act)

    def act(self) -> None:
        """One of them does something."""
        world = self._world
        if world.perils.dead or not self.at_work:
            return
        who = self._rng.randrange(len(cast.RESPONDERS))
        act = self._rng.choice((self._by_code, self._by_code, self._on_console, self._wrongly))
        with suppress(sa.exc.OperationalError):  # the page says so, and they try again or not
            act(who)

    def _by_code(self, who: int) -> None:
        phone = cast.number(9000 + who)
        texts = [one.text for one in self._world.carrier.by_phone[phone]]
        codes = [found[1] for text in texts if (found := re.search(r"\b(\d{4}) A", text))]
        if codes:
            letter = self._rng.choice(("A", "A", "A", "N", "", "?"))
            self._text(phone, f"{self._rng.choice(codes[-3:])} {letter}")

    def _wrongly(self, who: int) -> None:
        self._text(
            cast.number(9000 + who), self._rng.choice(("0000 A", "ok", "STOP", "START", "who is this"))
        )

    def _text(self, phone: str, words: str) -> None:
        world = self._world
        if words in ("STOP", "START"):
            (world.carrier.blocked.add if words == "STOP" else world.carrier.blocked.discard)(phone)
        reference = f"AC1:SMr{next(world.ids)}"
        world.process.door.take(Inbound(reference, words, phone=phone), "sms", None)
        if self._rng.random() < 0.1:
            world.process.door.take(Inbound(reference, words, phone=phone), "sms", None)

    def _on_console(self, who: int) -> None:
        parts = self._world.parts
        with parts.db.write() as tx:
            responder = tx.scalars(sa.select(Responder).order_by(Responder.position)).all()[who]
            found = desk.open_escalations(tx, parts)
            if not found:
                return
            escalation = self._rng.choice(found)
            try:
                self._one_thing(tx, escalation, responder)
            except Taken:
                return

    def _one_thing(self, tx: sa.orm.Session, escalation: Escalation, responder: Responder) -> None:
        parts = self._world.parts
        what = self._rng.choice(("take", "write", "write", "write", "close"))
        if what == "take":
            desk.acknowledge(tx, parts, escalation, responder)
        elif what == "write":
            desk.write(tx, parts, escalation, responder, self._rng.choice(WORDS))
        elif escalation.state == "human":
            desk.hand_back(tx, parts, escalation, responder, "safe_for_now")
