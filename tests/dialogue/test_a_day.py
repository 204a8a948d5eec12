"""Two days of one person's texting in simulated time: order, timers, quiet hours, an opt-out, a handoff, a follow-up.

The phone is a phone: it shows what the answers to its texts carried and what was sent to it, in that order.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
import smsutil
import sqlalchemy as sa

from holdfast.delivery import news
from holdfast.handoff import desk
from holdfast.models import Delivery, Escalation, Message
from holdfast.plans import local
from tests.core.phones import ROBIN
from tests.dialogue.home import Home, Said, Someone

pytestmark = [pytest.mark.whole, pytest.mark.timeout(600)]


@dataclass
class Phone:
    """One phone, and the clock on its owner's wall."""

    home: Home
    owner: Someone
    got: list[tuple[datetime, str, bool]] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        parts = self.home.house.parts
        with parts.db.read() as tx:
            return parts.clock.now().astimezone(
                local.zone(parts, self.home.house.person(tx, self.owner.phone))
            )

    def until(self, hour: int, minute: int = 0, days: int = 0) -> list[str]:
        """It becomes that time; what came meanwhile without being asked for, by script."""
        then = self.now.replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days=days)
        begun, before = self.now, len(self.owner._new())
        assert then > begun and before == 0
        for passed, phone, text in self.home.house.pass_time(int((then - begun).total_seconds())):
            if phone == self.owner.phone:
                # It is told in whole seconds, and no text is early.
                self.got.append((begun + timedelta(seconds=passed + 0.5), text, False))
        return [one.script for one in self.owner._new()]

    def texts(self, words: str) -> list[str]:
        """They text; what answers it, by script. What travelled in the answer to the webhook is reported delivered."""
        parts, last = self.home.house.parts, self.owner.seen
        said: list[Said] = self.owner.writes(words)
        with parts.db.write() as tx:
            mine = sa.select(Delivery).join(Message, Message.id == Delivery.message_id).where(
                Message.conversation_id == self.owner.conversation_id, Message.seq > last, Delivery.state == "inline"
            )  # fmt: skip
            for row in tx.scalars(mine.order_by(Message.seq, Delivery.n)).all():
                text = parts.keys.own().open("delivery.words", row.id, row.words or b"")
                self.got.append((self.now, text, True))
                news.take(tx, parts, f"SM-inline-{row.id}", "delivered", None, row.id)
        before = len(self.home.house.sender.taken)
        self.home.house.work()
        for one in self.home.house.sender.taken[before:]:
            if one.to == self.owner.phone:
                self.got.append((self.now, one.text, True))
        assert sum(bool(one.choices) for one in said) <= 1, f"{words}: more than one question is open"
        return [one.script for one in said]


@pytest.fixture
def phone(home: Home) -> Phone:
    owner = home.someone("sms", plan=["coping_strategies", "people_to_ask"])
    held = Phone(home, owner)
    held.until(8, days=1)
    return held


def robin(phone: Phone, do: str, *words: str) -> None:
    """What the responder does on the console."""
    parts = phone.home.house.parts
    with parts.db.write() as tx:
        episode = tx.scalars(
            sa.select(Escalation).where(
                Escalation.person_id == phone.owner.person_id, Escalation.state != "closed"
            )
        ).one()
        getattr(desk, do)(tx, parts, episode, phone.home.house.responder(tx, "Robin"), *words)
    phone.home.house.work()


def alerts(phone: Phone) -> str:
    return "\n".join(phone.home.house.sender.to(ROBIN))


def to_the_minute(when: datetime) -> str:
    """The nearest one: what this machine takes itself is not in the time that passes, and grows with its load."""
    return f"{when + timedelta(seconds=30):%H:%M}"


