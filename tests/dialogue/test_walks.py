"""People who write anything at all, in any order: nothing falls silent, repeats itself or leads nowhere."""

import random
from functools import cache

import pytest
import yaml

from tests.dialogue.holding import holds
from tests.dialogue.home import Home, Said
from tests.dialogue.test_files_agree import ROOT

pytestmark = [pytest.mark.whole, pytest.mark.timeout(900)]

TURNS = 200
# What steers, again and again between all the rest.
STEERING = [
    "next",
    "skip",
    "back",
    "menu",
    "pause",
    "ok",
    "no",
    "yes",
    "idk",
    "1",
    "2",
    "9",
    "🙂",
    "asdf qwer",
    "thanks",
    "?",
]
PAUSES = [0, 0, 0, 0, 0, 3700, 605000]


@cache
def phrases() -> tuple[str, ...]:
    """Every phrase of the file that was written apart."""
    entries = yaml.safe_load((ROOT / "tests/nlu/test_phrases.yml").read_text(encoding="utf-8"))["nlu"]
    return tuple(line[2:] for entry in entries for line in entry["examples"].splitlines())


@pytest.mark.parametrize(("seed", "channel"), [(1, "web"), (2, "sms"), (3, "web"), (4, "sms")])
def test_a_walk_of_fifty_turns_never_ends_in_nothing(home: Home, seed: int, channel: str) -> None:
    dice = random.Random(seed)
    plan = ["warning_signs", "coping_strategies", "people_to_ask", "reasons"]
    person = home.someone(channel, plan=plan)
    before: Said | None = None
    faults = []
    for number in range(TURNS // 4):
        if pause := dice.choice(PAUSES):
            late = person.waits(pause)
            before = late[-1] if late else before
        text = dice.choice(STEERING if dice.random() < 0.5 else phrases())
        said = person.writes(text)
        if person.level != "none":
            # What is said on a signal has tests of its own; the walk goes on as another person.
            home.forget_the_open()
            person, before = home.someone(channel, plan=plan), None
            continue
        try:
            # Asking for the same again is answered with the same.
            holds(said, None if text.startswith(("back", "?")) else before, f"turn {number}: {text!r}")
        except AssertionError as fault:
            faults.append(str(fault).splitlines()[0])
        before = said[-1] if said else before
    assert not faults, "\n".join(faults)
