"""What the policy and the code name exists, and what these tests say is heard as they rely on."""

import re
from pathlib import Path

import pytest

from holdfast.parts import Parts
from tests.core.phones import BY_LEVEL, CALM, HARM, INJURY

HOLDFAST = Path(__file__).resolve().parents[2] / "holdfast"


def test_every_script_that_the_policy_names_exists(assembled: Parts) -> None:
    assert len(assembled.policy.scripts()) > 20
    assert not assembled.policy.scripts() - set(assembled.library.scripts)


def test_every_script_that_the_code_names_exists(assembled: Parts) -> None:
    named = {
        name
        for file in HOLDFAST.rglob("*.py")
        for name in re.findall(r'"(utter_[a-z0-9_]+[a-z0-9])"', file.read_text())
    }
    assert len(named) > 20
    assert not named - set(assembled.library.scripts)


def test_every_topic_and_signal_that_the_policy_names_exists(assembled: Parts) -> None:
    data = assembled.policy.data
    topics = {script.topic for script in assembled.library.scripts.values()}
    assert set(data["dialogue_topics"]) | set(data["waiting"]["topics"]) <= topics
    signals = [*data["replies"]["signals"], *data["contacts_blocked_by"], *data["grouped"]["signals"]]
    for signal in signals:
        assert assembled.gate.policy.level(signal).name != "NONE"


@pytest.mark.parametrize("level", BY_LEVEL)
def test_the_words_of_these_tests_are_heard_at_their_level(assembled: Parts, level: str) -> None:
    assert assembled.gate.hear(BY_LEVEL[level]).level.name.lower() == level


def test_the_other_words_of_these_tests_are_heard_as_they_rely_on(assembled: Parts) -> None:
    assert assembled.gate.hear(CALM).level.name == "NONE"
    assert "harm_from_others" in assembled.gate.hear(HARM).signals
    assert "self_harm_injury" in assembled.gate.hear(INJURY).signals
