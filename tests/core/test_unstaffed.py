"""Hours that the rota states as unstaffed, and a clinic without anyone to alert: nothing said claims otherwise."""

import re

import pytest
import sqlalchemy as sa

from holdfast.delivery import thread
from holdfast.handoff import desk, hours, rota
from holdfast.models import Conversation, Responder
from tests.core import duty
from tests.core.conftest import Make
from tests.core.house import House
from tests.core.phones import (
    ADA,
    BO,
    BY_LEVEL,
    CARE,
    CY,
    EMERGENCY,
    EVERYONE_ON_CALL,
    HARM,
    INJURY,
    KIT,
    NOE,
    NOOR,
    ROBIN,
    URGENT,
)  # fmt: skip

ALERTING = re.compile(r"alerting our team|asking (our team|for one)|told a person", re.IGNORECASE)
OTHERS = {"harm": HARM, "injury": INJURY, "person": "PERSON", "worry": "my friend wants to die"}


@pytest.mark.parametrize("phone", [ADA, NOE])
@pytest.mark.parametrize("words", [*BY_LEVEL.values(), *OTHERS.values()])
def test_with_nobody_on_duty_the_words_say_so_and_until_when(house: House, phone: str, words: str) -> None:
    back = hours.back(house.parts, duty.nobody_until(house, 10, "Robin"))
    talk = house.web(phone)
    house.write(talk, words)
    house.write(talk, words)
    texts = [*_texts(house, talk), *house.answer(house.text(phone, words))]
    assert back in texts[0]
    assert not [text for text in texts if ALERTING.search(text)]
    house.pass_time(400)
    assert not [text for text in house.sender.to(phone) if ALERTING.search(text)]


def _texts(house: House, talk: str) -> list[str]:
    """The safety words in a conversation."""
    said = [one for one in house.said(talk) if one.kind == "handoff"]
    with house.parts.db.read() as tx:
        return [thread.text_of(house.parts, tx.get_one(Conversation, talk), one) for one in said]


@pytest.mark.parametrize("level", BY_LEVEL)
def test_with_nobody_on_duty_the_group_is_texted_all_the_same_and_again(house: House, level: str) -> None:
    duty.nobody_until(house, 10, "Kit")
    house.text(NOE, BY_LEVEL[level])
    heard = house.pass_time(3700)
    at = [passed for passed, phone, _ in heard if phone == ROBIN]
    every = {"care": 3600, "urgent": 900, "emergency": 300}[level]
    assert at == list(range(0, 3700, every))
    assert bool([phone for _, phone, _ in heard if phone == NOOR]) == (level != "care")


def test_when_the_shift_begins_the_group_is_told_at_once_and_the_usual_ladder_goes_on(house: House) -> None:
    duty.nobody_until(house, 2, "Kit", "Noor")
    house.text(NOE, CARE)
    house.pass_time(7100)
    house.sender.forget()
    heard = [(passed, phone) for passed, phone, _ in house.pass_time(2000) if phone in EVERYONE_ON_CALL]
    start = min(passed for passed, _ in heard)
    assert start <= 100
    assert {phone for passed, phone in heard if passed == start} == set(EVERYONE_ON_CALL)
    assert (start + 900, KIT) in heard
    assert (start + 1800, NOOR) in heard


def test_when_the_shift_ends_the_words_and_the_ladder_change(house: House) -> None:
    duty.on_duty(house, "Kit")
    house.text(NOE, CARE)
    house.work()
    duty.nobody_until(house, 5, "Kit")
    taken = house.text(NOE, EMERGENCY)
    assert "off duty until" in house.answer(taken)[0]
    house.work()
    assert house.sender.to(ROBIN, NOOR)


def test_someone_who_took_it_off_duty_has_it_and_no_word_says_that_nobody_is_there(house: House) -> None:
    duty.nobody_until(house, 5, "Kit")
    house.text(NOE, URGENT)
    house.work()
    assert house.alert_reply(NOOR, f"{house.code(NOOR)} A")
    taken = house.text(NOE, EMERGENCY)
    assert "off duty" not in house.answer(taken)[0]


def test_contacts_hear_truly_that_nobody_of_the_team_is_there(house: House) -> None:
    duty.nobody_until(house, 5, "Kit")
    taken = house.text(ADA, URGENT)
    house.work()
    assert "alerting Bo and Cy" in house.answer(taken)[0]
    assert "Nobody on their team is on duty now" in house.sender.to(BO)[0]
    assert "alerting their team" not in " ".join(house.sender.to(BO, CY))
    assert house.alert_reply(BO, "1")
    house.sender.forget()
    with house.parts.db.write() as tx:
        desk.hand_back(
            tx, house.parts, tx.merge(house.open(ADA)), house.responder(tx, "Robin"), "safe_for_now"
        )
    house.text(ADA, URGENT)
    house.work()
    assert not [text for text in house.sender.to(BO, CY) if "You agreed" in text], "one alert in a day each"


@pytest.mark.parametrize("how", ["none", "blocked"])
@pytest.mark.parametrize("level", BY_LEVEL)
def test_with_nobody_to_alert_the_words_claim_nobody(house: House, level: str, how: str) -> None:
    with house.parts.db.write() as tx:
        if how == "none":
            tx.execute(sa.delete(Responder))
        else:
            tx.execute(sa.update(Responder).values(texts_blocked_at=house.parts.clock.now()))
    first, second = (house.answer(house.text(NOE, BY_LEVEL[level]))[0] for _ in range(2))
    assert first != second
    assert "our team" in first
    assert not ALERTING.search(first + second)
    assert house.open(NOE).next_due_at is not None


def test_the_first_line_while_waiting_says_until_when(house: House) -> None:
    duty.nobody_until(house, 5, "Kit")
    house.text(NOE, URGENT)
    house.work()
    house.sender.forget()
    house.pass_time(200)
    assert [text for text in house.sender.to(NOE) if "off duty until" in text]


def test_first_contact_says_when_people_are_there(house: House) -> None:
    with house.parts.db.write() as tx:
        one = {"Robin": house.responder(tx, "Robin").id}
        text = (
            'time_zone: UTC\nshifts:\n  - {who: Robin, days: mon-fri, from: "8:00", to: "20:30"}\n'
            '  - {who: Robin, days: sat, from: "22:00", to: "2:00"}\n'
        )
        rota.replace(tx, house.parts, duty.read(text, **one), "test")
    first = " ".join(house.answer(house.text(ADA, "hello, how are you")))
    assert "Mon to Fri 8:00-20:30, Sat 22:00-24:00, Sun 0:00-2:00" in first
    assert "PERSON" in first
    assert "Mon to Fri" in " ".join(house.answer(house.text(NOE, URGENT)))


def test_with_people_there_at_all_hours_first_contact_names_no_hours(new_house: Make) -> None:
    house = new_house()
    duty.on_duty(house, "Kit")
    assert "Mon" not in " ".join(house.answer(house.text(ADA, "hello, how are you")))
