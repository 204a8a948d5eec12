"""Only signed words leave, and a plan by text only as far as it was agreed."""

import pytest

from holdfast.delivery import guard
from holdfast.errors import Refused
from holdfast.models import Conversation
from tests.core.house import House
from tests.core.phones import ADA, CALM, NOE


def words(house: House, phone: str, channel: str, script: str, **ref: object) -> str:
    talk = house.web(phone) if channel == "web" else house.text(phone, CALM).conversation_id
    with house.parts.db.read() as tx:
        conversation = tx.get_one(Conversation, talk)
        return guard.words(tx, house.parts, conversation, script, ref=ref or None).text


@pytest.mark.parametrize("script", ["utter_no_such_script", "Hello, I am your friend", "/restart", ""])
def test_what_is_no_script_is_refused(house: House, script: str) -> None:
    with pytest.raises(Refused):
        words(house, ADA, "web", script)


def test_a_plan_step_is_read_back_word_for_word(house: House) -> None:
    said = words(house, ADA, "web", "utter_plan_step_2", plan_step=2)
    assert 'Count blue things\nRing the bell "twice" \u2013 softly\nthen sit' in said


def test_a_step_that_the_plan_lacks_is_refused(house: House) -> None:
    for step in (1, 0, 8, 99):
        with pytest.raises(Refused):
            words(house, NOE, "web", "utter_plan_step_1", plan_step=step)


def test_surroundings_are_never_read_out_by_text(house: House) -> None:
    assert "where the others are" in words(house, ADA, "web", "utter_plan_step_6", plan_step=6)
    with pytest.raises(Refused):
        words(house, ADA, "sms", "utter_plan_step_6", plan_step=6)


def test_a_plan_is_read_out_by_text_only_if_that_was_agreed(house: House) -> None:
    assert "curtains" in words(house, ADA, "sms", "utter_plan_step_1", plan_step=1)
    with house.parts.db.write() as tx:
        house.person(tx, ADA).plan_by_sms = False
    with pytest.raises(Refused):
        words(house, ADA, "sms", "utter_plan_step_1", plan_step=1)


@pytest.mark.parametrize(
    ("band", "whom"),
    [
        ("unknown", "anyone"),
        ("25-34", "anyone"),
        ("18-24", "anyone"),
        ("13-17", "child"),
        ("under 18", "child"),
        ("Under_16", "child"),
    ],
)
def test_someone_under_18_is_given_lines_for_children(house: House, band: str, whom: str) -> None:
    with house.parts.db.write() as tx:
        person = house.person(tx, ADA)
        person.age_band = band
        assert guard.audience(person) == whom
