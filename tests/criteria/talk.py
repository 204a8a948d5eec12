"""One person at a real door: signed webhooks, or the chat API of the running service."""

import itertools
import json
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from holdfast.delivery import thread
from holdfast.models import Conversation, Delivery, Escalation, EscalationEvent, Message, Person, Responder
from holdfast.plans import enrol, invite, people
from holdfast.plans.clinic_file import ClinicFile
from tests.channels.front import Chat, Front, Phone, words

ONCE = {"utter_draft_notice", "utter_welcome", "utter_welcome_risk"}
PREFIX = {
    "US": "+1202555",
    "CA": "+1416555",
    "GB": "+44770090",
    "IE": "+35387000",
    "AU": "+6149157",
    "NZ": "+6421000",
}
_numbers = itertools.count(3000)


@dataclass(frozen=True)
class Reply:
    """What one message was answered with: at once, or by the turn after it."""

    level: str
    scripts: tuple[str, ...]
    text: str
    choices: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """The script that came first, without the ending for a contact."""
        return self.scripts[0].removesuffix("_contact")


@dataclass
class Talk:
    """The person, their door, and all they were told."""

    front: Front
    channel: str
    person_id: str
    door: Phone | Chat
    told: list[Reply] = field(default_factory=list)

    def say(self, text: str | None = None, choice: str | None = None) -> Reply:
        """Send a message; what is said in the answer of the same request."""
        if isinstance(self.door, Phone):
            answer = self.door.text(str(text))
            assert answer.status_code == 200, answer.text
            row = self._newest()
            scripts = tuple(str(one.script) for one in self._said(row) if one.script not in ONCE)
            reply = Reply(row.level, scripts, words(answer), self._choices(row))
        else:
            sent = self.door.post(**({"text": text} if choice is None else {"choice": choice}))
            assert sent.status_code == 200, sent.text
            events = [one for one in sent.json()["events"] if one["script"] not in ONCE]
            reply = Reply(
                sent.json()["level"],
                tuple(one["script"] for one in events),
                "\n".join(one["text"] for one in events),
                tuple(choice["id"] for one in events for choice in one["choices"]),
            )
        self.told.append(reply)
        return reply

    def hears(self, text: str | None = None, choice: str | None = None) -> Reply:
        """The same, and for a calm message what its turn says."""
        reply = self.say(text, choice)
        row = self._newest()
        self.front.until(lambda: self._turn_of(row.id) != "pending", 30)
        said = [one for one in self._said(row) if one.script not in ONCE]
        with self.front.parts.db.read() as tx:
            conversation = tx.get_one(Conversation, row.conversation_id)
            text_said = "\n".join(thread.text_of(self.front.parts, conversation, one) for one in said)
        reply = Reply(reply.level, tuple(str(one.script) for one in said), text_said, self._choices(row))
        self.told.append(reply)
        return reply

    def escalation(self) -> Escalation | None:
        """The open one."""
        with self.front.parts.db.read() as tx:
            mine = sa.select(Escalation).where(
                Escalation.person_id == self.person_id, Escalation.state != "closed"
            )
            return tx.scalars(mine).first()

    def record(self, verb: str) -> list[EscalationEvent]:
        """What the record shows of them."""
        with self.front.parts.db.read() as tx:
            mine = sa.select(Escalation.id).where(Escalation.person_id == self.person_id)
            query = sa.select(EscalationEvent).where(EscalationEvent.escalation_id.in_(mine))
            return list(tx.scalars(query.where(EscalationEvent.verb == verb)))

    def alerts(self) -> int:
        """How many rows to responders there are for them."""
        with self.front.parts.db.read() as tx:
            mine = sa.select(Escalation.id).where(Escalation.person_id == self.person_id)
            query = sa.select(sa.func.count()).select_from(Delivery)
            return (
                tx.scalar(query.where(Delivery.escalation_id.in_(mine), Delivery.to_kind == "responder")) or 0
            )

    def timers(self) -> list[str]:
        """Scripts that will be said later."""
        with self.front.parts.db.read() as tx:
            query = sa.select(Delivery.script).where(
                Delivery.kind.in_(("timer", "gentle")),
                Delivery.to_id == self.person_id,
                Delivery.state == "queued",
            )
            return [str(one) for one in tx.scalars(query)]

    def all_scripts(self) -> list[str]:
        """Everything said to them so far, in order."""
        with self.front.parts.db.read() as tx:
            mine = sa.select(Conversation.id).where(Conversation.person_id == self.person_id)
            query = sa.select(Message.script).where(
                Message.conversation_id.in_(mine), Message.sender != "person", Message.script.is_not(None)
            )
            return [str(one) for one in tx.scalars(query.order_by(Message.at, Message.seq))]

    def leave(self) -> None:
        """Nobody climbs a ladder for them any more: the tests after this one have the machine to themselves."""
        with self.front.parts.db.write() as tx:
            mine = sa.select(Escalation.id).where(Escalation.person_id == self.person_id)
            left = (
                sa.update(Delivery).where(Delivery.state.in_(("queued", "inline"))).values(state="cancelled")
            )
            tx.execute(left.where(sa.or_(Delivery.to_id == self.person_id, Delivery.escalation_id.in_(mine))))
            closed = {"state": "closed", "next_due_at": None, "outcome": "safe_for_now"}
            closed["closed_by"] = tx.scalar(sa.select(Responder.id).limit(1))
            tx.execute(sa.update(Escalation).where(Escalation.id.in_(mine)).values(closed))

    def opens_again(self) -> None:
        """With a new code, after the old session has ended; by text there is nothing to open."""
        if self.channel == "web":
            with self.front.parts.db.write() as tx:
                code = invite.make(tx, self.front.parts, tx.get_one(Person, self.person_id))
            self.door = Chat(self.front, code)

    def is_at(self, **position: Any) -> None:
        """Puts them in the middle of something."""
        with self.front.parts.db.write() as tx:
            mine = sa.select(Conversation).where(Conversation.person_id == self.person_id)
            for one in tx.scalars(mine):
                one.position = position

    def _newest(self) -> Message:
        with self.front.parts.db.read() as tx:
            mine = sa.select(Conversation.id).where(Conversation.person_id == self.person_id)
            query = sa.select(Message).where(Message.conversation_id.in_(mine), Message.sender == "person")
            row = tx.scalars(query.order_by(Message.at.desc(), Message.seq.desc()).limit(1)).first()
            assert row is not None
            return row

    def _said(self, row: Message) -> list[Message]:
        with self.front.parts.db.read() as tx:
            query = sa.select(Message).where(Message.answers_id == row.id)
            return list(tx.scalars(query.order_by(Message.seq)))

    def _choices(self, row: Message) -> tuple[str, ...]:
        return tuple(str(choice["id"]) for one in self._said(row) for choice in one.choices or ())

    def _turn_of(self, message_id: str) -> str | None:
        with self.front.parts.db.read() as tx:
            return tx.get_one(Message, message_id).turn


def meet(front: Front, channel: str, country: str | None = "US", **more: Any) -> Talk:
    """A new person who was enrolled by the clinic, at this door."""
    phone = f"{PREFIX[country or 'US']}{next(_numbers)}"
    record: dict[str, Any] = {"name": "Ada Probe", "phone": phone, "plan_by_sms": True, "age_band": "25-34"}
    record |= ({"country": country} if country else {}) | more
    with front.parts.db.write() as tx:
        enrol.take_in(tx, front.parts, ClinicFile.parse(json.dumps({"people": [record]}).encode()), "test")
        person = people.by_phone(tx, front.parts, phone)
        assert person is not None
        code = invite.make(tx, front.parts, person) if channel == "web" else None
        person_id = person.id
    door = Phone(front, phone) if code is None else Chat(front, code)
    return Talk(front, channel, person_id, door)
