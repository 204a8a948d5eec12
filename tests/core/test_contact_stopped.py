"""A contact stops texts: the clinic finds it, the person is told in a calm time, an episode says who was left out."""

import pytest
import sqlalchemy as sa

from holdfast.console import wording
from holdfast.errors import PermanentSendError
from holdfast.handoff import desk
from holdfast.models import Contact, Notice, Person
from tests.core.house import House
from tests.core.phones import ADA, BO, CALM, CARE, CY, ED, URGENT

STOPPED = "has stopped texts from us"
HOUR, DAY = 3600, 24 * 3600


def told(house: House) -> list[str]:
    return [text for text in house.sender.to(ADA) if STOPPED in text]


def waiting(house: House) -> list[str]:
    with house.parts.db.read() as tx:
        return [one.kind for one in tx.scalars(sa.select(Notice).where(Notice.seen_at.is_(None)))]


def hand_back(house: House) -> None:
    with house.parts.db.write() as tx:
        desk.hand_back(
            tx, house.parts, tx.merge(house.open(ADA)), house.responder(tx, "Robin"), "safe_for_now"
        )


def may_be_texted(house: House, *, unasked: bool = True) -> None:
    with house.parts.db.write() as tx:
        tx.execute(sa.update(Person).values(safe_to_text=unasked))


@pytest.mark.row(26, "a contact texts STOP in calm times")
def test_the_person_is_told_once_and_the_clinic_finds_it(house: House) -> None:
    may_be_texted(house)
    house.text(CY, "STOP")
    house.text(CY, "STOP")
    assert waiting(house) == ["contact_stopped"]
    assert wording.NOTICES["contact_stopped"]
    house.pass_time(DAY)
    assert len(told(house)) == 1
    assert "Cy" in told(house)[0]


def test_nothing_is_said_while_someone_needs_care_nor_on_the_day_after(house: House) -> None:
    may_be_texted(house)
    house.text(ADA, URGENT)
    house.work()
    house.text(CY, "STOP")
    house.pass_time(HOUR)
    assert told(house) == []
    hand_back(house)
    house.pass_time(20 * HOUR)
    assert told(house) == []
    house.pass_time(DAY)
    assert len(told(house)) == 1


def test_who_comes_back_before_it_was_said_has_not_stopped(house: House) -> None:
    may_be_texted(house)
    house.text(ADA, CARE)
    house.text(CY, "STOP")
    house.text(CY, "START")
    hand_back(house)
    house.pass_time(3 * DAY)
    assert told(house) == []


def test_a_second_stop_is_said_again(house: House) -> None:
    may_be_texted(house)
    for word in ("STOP", "START", "STOP"):
        house.text(CY, word)
        house.pass_time(DAY)
    assert len(told(house)) == 2


def test_a_refusal_of_the_network_for_that_reason_counts_as_well(house: House) -> None:
    may_be_texted(house)
    house.sender.refuse(BO, PermanentSendError("opted out", "21610"))
    house.text(ADA, CARE)
    house.work()
    assert waiting(house) == ["contact_stopped"]
    hand_back(house)
    house.pass_time(3 * DAY)
    assert len(told(house)) == 1


def test_on_the_web_it_stands_in_the_conversation_of_who_must_not_be_texted(house: House) -> None:
    may_be_texted(house, unasked=False)
    talk = house.web(ADA)
    house.write(talk, CALM)
    house.text(CY, "STOP")
    house.pass_time(DAY)
    assert "utter_contact_stopped" in [one.script for one in house.said(talk)]
    assert told(house) == []


def test_of_someone_who_never_agreed_nothing_is_said(house: House) -> None:
    house.text(ED, "STOP")
    house.pass_time(DAY)
    assert waiting(house) == []
    assert told(house) == []


@pytest.mark.row(26, "a contact who would be told has texted STOP")
def test_the_episode_says_once_why_a_contact_was_passed_over_and_another_is_told(house: House) -> None:
    with house.parts.db.write() as tx:
        stopped = house.parts.clock.now()
        tx.execute(
            sa.update(Contact)
            .where(Contact.phone_index == house.parts.keys.index(CY))
            .values(texts_blocked_at=stopped)
        )
    house.text(ADA, URGENT)
    house.text(ADA, URGENT)
    house.work()
    assert len(house.events("contact_stopped")) == 1
    assert len(house.sender.to(BO)) == 1
    assert house.sender.to(CY) == []
    assert "contact_stopped" in wording.EVENTS
