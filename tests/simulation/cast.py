"""Who takes part: people who write, contacts who are told, responders who answer or do not."""

import random
from dataclasses import dataclass
from typing import Any

CALM = (
    "hello",
    "i feel anxious",
    "breathe",
    "ok",
    "thank you",
    "2",
    "the lamp and a door",
    "my plan",
    "menu",
)
CARE = ("i feel hopeless", "there is no hope", "SOS", "person")
URGENT = ("i want to die", "i don't want to be here anymore", "i want to kill myself")
EMERGENCY = ("i am going to kill myself tonight", "goodbye everyone, i am ending it tonight")
AFTER = ("1", "2", "3", "i'm fine", "you misunderstood", "yes", "no", "ok", "lol", "i am scared")
CARRIER = ("STOP", "START", "HELP")
RESPONDERS = (("Robin", "responder"), ("Kit", "responder"), ("Noor", "supervisor"))
LEVELS = ("care", "urgent", "emergency", "tap")


def number(index: int) -> str:
    """A number that nobody is reached by: nothing here leaves the process."""
    return f"+1202555{index:04d}"


@dataclass(frozen=True)
class Script:
    """What one person will write, and how many seconds after the one before."""

    channel: str
    lines: tuple[tuple[float, str], ...]


def clinic(rng: random.Random, people: int) -> dict[str, Any]:
    """A clinic file with this many people; some share a contact."""
    return {
        "people": [_person(rng, index) for index in range(people)],
        "responders": [
            {"name": name, "phone": number(9000 + index), "role": role}
            for index, (name, role) in enumerate(RESPONDERS)
        ],
    }


def _person(rng: random.Random, index: int) -> dict[str, Any]:
    contacts = [
        {
            "name": f"Contact {which}",
            # One phone may stand in several plans.
            "phone": number(5000 + (index * 3 + which if rng.random() < 0.8 else 1)),
            "accepted": rng.random() < 0.8,
            "notify_from": rng.choice(LEVELS),
        }
        for which in range(rng.choice((0, 0, 1, 2, 3)))
    ]
    person: dict[str, Any] = {
        "name": f"Person {index}", "phone": number(index), "plan_by_sms": rng.random() < 0.5,
        "contacts": list({one["phone"]: one for one in contacts}.values()),
    }  # fmt: skip
    if rng.random() < 0.8:
        person["country"] = rng.choice(("US", "GB", "IE"))
    if rng.random() < 0.5:
        person["plan"] = {
            "warning_signs": ["I stop opening the curtains"],
            "coping_strategies": ["Count blue things"],
        }
    return person


def script(rng: random.Random) -> Script:
    """What someone writes: mostly calm and short, sometimes at risk, in any order and pace."""
    channel = rng.choice(("sms", "web"))
    lines = [(_pause(rng), rng.choice(CALM)) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
    if rng.random() < 0.3:
        lines.insert(
            rng.randrange(len(lines) + 1), (_pause(rng), rng.choice(rng.choice((CARE, URGENT, EMERGENCY))))
        )
        more = rng.choice((0, 0, 1, 2, 4))
        lines += [(_pause(rng), rng.choice(AFTER + CALM + URGENT)) for _ in range(more)]
    if channel == "sms" and rng.random() < 0.05:
        lines.insert(rng.randrange(len(lines) + 1), (_pause(rng), rng.choice(CARRIER)))
    return Script(channel, tuple(lines))


def _pause(rng: random.Random) -> float:
    return rng.choice((0.0, 0.5, 3.0, 20.0, 90.0, 600.0)) * (0.5 + rng.random())
