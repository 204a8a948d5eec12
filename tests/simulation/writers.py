"""People who write: by text or on the page, with requests that come twice and answers that get lost."""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.channels.door import Spooled
from holdfast.delivery import news, thread
from holdfast.intake import Inbound
from holdfast.models import Conversation, Message
from holdfast.plans import people
from tests.simulation import cast
from tests.simulation.carrier import Carried
from tests.simulation.machine import Killed

if TYPE_CHECKING:
    from tests.simulation.world import World

AGAIN_S = 10.0


@dataclass
class Written:
    """What a person sent, as they know it: when first, when it counted as taken, and what it was answered with."""

    reference: str
    person: int
    channel: str
    text: str
    at: float | None = None
    accepted_at: float | None = None
    answers: list[str] = field(default_factory=list)


class Writers:
    """Everything that was written, by reference; and the reports of the network about what went out."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._sessions: dict[int, str] = {}
        self.written: dict[str, Written] = {}
        world.carrier.report = self._reported

    def play(self, person: int) -> None:
        """This person writes what their script says."""
        script, delay = cast.script(self._world.rng), 0.0
        for pause, text in script.lines:
            delay += pause
            kind = "AC1:SM" if script.channel == "sms" else "w:"
            one = Written(f"{kind}{next(self._world.ids)}", person, script.channel, text)
            self._world.after(delay, partial(self._send, one))

    def write_again(self) -> None:
        """Someone who wrote writes once more, now; often something that is a signal."""
        one = self._world.rng.choice(list(self.written.values()))
        kind = "AC1:SM" if one.channel == "sms" else "w:"
        text = self._world.rng.choice(cast.URGENT + cast.CALM)
        self._send(Written(f"{kind}{next(self._world.ids)}", one.person, one.channel, text))

    def _send(self, one: Written) -> None:
        """A message comes in; without an answer it is handed in again, as the widget and a catching up do."""
        world = self._world
        one.at = world.now if one.at is None else one.at
        self.written[one.reference] = one
        if world.perils.dead:
            world.after(AGAIN_S, partial(self._send, one))
            return
        try:
            taken = world.process.door.take(self._inbound(one), one.channel, None, self._shown(one))
        except (OSError, sa.exc.OperationalError):
            world.after(AGAIN_S, partial(self._send, one))
            return
        except Killed:
            world.after(AGAIN_S, partial(self._send, one))
            raise
        one.accepted_at = world.now if one.accepted_at is None else one.accepted_at
        if isinstance(taken, Spooled):
            one.answers.append(taken.text)
            world.process.wake(2.0)
        elif taken is not None:
            one.answers += [text for _, text in taken.shown]
            for delivery_id, text in taken.shown if one.channel == "sms" else ():
                world.after(world.rng.random() * 3, partial(self._carried, one, delivery_id, text))
        if world.rng.random() < 0.05:  # the same request once more
            world.after(world.rng.random() * 20, partial(self._send, one))

    def _inbound(self, one: Written) -> Inbound:
        world = self._world
        if one.channel == "sms":
            phone = cast.number(one.person)
            said = one.text.strip().upper()
            if said == "STOP":
                world.carrier.blocked.add(phone)
            elif said == "START":
                world.carrier.blocked.discard(phone)
            return Inbound(one.reference, one.text, phone=phone)
        if one.person not in self._sessions:
            with world.parts.db.write() as tx:
                person = people.by_phone(tx, world.parts, cast.number(one.person))
                assert person is not None
                made = people.conversation(tx, world.parts, person, "web").id
            self._sessions[one.person] = made
        return Inbound(one.reference, one.text, conversation_id=self._sessions[one.person])

    def _shown(self, one: Written) -> Callable[[Session, str], list[tuple[str, str]]]:
        parts = self._world.parts
        if one.channel == "sms":
            return lambda tx, message_id: thread.inline_of(tx, parts, message_id)
        return lambda tx, message_id: [("", text) for text in self._answers(tx, message_id)]

    def _answers(self, tx: Session, message_id: str) -> list[str]:
        query = sa.select(Message).where(Message.answers_id == message_id).order_by(Message.seq)
        found = tx.scalars(query).all()
        return [
            thread.text_of(self._world.parts, tx.get_one(Conversation, one.conversation_id), one)
            for one in found
        ]

    def _carried(self, one: Written, delivery_id: str, text: str) -> None:
        """What travelled in the answer reaches the phone, and the provider reports it."""
        world, phone = self._world, cast.number(one.person)
        if phone in world.carrier.blocked or world.rng.random() < world.carrier.faults / 4:
            return
        sent = Carried(phone, text, delivery_id, f"SMi{next(world.ids)}", world.clock.now())
        world.carrier.by_phone[phone].append(sent)
        world.carrier.by_delivery[delivery_id].append(sent)
        self._reported(sent, "delivered")

    def _reported(self, sent: Carried, status: str) -> None:
        """The provider's reports come late, twice or the wrong way round, or not at all."""
        for word in self._world.rng.sample(("sent", status), 2):
            for _ in range(self._world.rng.choice((0, 1, 1, 2))):
                self._world.after(self._world.rng.random() * 30, partial(self._report, sent, word))

    def _report(self, sent: Carried, status: str) -> None:
        parts = self._world.parts
        try:
            with parts.db.write() as tx:
                error = "30003" if status == "failed" else None
                news.take(tx, parts, sent.provider_id, status, error, sent.delivery_id)
        except sa.exc.OperationalError:
            self._world.after(20.0, partial(self._report, sent, status))


def ids(rng: random.Random) -> Callable[[], Any]:
    """Random ids that are the same for the same seed."""
    return lambda: uuid.UUID(int=rng.getrandbits(128), version=4)