def test_two_days_of_texting(phone: Phone) -> None:
    first = phone.now
    a_calm_day(phone)
    a_bad_night(phone)
    a_human(phone)
    assert [when for when, _, _ in phone.got] == sorted(when for when, _, _ in phone.got)
    assert phone.now - first > timedelta(hours=60)
    for _, text, _ in phone.got:
        assert smsutil.is_valid_gsm(text), text
        assert len(smsutil.split(text).parts) <= 2, text
    assert sum(not asked for _, _, asked in phone.got) == 5, "wave, check-in, two status lines, follow-up"


def a_calm_day(phone: Phone) -> None:
    """Exercises and timers; and the check-in of the second day waits for the end of the quiet hours."""
    phone.texts("hello")
    assert "program" in phone.got[0][1] + phone.got[1][1]
    # It falls into quiet hours that are set after it.
    assert phone.texts("can you check in with me") == ["utter_ask_check_in"]
    assert phone.texts("every evening for a week") == ["utter_check_in_set_week"]
    phone.texts("pls dont text me at night")
    phone.texts("6pm to 8pm")
    assert "8 pm" in phone.got[-1][1]

    # One message a round, with its counts in it; PAUSE ends it, and nothing drips in afterwards.
    assert phone.until(9) == []
    phone.texts("breathe with me")
    phone.texts("without a hold")
    phone.texts("1")
    assert "In 2 3 4" in phone.got[-1][1]
    assert len(smsutil.split(phone.got[-1][1]).parts) <= 2
    assert phone.texts("PAUSE") == ["utter_paused"]
    assert phone.until(12) == []

    # Riding the wave: the wait ends by itself, with one text, when it was said to.
    phone.texts("help me ride the urge out")
    phone.texts("4")
    assert phone.texts("5 min") == ["utter_wave_wait"]
    assert phone.until(12, 4) == []
    assert phone.until(13) == ["utter_wave_check"]
    when, _, asked = phone.got[-1]
    assert (to_the_minute(when), asked) == ("12:05", False)
    phone.texts("its going down")
    phone.texts("DONE")
    phone.texts("MENU")
    phone.texts("BACK")
    assert phone.until(23, 59) == []

    assert phone.until(19, 59, days=1) == []
    assert phone.until(20, 5) == ["utter_check_in"]
    assert to_the_minute(phone.got[-1][0]) == "20:00"


def a_bad_night(phone: Phone) -> None:
    """The line is in the answer, responders are told, and the truth is said while they wait; then STOP."""
    assert phone.until(22, 30) == []
    before = len(phone.got)
    assert phone.texts("I want to die")[0].startswith("utter_safety_urgent")
    assert "988" in phone.got[before][1][:70]
    assert phone.owner.level == "urgent"
    assert "A person" in alerts(phone)
    unasked = phone.until(22, 40)
    assert unasked == ["utter_status_nobody_yet", "utter_status_nobody_yet_5"]

    # STOP in the middle of it: who is on call learns that texts no longer reach, and none is tried.
    assert phone.texts("STOP") == []
    assert "no longer reach" in alerts(phone)
    stopped = len(phone.got)
    phone.until(23, 10)
    assert len(phone.got) == stopped
    assert phone.texts("START") == ["utter_started"]


def a_human(phone: Phone) -> None:
    """The program is silent; then it is handed back with one text offered for the next day; and END is heard."""
    robin(phone, "acknowledge")
    robin(phone, "write", "Hello, I am here.")
    assert "Hello, I am here." in phone.home.house.sender.to(phone.owner.phone)
    phone.owner._new()
    assert phone.texts("thank you for writing") == []
    robin(phone, "hand_back", "safe_for_now")
    phone.home.house.work()
    back = [one for one in phone.owner._new() if one.choices]
    assert "agree_follow_up" in back[-1].choices
    assert phone.texts(str(back[-1].choices.index("agree_follow_up") + 1)) == ["utter_follow_up_agreed"]
    assert phone.until(23, 0, days=1) == []
    assert phone.until(23, 59) == ["utter_follow_up"]

    # END from someone who was at risk the day before is heard.
    phone.texts("END")
    assert phone.owner.level == "care"
