"""The service's own parts, without a server: what comes in, what goes out, what time it is."""

import asyncio
import itertools
import re
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast import intake
from holdfast.delivery import outbox, thread
from holdfast.handoff import ladder, record
from holdfast.intake import Inbound, Taken
from holdfast.models import Conversation, Delivery, Escalation, EscalationEvent, Message, Person, Responder
from holdfast.parts import Parts
from holdfast.plans import people
from tests.core.backend import Backend
from tests.core.sender import Recorder

numbers = itertools.count(1)
# One loop for all tests: a new one for every step takes longer than the step.
loop = asyncio.Runner()
moving = threading.Lock()


@dataclass
class House:
    """Parts, clock and sender, with the steps of the worker taken by hand."""

    parts: Parts
    clock_file: Path
    folder: Path
    backend: Backend
    sender: Recorder = field(default_factory=Recorder)

    def stored(self) -> bytes:
        """Everything the database has on disk."""
        return self.backend.stored(self.parts.db)

    def later(self, seconds: float) -> None:
        """Let time pass; nothing is done meanwhile."""
        with moving:  # also by two threads, and read by others at the same moment
            new = self.clock_file.with_suffix(".new")
            new.write_text(str(float(self.clock_file.read_text()) + seconds))
            new.replace(self.clock_file)

    def text(
        self,
        phone: str,
        words: str,
        *,
        reference: str | None = None,
        media: int = 0,
        carrier: str | None = None,
    ) -> Taken:
        """A text message comes in, and again when the database was busy for too long, as a carrier does."""
        inbound = Inbound(
            reference or f"AC1:SM{next(numbers)}", words, media=media, phone=phone, carrier=carrier
        )
        for left in reversed(range(3)):
            try:
                taken = intake.take_in(self.parts, inbound)
                break
            except (sa.exc.OperationalError, sa.exc.TimeoutError):
                if not left:
                    raise
        assert taken is not None, "taken for an answer to an alert"
        return taken

    def web(self, phone: str) -> str:
        """A new web conversation of the person with this number; its id."""
        with self.parts.db.write() as tx:
            return people.conversation(tx, self.parts, self.person(tx, phone), "web").id

    def write(self, conversation: str, words: str = "", choice: str | None = None) -> Taken:
        """A message comes in from the widget."""
        inbound = Inbound(f"w:{next(numbers)}", words, choice, conversation_id=conversation)
        taken = intake.take_in(self.parts, inbound)
        assert taken is not None
        return taken

    def answer(self, taken: Taken) -> list[str]:
        """The texts in the answer to the webhook."""
        with self.parts.db.read() as tx:
            return [words for _, words in thread.inline_of(tx, self.parts, taken.message_id)]

    def scripts(self, taken: Taken) -> list[str | None]:
        """The scripts said at once to a message."""
        with self.parts.db.read() as tx:
            query = sa.select(Message.script).where(Message.answers_id == taken.message_id)
            return list(tx.scalars(query.order_by(Message.seq)))

    def scripts_said(self) -> set[str]:
        """Every script that anyone was told, or would have been, by message or alert; none when nothing can be read."""
        with suppress(sa.exc.SQLAlchemyError), self.parts.db.read() as tx:
            return {
                str(name)
                for column in (Message.script, Delivery.script)
                for name in tx.scalars(sa.select(column))
            }
        return set()

    def said(self, conversation: str) -> list[Message]:
        """Everything in a conversation that is not the person's, in order."""
        with self.parts.db.read() as tx:
            query = sa.select(Message).where(
                Message.conversation_id == conversation, Message.sender != "person"
            )
            return list(tx.scalars(query.order_by(Message.seq)))

    def alert_reply(self, phone: str, words: str) -> bool:
        """A responder or contact texts back; whether it was taken as an answer to an alert."""
        return intake.take_in(self.parts, Inbound(f"AC1:SM{next(numbers)}", words, phone=phone)) is None

    def work(self) -> None:
        """What the worker does until nothing is due any more."""
        idle = 0
        for _ in range(50):
            moved = ladder.climb_due(self.parts) + loop.run(
                outbox.send_due(self.parts, self.sender, self.sender)
            )
            idle = 0 if moved else idle + 1
            if idle == 2:  # what the outbox failed to send may have made the ladder due
                return
        raise AssertionError("the worker never comes to rest")

    def pass_time(self, seconds: int) -> list[tuple[int, str, str]]:
        """Let time pass with the worker at work whenever something is due.

        (seconds passed, phone, text) of every text that left, as a worker would have sent it.
        """
        seen: list[tuple[int, str, str]] = []
        begun = self.parts.clock.now()
        end = begun + timedelta(seconds=seconds)
        while True:
            before, now = len(self.sender.taken), self.parts.clock.now()
            self.work()
            passed = round((now - begun).total_seconds())
            seen += [(passed, one.to, one.text) for one in self.sender.taken[before:]]
            upcoming = self._next_moment()
            if upcoming is None or upcoming > end:
                self.later(max(0.0, (end - self.parts.clock.now()).total_seconds()))
                return seen
            self.later(max(0.1, (upcoming - self.parts.clock.now()).total_seconds() + 0.01))

    def _next_moment(self) -> datetime | None:
        """When something is due next."""
        with self.parts.db.read() as tx:
            waiting = sa.select(sa.func.min(Delivery.due_at)).where(Delivery.state.in_(("queued", "inline")))
            leased = sa.select(sa.func.min(Delivery.lease_until)).where(Delivery.state == "sending")
            episodes = sa.select(sa.func.min(Escalation.next_due_at)).where(Escalation.state != "closed")
            moments = [tx.scalar(query) for query in (waiting, leased, episodes)]
        return min((one for one in moments if one is not None), default=None)

    def code(self, phone: str) -> str:
        """The code in the newest alert with one on this phone."""
        found = [re.search(r"\b(\d{4}) A", text) for text in self.sender.to(phone)]
        return [match for match in found if match][-1][1]

    def person(self, tx: Session, phone: str) -> Person:
        """The person with this number."""
        found = people.by_phone(tx, self.parts, phone)
        assert found is not None
        return found

    def escalation(self, phone: str) -> Escalation | None:
        """The open episode of the person with this number."""
        with self.parts.db.read() as tx:
            return record.open_of(tx, self.person(tx, phone))

    def open(self, phone: str) -> Escalation:
        """The same, which must exist."""
        found = self.escalation(phone)
        assert found is not None
        return found

    def events(self, verb: str | None = None) -> list[EscalationEvent]:
        """The record of all episodes."""
        with self.parts.db.read() as tx:
            found = tx.scalars(sa.select(EscalationEvent).order_by(EscalationEvent.id))
            return [event for event in found if verb in (None, event.verb)]

    def deliveries(self, **where: object) -> list[Delivery]:
        """Rows of the outbox."""
        with self.parts.db.read() as tx:
            return list(tx.scalars(sa.select(Delivery).filter_by(**where).order_by(Delivery.created_at)))

    def responder(self, tx: Session, name: str) -> Responder:
        """The responder of this name."""
        return tx.scalars(sa.select(Responder).where(Responder.name == name)).one()

    def conversation(self, tx: Session, taken: Taken) -> Conversation:
        """The conversation a message came in."""
        return tx.get_one(Conversation, taken.conversation_id)
