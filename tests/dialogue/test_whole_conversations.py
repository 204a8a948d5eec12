"""Whole conversations through gate, trained model and guard, on both channels, written before what makes them pass.

A step asserts the topic of what is said, the file in data/responses that its script stands in: whoever writes the
words is free to name them. What holds for every answer is asserted after every step.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dialogue.holding import holds
from tests.dialogue.home import Home, Said, Someone
from tests.dialogue.test_files_agree import DOMAIN, ROOT

pytestmark = [pytest.mark.whole, pytest.mark.timeout(600)]

FOLDER = Path(__file__).parent / "whole_conversations"
FILES = sorted(FOLDER.glob("*.yml"))
CHANNELS = ("web", "sms")
# What is known of the person before they write.
GIVEN = ("plan", "country", "enrolled")
AGREED = {
    entry["intent"] for entry in yaml.safe_load((ROOT / "tests/nlu/test_phrases.yml").read_text())["nlu"]
}


def read(file: Path) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return steps


def missing(steps: list[dict[str, Any]]) -> set[str]:
    """Intents that a conversation needs and the domain does not have."""
    needs = (
        [steps[0].get("needs", [])] if isinstance(steps[0].get("needs"), str) else steps[0].get("needs", [])
    )
    return set(needs) - set(DOMAIN["intents"])


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_conversation(file: Path, channel: str, home: Home) -> None:
    steps = read(file)
    if absent := missing(steps):
        pytest.skip(f"no dialogue yet for {', '.join(sorted(absent))}")
    given = {key: value for step in steps for key, value in step.items() if key in GIVEN}
    person = home.someone(channel, **given)
    before: Said | None = None
    for number, step in enumerate(steps, 1):
        if step.get("only", channel) == channel:
            before = play(person, step, before, f"{file.stem} by {channel}, step {number}")


def play(person: Someone, step: dict[str, Any], before: Said | None, where: str) -> Said | None:
    if step.keys() & {"needs", *GIVEN}:
        return before
    if "was_at_risk" in step:
        person.was_at_risk()
        return before
    if "waits" in step:
        said = person.waits(step["waits"])
        if step.keys() == {"waits"}:
            return said[-1] if said else before
    elif "chooses" in step:
        said = person.chooses(step["chooses"])
    else:
        texts = step["writes"] if isinstance(step["writes"], list) else [step["writes"]]
        said = person.writes(*texts)
    told = f"{where}: {[one.script for one in said]}"
    holds(said, None if step.get("asked_again") else before, told)
    expect(step, said, person.level, told)
    return said[-1]


def expect(step: dict[str, Any], said: list[Said], level: str, told: str) -> None:
    """What this step says of it."""
    said = [one for one in said if one.script != "utter_once_more"]
    topics = [one.topic for one in said]
    if "says" in step:
        wanted = several(step["says"])
        assert len(said) == len(wanted), told
        assert all(name in ("*", one.script) for name, one in zip(wanted, said, strict=True)), told
    if "topic" in step:
        assert set(topics) & set(several(step["topic"])), f"{told} of {topics}, not {step['topic']}"
    if "ends_in" in step:
        assert topics[-1] in several(step["ends_in"]), f"{told} of {topics}"
    if "offers" in step:
        assert set(several(step["offers"])) <= set(said[-1].choices), f"{told} offers {said[-1].choices}"
    for words in several(step.get("with", [])):
        assert any(words in one.text for one in said), f"{told} without {words!r}"
    assert level in several(step.get("risk", "none")), f"{told}: heard {level}"


def several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_every_conversation_that_needs_a_dialogue_has_it() -> None:
    """A name that is misspelt, or a dialogue that went away, would skip its conversation for good."""
    absent = {intent for file in FILES for intent in missing(read(file))}
    assert absent <= AGREED
    if set(DOMAIN["intents"]) >= {
        "start_orienting",
        "make_plan",
        "ask_myths",
        "ask_triggers",
        "delete_my_data",
    }:
        assert not absent


def test_every_file_is_a_sentence_and_short() -> None:
    for file in FILES:
        assert len(file.stem.split("_")) >= 4, file.name
        assert len(file.read_text(encoding="utf-8").splitlines()) <= 40, file.name
