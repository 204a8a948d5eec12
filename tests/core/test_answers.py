"""Answers to what a safety reply asked: by number, in a word, by tap. They raise, and never lower."""

import pytest

from holdfast import offer
from holdfast.models import Message
from tests.core.house import House
from tests.core.phones import ADA, CALM, CARE, EMERGENCY, INJURY, NOE, URGENT

LEVELS = ("care", "urgent", "emergency")


@pytest.mark.parametrize(
    "said", ["2", "2.", "(2)", " 2 ", "two", "Two", "second", "no way", "", "9", "0", "22"]
)
def test_a_choice_is_meant_by_its_number_or_its_label(said: str) -> None:
    offered = Message(choices=[{"id": "first", "label": "Yes"}, {"id": "second", "label": "No way!"}])
    expected = {"second": None, "": None, "9": None, "0": None, "22": None}.get(said, "second")
    assert offer.chosen(offered, said) == expected


@pytest.mark.parametrize("said", ["2", "2.", "(2)", "two", "No", "no"])
def test_no_to_the_direct_question_changes_nothing_and_keeps_the_lines_in_view(
    house: House, said: str
) -> None:
    house.text(NOE, URGENT)
    taken = house.text(NOE, said)
    assert house.scripts(taken) == ["utter_safety_answer_no"]
    assert "emergency number" in house.answer(taken)[0]
    assert house.open(NOE).level == "urgent"


@pytest.mark.parametrize("said", ["1", "3", "yes", "Not sure", "yeah", "i don't know"])
def test_yes_and_not_sure_raise_from_care_to_urgent_to_emergency_and_stay_there(
    house: House, said: str
) -> None:
    house.text(NOE, CARE)
    reached = []
    for _ in range(3):
        taken = house.text(NOE, said)
        assert house.answer(taken)
        reached.append(house.open(NOE).level)
    assert reached == ["urgent", "emergency", "emergency"]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("later", [CALM, CARE, "2", "I'm fine, you misunderstood", "it was a joke", "STOP"])
def test_nothing_a_person_writes_lowers_a_level_or_closes_the_episode(
    house: House, level: str, later: str
) -> None:
    words = {"care": CARE, "urgent": URGENT, "emergency": EMERGENCY}[level]
    house.text(ADA, words)
    house.text(ADA, later)
    escalation = house.open(ADA)
    assert LEVELS.index(escalation.level) >= LEVELS.index(level)
    assert escalation.state == "waiting"


@pytest.mark.parametrize(("said", "level"), [("1", "emergency"), ("3", "emergency"), ("2", "urgent")])
def test_the_injury_question_raises_when_it_is_serious_or_nobody_knows(
    house: House, said: str, level: str
) -> None:
    first = house.text(NOE, INJURY)
    assert house.scripts(first)[0] == "utter_injury_question_anywhere"
    house.text(NOE, said)
    assert house.open(NOE).level == level


def test_more_than_an_answer_is_heard_as_what_it_is(house: House) -> None:
    house.text(NOE, CARE)
    house.text(NOE, "no, but " + EMERGENCY)
    assert house.open(NOE).level == "emergency"


def test_a_tap_on_a_card_counts_like_its_number(house: House) -> None:
    talk = house.web(NOE)
    house.write(talk, CARE)
    taken = house.write(talk, choice="safety_yes")
    assert house.open(NOE).level == "urgent"
    assert house.scripts(taken) == ["utter_safety_raised"]


def test_the_lines_are_one_tap_away(house: House) -> None:
    talk = house.web(ADA)
    house.write(talk, URGENT)
    assert house.scripts(house.write(talk, choice="show_lines")) == ["utter_lines"]


def test_the_full_card_comes_once_and_then_shorter_words_in_turn(house: House) -> None:
    scripts = [house.scripts(house.text(NOE, URGENT))[0] for _ in range(4)]
    assert scripts[0] == "utter_safety_urgent"
    assert scripts[1] != scripts[2]
    assert scripts[1:] == [scripts[1], scripts[2], scripts[1]]


def test_asking_for_a_person_works_from_any_state(house: House) -> None:
    assert house.scripts(house.text(ADA, "PERSON"))[0] == "utter_asked_for_person"
    assert house.open(ADA).level == "care"
