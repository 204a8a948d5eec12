"""What becomes of Rasa's proposals: said as far as they may be, never in place of a person, never silence."""

from typing import Any, cast

import pytest

from holdfast.dialogue import turn
from holdfast.dialogue.rasa import Rasa, Say, Timer, Turn
from holdfast.errors import DialogueFault
from holdfast.models import Conversation, Message
from tests.core.house import House, loop
from tests.core.phones import ADA, CALM, URGENT

BREATHE = Say("utter_breathing_first", {"exercise": "breathing", "step": 2}, None)
MENU = Say("utter_menu", {"end": True}, None)
GREET = Say("utter_greet", None, None)
WAIT = Turn(
    (Say("utter_wave_wait", {"exercise": "wave_wait", "step": 1}, None),),
    (Timer(300, "utter_wave_check", {"exercise": "wave_check", "step": 1}),), "wait_5", 0.9,
)  # fmt: skip


class Proposes:
    """Stands where Rasa's client stands: gives what it was given, or raises it."""

    has_been_ready = True

    def __init__(self, answer: Turn | Exception) -> None:
        self._answer = answer

    async def turn(self, _: dict[str, Any]) -> Turn:
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def proposal(*says: Say, intent: str = "greet") -> Turn:
    return Turn(says, (), intent, 0.9)


def play(house: House, talk: str, answer: Turn | Exception) -> list[str | None]:
    """The person writes something calm and Rasa answers; the scripts that are said."""
    before = len(house.said(talk))
    house.write(talk, CALM)
    with house.parts.db.read() as tx:
        person_id = house.person(tx, ADA).id
    while loop.run(turn.run(house.parts, cast("Rasa", Proposes(answer)), person_id)):
        pass
    return [message.script for message in house.said(talk)[before:] if message.script != "utter_draft_notice"]


def greeted(house: House) -> str:
    """A conversation in which the welcome has been said."""
    talk = house.web(ADA)
    play(house, talk, proposal(MENU))
    return talk


def test_a_proposal_is_said_in_its_order(house: House) -> None:
    talk = greeted(house)
    assert play(house, talk, proposal(GREET, BREATHE)) == ["utter_greet", "utter_breathing_first"]


def test_words_without_others_that_were_said_last_do_not_follow_themselves(house: House) -> None:
    talk = greeted(house)
    assert play(house, talk, proposal(BREATHE)) == ["utter_breathing_first"]
    assert play(house, talk, proposal(BREATHE)) == ["utter_once_more", "utter_breathing_first"]


@pytest.mark.parametrize(
    "script", ["utter_status_taken", "utter_safety_care", "utter_welcome", "utter_nothing"]
)
def test_what_rasa_may_not_say_is_refused_with_all_that_came_with_it(house: House, script: str) -> None:
    assert play(house, greeted(house), proposal(MENU, Say(script, None, None))) == ["utter_trouble_bot"]


@pytest.mark.parametrize(
    "fault", [DialogueFault("late"), RuntimeError("never seen before")], ids=["known", "unknown"]
)
def test_whatever_goes_wrong_in_a_turn_the_person_is_answered_once_and_then_handed_to_people(
    house: House, fault: Exception
) -> None:
    talk = greeted(house)
    assert play(house, talk, fault) == ["utter_trouble_bot"]
    assert house.escalation(ADA) is None
    assert play(house, talk, fault) == ["utter_trouble_bot_b"]
    assert house.open(ADA).level == "care"


def test_what_its_language_part_hears_may_raise(house: House) -> None:
    said = play(house, greeted(house), proposal(MENU, intent="risk"))
    assert [script.removesuffix("_contact") for script in said] == ["utter_safety_care"]
    assert house.open(ADA).level == "care"


def test_while_a_human_is_awaited_only_what_helps_meanwhile_is_said(house: House) -> None:
    talk = greeted(house)
    house.write(talk, URGENT)
    assert play(house, talk, proposal(MENU)) == ["utter_status_seen"]
    assert play(house, talk, proposal(BREATHE)) == ["utter_breathing_first"]


def waiting_timers(house: House) -> int:
    return len(house.deliveries(kind="timer", state="queued"))


def test_a_promised_check_outlives_another_exercise_and_is_asked(house: House) -> None:
    talk = greeted(house)
    play(house, talk, WAIT)
    play(house, talk, proposal(BREATHE))
    assert waiting_timers(house) == 1
    house.later(301)
    house.work()
    assert house.said(talk)[-1].script == "utter_wave_check"


def test_a_new_check_takes_the_place_of_the_old_one(house: House) -> None:
    talk = greeted(house)
    play(house, talk, WAIT)
    play(house, talk, WAIT)
    assert waiting_timers(house) == 1


def test_a_check_is_not_asked_after_a_pause_or_a_sign_of_risk(house: House) -> None:
    talk = greeted(house)
    play(house, talk, WAIT)
    play(house, talk, proposal(Say("utter_paused", {"end": True}, None), intent="stop"))
    assert waiting_timers(house) == 0
    play(house, talk, WAIT)
    house.write(talk, URGENT)
    assert waiting_timers(house) == 0


RATE = Say("utter_wave_rate", {"exercise": "wave_rate", "step": 1}, None)


@pytest.mark.parametrize("number", ["4", "1", "two"])
def test_a_number_answers_what_was_asked_last_and_not_an_older_menu(house: House, number: str) -> None:
    """A rating of 4 must not be taken for the fourth choice of a menu, which asks for a person."""
    talk = greeted(house)
    play(house, talk, proposal(RATE))
    taken = house.write(talk, number)
    with house.parts.db.read() as tx:
        assert tx.get_one(Message, taken.message_id).choice is None


def test_a_safety_question_is_still_answered_after_other_words_were_said(house: House) -> None:
    talk = greeted(house)
    house.write(talk, URGENT)
    play(house, talk, proposal(RATE))
    assert house.write(talk, "1").level == "emergency"


def position(house: House, talk: str) -> dict[str, Any]:
    with house.parts.db.read() as tx:
        return dict(tx.get_one(Conversation, talk).position)


def test_no_exercise_goes_on_by_itself_after_a_sign_of_risk(house: House) -> None:
    talk = greeted(house)
    play(house, talk, proposal(BREATHE))
    house.write(talk, URGENT)
    assert position(house, talk) == {}


def test_nor_after_one_that_only_the_language_part_heard(house: House) -> None:
    talk = greeted(house)
    play(house, talk, proposal(BREATHE))
    play(house, talk, proposal(MENU, intent="risk"))
    assert position(house, talk) == {}


def test_a_fault_of_ours_leaves_the_person_where_they_were(house: House) -> None:
    talk = greeted(house)
    play(house, talk, proposal(BREATHE))
    for _ in range(2):
        play(house, talk, DialogueFault("late"))
    assert house.open(ADA).level == "care"
    assert position(house, talk) == {"exercise": "breathing", "step": 2}
