"""People on both channels, through the whole path: intake, gate, the trained model, guard. No server between."""

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from holdfast import intake
from holdfast.delivery import thread
from holdfast.dialogue import turn
from holdfast.dialogue.rasa import Rasa, Turn
from holdfast.intake import Inbound, Taken
from holdfast.models import Conversation, Delivery, Escalation, Message, Person, Responder
from holdfast.plans import enrol, people
from holdfast.plans.clinic_file import ClinicFile
from tests.core.house import House, loop
from tests.dialogue.coverage import BOOK

ONCE = {"utter_draft_notice", "utter_welcome", "utter_welcome_risk", "utter_still_a_program"}
RESPONDERS = [{"name": "Robin", "phone": "+12025550151", "role": "responder"}]
PLAN = {
    "warning_signs": ["I stop opening the curtains"],
    "coping_strategies": ["Fold the washing, slowly"],
    "people_and_places": ["The bench by the canal"],
    "people_to_ask": [{"name": "Bo", "phone": "+12025550132"}],
    "professionals": [{"name": "Clinic desk", "phone": "+12025550139"}],
    "safer_surroundings": ["Stay where the others are"],
    "reasons": ["My dog"],
}
EMPTY: Mapping[str, Any] = {}
_numbers = itertools.count(2000)
_references = itertools.count(1)


class Watched(Rasa):
    """The client of the engine; what it was asked and proposed goes into the book."""

    async def turn(self, request: dict[str, Any]) -> Turn:
        turn = await super().turn(request)
        BOOK.turned(request, turn.intent, tuple(say.script for say in turn.says))
        return turn


@dataclass(frozen=True)
class Said:
    """One message to the person as it was rendered."""

    script: str
    topic: str
    text: str
    choices: tuple[str, ...]
    level: str


@dataclass(frozen=True)
class Home:
    """The service's parts with the running Rasa, shared by all conversations; each is another person's."""

    house: House
    rasa: Rasa

    def someone(
        self,
        channel: str,
        plan: Sequence[str] | None = None,
        country: str | None = "US",
        contacts: Sequence[dict[str, Any]] = (),
        enrolled: Mapping[str, Any] = EMPTY,
    ) -> "Someone":
        """A new person; `plan` names the parts that hold something, `enrolled` what else the clinic wrote of them."""
        phone = f"+1202555{next(_numbers)}"
        record: dict[str, Any] = {"name": "Ada Probe", "phone": phone, "plan_by_sms": True}
        record |= {"age_band": "25-34", "contacts": list(contacts), **enrolled}
        record |= {"country": country} if country else {}
        record |= {"plan": {part: PLAN[part] for part in plan}} if plan else {}
        clinic = ClinicFile.parse(json.dumps({"people": [record], "responders": RESPONDERS}).encode())
        parts = self.house.parts
        with parts.db.write() as tx:
            enrol.take_in(tx, parts, clinic, "test")
            person = people.by_phone(tx, parts, phone)
            assert person is not None
            conversation = people.conversation(tx, parts, person, channel)
            return Someone(self, channel, phone, person.id, conversation.id)

    def forget_the_open(self) -> None:
        """Nobody of an earlier conversation waits for a human, or for a timer, any more."""
        with self.house.parts.db.write() as tx:
            closed = {"state": "closed", "next_due_at": None, "outcome": "safe_for_now"}
            closed["closed_by"] = tx.scalar(sa.select(Responder.id).limit(1))
            tx.execute(sa.update(Escalation).where(Escalation.state != "closed").values(closed))
            left = sa.update(Delivery).where(Delivery.state.in_(("queued", "inline")))
            tx.execute(left.values(state="cancelled"))


@dataclass
class Someone:
    """One person in one conversation."""

    home: Home
    channel: str
    phone: str
    person_id: str
    conversation_id: str
    seen: int = 0
    level: str = "none"

    def writes(self, *texts: str) -> list[Said]:
        """Messages come in one after the other; then the worker answers. What is said meanwhile."""
        for text in texts:
            self._take(text)
        return self._answered()

    def chooses(self, choice: str) -> list[Said]:
        """Taps a choice; by text it is the number of what was offered last."""
        if self.channel == "web":
            self._take("", choice)
        else:
            offered = self._offered()
            assert choice in offered, f"{choice} is not among {offered}"
            self._take(str(offered.index(choice) + 1))
        return self._answered()

    def waits(self, seconds: float) -> list[Said]:
        """Time passes with the worker at work."""
        self.home.house.pass_time(int(seconds))
        return self._new()

    def is_at(self, **position: Any) -> None:
        """Puts them in the middle of something, as if they had come there."""
        with self.home.house.parts.db.write() as tx:
            tx.get_one(Conversation, self.conversation_id).position = position

    def stands(self) -> dict[str, Any]:
        """Where they are."""
        with self.home.house.parts.db.read() as tx:
            return dict(tx.get_one(Conversation, self.conversation_id).position)

    def was_at_risk(self) -> None:
        """A signal was heard yesterday, and a human has closed it."""
        parts = self.home.house.parts
        with parts.db.write() as tx:
            tx.get_one(Person, self.person_id).at_risk_at = parts.clock.now()

    def _take(self, text: str, choice: str | None = None) -> Taken:
        where = {"phone": self.phone} if self.channel == "sms" else {"conversation_id": self.conversation_id}
        inbound = Inbound(f"h:{next(_references)}", text, choice, **where)  # type: ignore[arg-type]
        taken = intake.take_in(self.home.house.parts, inbound)
        assert taken is not None
        self.level = taken.level
        return taken

    def _answered(self) -> list[Said]:
        while loop.run(turn.run(self.home.house.parts, self.home.rasa, self.person_id)):
            pass
        return self._new()

    def _new(self) -> list[Said]:
        parts = self.home.house.parts
        with parts.db.read() as tx:
            conversation = tx.get_one(Conversation, self.conversation_id)
            query = sa.select(Message).where(
                Message.conversation_id == conversation.id, Message.seq > self.seen
            )
            rows = list(tx.scalars(query.order_by(Message.seq)))
            self.seen = max([self.seen, *(row.seq for row in rows)])
            for row in rows:
                if row.sender != "person" and row.script:
                    BOOK.said(parts.library.for_country(row.script, conversation.person.country))
            return [
                Said(
                    str(row.script),
                    parts.library.scripts[str(row.script)].topic,
                    thread.text_of(parts, conversation, row),
                    tuple(str(one["id"]) for one in row.choices or ()),
                    row.level,
                )
                for row in rows
                if row.sender != "person" and row.script and row.script not in ONCE
            ]

    def _offered(self) -> list[str]:
        with self.home.house.parts.db.read() as tx:
            query = (
                sa.select(Message)
                .where(Message.conversation_id == self.conversation_id, Message.choices.is_not(None))
                .order_by(Message.seq.desc())
            )
            row = tx.scalars(query.limit(1)).first()
            return [str(one["id"]) for one in (row.choices if row and row.choices else [])]
