"""How proposals are said: other words the second time, one set of choices, a greeting after a long silence."""

from holdfast.dialogue.rasa import Say
from tests.core.house import House
from tests.core.test_dialogue import BREATHE, GREET, greeted, play, proposal

SMALL_TALK = Say("utter_small_talk", None, None)
BREATHE_AGAIN = Say("utter_breathing_second", {"exercise": "breathing", "step": 3}, None)
GREET_BACK = Say("utter_greet_back", None, None)
PLAN_NONE = Say("utter_plan_none", {"end": True}, None)


def test_the_same_words_are_not_said_twice_in_a_row(house: House) -> None:
    talk = greeted(house)
    said = [play(house, talk, proposal(SMALL_TALK))[0] for _ in range(4)]
    assert said == ["utter_small_talk", "utter_small_talk_b"] * 2


def test_only_the_last_message_of_a_turn_offers_choices(house: House) -> None:
    talk = greeted(house)
    play(house, talk, proposal(SMALL_TALK, BREATHE))
    offered = [bool(message.choices) for message in house.said(talk)[-2:]]
    assert offered == [False, True]


def test_choices_stay_when_what_follows_has_none(house: House) -> None:
    talk = greeted(house)
    play(house, talk, proposal(SMALL_TALK, GREET_BACK))
    assert [bool(message.choices) for message in house.said(talk)[-2:]] == [True, False]


def test_after_an_hour_an_exercise_is_taken_up_with_a_greeting(house: House) -> None:
    talk = greeted(house)
    play(house, talk, proposal(BREATHE))
    house.later(3540)
    assert play(house, talk, proposal(BREATHE_AGAIN)) == ["utter_breathing_second"]
    house.later(3660)
    assert play(house, talk, proposal(GREET_BACK, BREATHE)) == [
        "utter_back_after_hour",
        "utter_breathing_first",
    ]


def test_after_an_hour_something_new_begins_without_a_word_on_the_old(house: House) -> None:
    talk = greeted(house)
    play(house, talk, proposal(BREATHE))
    house.later(7200)
    assert play(house, talk, proposal(PLAN_NONE)) == ["utter_plan_none"]


def test_after_a_week_it_says_again_that_it_is_a_program(house: House) -> None:
    talk = greeted(house)
    play(house, talk, proposal(SMALL_TALK))
    house.later(604800)
    assert play(house, talk, proposal(GREET)) == ["utter_back_after_week", "utter_greet"]
    words = house.parts.library.scripts["utter_back_after_week"]
    for text in (words.web, words.sms or ""):
        assert "I am a program, not a person" in text
        assert "not an emergency service" in text
