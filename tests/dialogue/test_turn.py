"""What a request becomes before Rasa sees it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasa_plugins.turn import BadTurn, plain_text, position, read_turn

SLOTS: dict[str, Any] = {
    "channel": "web",
    "exercise": "grounding",
    "exercise_step": 2,
    "plan_step": None,
    "waiting": False,
    "flagged": False,
    "misses": 0,
    "keeping": False,
    "rated": None,
    "helped": False,
}


@given(st.text())
def test_no_text_can_begin_a_command(text: str) -> None:
    plain = plain_text("/" + text)
    assert not plain.strip().startswith("/")
    plain.encode()


@given(st.binary(max_size=300))
def test_any_body_is_a_turn_or_refused(body: bytes) -> None:
    try:
        read_turn(body, set())
    except BadTurn as fault:
        assert str(fault)


@pytest.mark.parametrize(
    ("slot", "value"),
    [
        ("channel", "fax"),
        ("exercise", 3),
        ("exercise_step", 0),
        ("plan_step", 8),
        ("waiting", 1),
        ("misses", None),
        ("keeping", None),
        ("rated", 11),
        ("helped", "yes"),
    ],
)
def test_a_slot_of_the_wrong_kind_is_refused_by_name(slot: str, value: object) -> None:
    turn = {"conversation": "c", "turn": 1, "fresh": False, "text": "hi", "slots": SLOTS | {slot: value}}
    with pytest.raises(BadTurn, match=rf"slots\.{slot}"):
        read_turn(json.dumps(turn).encode(), set())


def test_the_position_says_what_is_going_on() -> None:
    assert position(SLOTS, {"grounding"})["doing"] == "exercise"
    assert position(SLOTS | {"exercise": None, "plan_step": 2}, {"grounding"})["doing"] == "plan"
    assert position(SLOTS | {"keeping": True}, {"grounding"})["doing"] == "keeping"
    assert position(SLOTS, set())["doing"] is None
    assert position(SLOTS | {"exercise_step": None}, {"grounding"})["exercise"] is None
