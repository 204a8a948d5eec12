"""Contacts hear only what was agreed beforehand, at the level agreed, within limits; a tap is consent as well."""

import pytest
import sqlalchemy as sa

from holdfast.errors import PermanentSendError
from holdfast.handoff import desk
from holdfast.models import Contact, Disclosure
from tests.core.house import House
from tests.core.phones import ADA, BO, CARE, CY, DI, ED, EMERGENCY, HARM, ROBIN, URGENT

ALERT = "You agreed to hear when Ada may need company"


@pytest.mark.parametrize(("words", "told"), [(CARE, [BO]), (URGENT, [BO, CY]), (EMERGENCY, [BO, CY])])
def test_only_who_accepted_is_told_from_the_level_agreed_and_two_at_most(
    house: House, words: str, told: list[str]
) -> None:
    taken = house.text(ADA, words)
    house.work()
    assert [phone for phone in (BO, CY, DI, ED) if house.sender.to(phone)] == told
    assert all(ALERT in house.sender.to(phone)[0] for phone in told)
    named = house.answer(taken)[0]
    assert "Bo" in named or words == EMERGENCY
    assert "Ed" not in named.split()
    with house.parts.db.read() as tx:
        assert len(tx.scalars(sa.select(Disclosure)).all()) == len(told)


def test_a_raised_level_tells_those_who_agreed_to_it_and_nobody_twice(house: House) -> None:
    house.text(ADA, CARE)
    house.text(ADA, URGENT)
    house.text(ADA, EMERGENCY)
    house.work()
    assert [len(house.sender.to(phone)) for phone in (BO, CY, DI, ED)] == [1, 1, 0, 0]


def test_one_alert_in_a_day_each(house: House) -> None:
    for hours, expected in ((0, 1), (2, 1), (23, 2)):
        house.later(3600 * hours)
        house.text(ADA, CARE)
        house.work()
        close(house)
        assert len([text for text in house.sender.to(BO) if ALERT in text]) == expected


def close(house: House) -> None:
    with house.parts.db.write() as tx:
        escalation, robin = tx.merge(house.open(ADA)), house.responder(tx, "Robin")
        desk.hand_back(tx, house.parts, escalation, robin, "safe_for_now")
    house.work()


def test_harm_from_others_tells_no_contact_by_itself_by_tap_or_at_the_end(house: House) -> None:
    taken = house.text(ADA, HARM)
    assert "Bo" not in house.answer(taken)[0].split()
    talk = house.web(ADA)
    assert house.scripts(house.write(talk, choice="text_contact")) == ["utter_lines"]
    house.text(ADA, EMERGENCY)
    house.pass_time(900)
    close(house)
    assert not house.sender.to(BO, CY, DI, ED)


def test_after_harm_is_named_a_contact_who_was_told_before_hears_nothing_more(house: House) -> None:
    house.text(ADA, CARE)
    house.work()
    house.text(ADA, HARM)
    house.work()
    close(house)
    assert len(house.sender.to(BO)) == 1


def test_a_tap_tells_the_next_contact_and_says_whom(house: House) -> None:
    house.text(ADA, CARE)
    talk = house.web(ADA)
    taken = house.write(talk, choice="text_contact")
    assert house.scripts(taken) == ["utter_contact_texting"]
    house.work()
    assert house.sender.to(CY)
    assert not house.sender.to(ED)


@pytest.mark.parametrize(
    ("answer", "thanks"), [("1", "Thank you. If you fear"), ("2", "ask"), ("can't", "ask")]
)
def test_a_contacts_answer_is_kept_and_thanked_for_and_never_stops_the_ladder(
    house: House, answer: str, thanks: str
) -> None:
    house.text(ADA, URGENT)
    house.work()
    assert house.alert_reply(BO, answer)
    house.work()
    assert thanks in house.sender.to(BO)[-1]
    assert house.open(ADA).state == "waiting"
    assert "+12025550152" in {phone for _, phone, _ in house.pass_time(65)}


def test_a_contacts_other_words_are_heard_like_anyones(house: House) -> None:
    house.text(ADA, URGENT)
    house.work()
    assert house.text(BO, "I want to die too").level == "urgent"


def test_contacts_who_were_told_hear_once_that_the_team_has_it(house: House) -> None:
    house.text(ADA, URGENT)
    house.work()
    with house.parts.db.write() as tx:
        for words in ("Hello", "Are you there?"):
            desk.write(tx, house.parts, tx.merge(house.open(ADA)), house.responder(tx, "Robin"), words)
    house.work()
    close(house)
    assert [
        len([text for text in house.sender.to(phone) if "has this" in text]) for phone in (BO, CY, DI)
    ] == [1, 1, 0]


def test_a_contact_whose_alert_failed_is_not_named_as_told_and_another_takes_the_place(house: House) -> None:
    house.sender.refuse(BO, PermanentSendError("landline", "30006"))
    house.text(ADA, CARE)
    house.work()
    taken = house.text(ADA, URGENT)
    house.work()
    assert "Bo" not in house.answer(taken)[0].replace(",", " ").split()
    assert house.sender.to(CY)
    assert house.sender.to(DI)


def test_a_contact_who_texts_stop_is_not_texted_or_named(house: House) -> None:
    house.text(CY, "STOP")
    taken = house.text(ADA, URGENT)
    house.work()
    assert not house.sender.to(CY)
    assert "Cy" not in house.answer(taken)[0].replace(".", "").split()
    house.text(CY, "START")
    with house.parts.db.read() as tx:
        assert not tx.scalars(sa.select(Contact).where(Contact.texts_blocked_at.is_not(None))).all()


def test_responders_get_no_name_and_contacts_the_first_name_only(house: House) -> None:
    house.text(ADA, URGENT)
    house.work()
    assert not [text for text in house.sender.to(ROBIN) if "Ada" in text]
    assert not [text for text in house.sender.to(BO, CY) if "Probe" in text]
