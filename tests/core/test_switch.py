"""Crisis words only: an operator turns the service to them at once; gate and handoff go on."""

import argparse

import pytest

from holdfast import clinic_commands
from holdfast.delivery import switch
from holdfast.dialogue.rasa import Turn
from holdfast.settings import Settings
from tests.core.house import House
from tests.core.phones import ADA, CALM, NOE, ROBIN, URGENT
from tests.core.test_dialogue import BREATHE, MENU, WAIT, greeted, play, proposal


def throw(house: House, *, on: bool) -> None:
    with house.parts.db.write() as tx:
        switch.throw(tx, house.parts, "test", on=on)


def test_a_calm_text_gets_crisis_words_at_once_and_no_welcome(house: House) -> None:
    throw(house, on=True)
    taken = house.text(ADA, CALM)
    assert house.scripts(taken) == ["utter_crisis_only"]
    assert "988" in house.answer(taken)[0]


def test_what_rasa_proposes_is_not_said_and_each_message_is_answered_once(house: House) -> None:
    talk = greeted(house)
    throw(house, on=True)
    assert play(house, talk, proposal(BREATHE)) == ["utter_crisis_only"]
    assert play(house, talk, ValueError("Rasa is away")) == ["utter_crisis_only"]
    throw(house, on=False)
    assert play(house, talk, proposal(MENU)) == ["utter_menu"]


def test_rasa_is_still_listened_to(house: House) -> None:
    talk = greeted(house)
    throw(house, on=True)
    play(house, talk, Turn((MENU,), (), "risk", 0.9))
    assert house.open(ADA).state == "waiting"


def test_a_signal_is_handed_off_as_ever(house: House) -> None:
    throw(house, on=True)
    taken = house.text(NOE, URGENT)
    assert house.scripts(taken)[0] == "utter_safety_urgent"
    house.work()
    assert house.sender.to(ROBIN)


def test_a_timer_of_an_exercise_is_not_spoken(house: House) -> None:
    talk = greeted(house)
    play(house, talk, WAIT)
    throw(house, on=True)
    house.later(301)
    house.work()
    assert "utter_wave_check" not in [one.script for one in house.said(talk)]


def test_the_command_throws_it(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(
        data_dir=str(house.folder), database_url=house.parts.db.url, keys=house.parts.settings.keys
    )
    for state in ("on", "off"):
        clinic_commands.run(settings, argparse.Namespace(verb="crisis-only", state=state))
        with house.parts.db.read() as tx:
            assert switch.is_on(tx) == (state == "on")
    assert "crisis words only: off" in capsys.readouterr().out
