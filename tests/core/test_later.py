"""A denial keeps the path open and asks once more later; a text on the next day comes only to who agreed to it."""

from typing import Any

import pytest
import sqlalchemy as sa

from holdfast.handoff import desk
from holdfast.models import Consent, Escalation, Responder
from tests.core.house import House
from tests.core.phones import ADA, CARE, NOE, URGENT

CHECK, FOLLOW = "this is a short check", "the text you asked for yesterday"
HOURS = 3600


def texts(house: House, phone: str, words: str) -> list[str]:
    return [text for text in house.sender.to(phone) if words in text]


def does(house: House, phone: str, deed: Any, *args: str) -> None:
    with house.parts.db.write() as tx:
        escalation: Escalation = tx.merge(house.open(phone))
        robin: Responder = house.responder(tx, "Robin")
        deed(tx, house.parts, escalation, robin, *args)


@pytest.mark.parametrize("words", ["I'm fine", "im ok now.", "False alarm!", "just kidding", "I\u2019m okay"])
def test_a_denial_keeps_the_path_open_and_asks_once_more_in_two_hours(house: House, words: str) -> None:
    house.text(NOE, "PERSON")
    house.work()
    taken = house.text(NOE, words)
    assert house.scripts(taken) == ["utter_status_still_open"]
    assert house.open(NOE).state == "waiting"
    house.pass_time(2 * HOURS - 60)
    assert not texts(house, NOE, CHECK)
    house.pass_time(120)
    assert len(texts(house, NOE, CHECK)) == 1
    house.pass_time(3 * HOURS)
    assert len(texts(house, NOE, CHECK)) == 1


def test_no_to_the_direct_question_is_asked_about_later_as_well(house: House) -> None:
    house.text(NOE, CARE)
    assert house.scripts(house.text(NOE, "2")) == ["utter_safety_answer_no"]
    house.pass_time(2 * HOURS + 60)
    assert len(texts(house, NOE, CHECK)) == 1


def test_the_same_denial_again_is_not_answered_in_the_same_words(house: House) -> None:
    house.text(NOE, "PERSON")
    house.text(NOE, "I'm fine")
    assert "utter_status_still_open" not in house.scripts(house.text(NOE, "I'm fine"))


def test_in_calm_times_the_same_words_are_for_the_dialogue(house: House) -> None:
    assert "utter_status_still_open" not in house.scripts(house.text(ADA, "I'm fine"))


@pytest.mark.parametrize("how", ["word", "closed", "signal", "stop"])
def test_the_check_is_not_made_once_a_human_has_them_or_risk_is_heard_or_texts_end(
    house: House, how: str
) -> None:
    house.text(NOE, "PERSON")
    house.text(NOE, "I'm fine")
    if how == "word":
        does(house, NOE, desk.write, "Hello")
    elif how == "closed":
        does(house, NOE, desk.hand_back, "safe_for_now")
    else:
        house.text(NOE, URGENT if how == "signal" else "STOP")
    house.pass_time(2 * HOURS + 60)
    assert not texts(house, NOE, CHECK)


def handed_back(house: House) -> str:
    """The words with which the program is back."""
    house.text(NOE, CARE)
    does(house, NOE, desk.hand_back, "safe_for_now")
    house.work()
    return house.sender.to(NOE)[-1]


def test_a_text_on_the_next_day_comes_once_to_who_asked_for_it(house: House) -> None:
    assert "4 Text me tomorrow" in handed_back(house)
    assert house.scripts(house.text(NOE, "4")) == ["utter_follow_up_agreed"]
    with house.parts.db.read() as tx:
        consent = tx.scalars(sa.select(Consent).where(Consent.purpose == "follow_up")).one()
        assert len(consent.wording_hash) == 64
    house.pass_time(24 * HOURS - 60)
    assert not texts(house, NOE, FOLLOW)
    house.pass_time(48 * HOURS)
    assert len(texts(house, NOE, FOLLOW)) == 1


@pytest.mark.parametrize("then", ["1", "STOP", URGENT])
def test_who_changes_their_mind_opts_out_or_is_at_risk_gets_no_such_text(house: House, then: str) -> None:
    handed_back(house)
    house.text(NOE, "4")
    house.text(NOE, then)
    house.pass_time(25 * HOURS)
    assert not texts(house, NOE, FOLLOW)


def test_nobody_is_offered_a_text_who_must_not_be_texted_unasked(house: House) -> None:
    with house.parts.db.write() as tx:
        house.person(tx, NOE).safe_to_text = False
    talk = house.web(NOE)
    house.write(talk, CARE)
    does(house, NOE, desk.hand_back, "safe_for_now")
    back = house.said(talk)[-1]
    assert back.script == "utter_handed_back"
    assert "agree_follow_up" not in [choice["id"] for choice in back.choices or []]
    assert house.scripts(house.write(talk, choice="agree_follow_up")) == ["utter_lines_anywhere"]
