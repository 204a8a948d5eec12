"""What contacts agreed to holds: hours, half a year, a place freed by "can't"; and the person's no, at once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from holdfast.handoff import desk
from holdfast.models import Consent, Contact, Escalation
from holdfast.plans import agreed, people
from tests.core.house import House
from tests.core.phones import ADA, BO, CALM, CARE, CY, DI, EMERGENCY, KIT, NOE, ROBIN, URGENT

ALERT = "You agreed to hear"
CODE = "lavender anchor"


def contacts(house: House, **values: object) -> None:
    with house.parts.db.write() as tx:
        tx.execute(sa.update(Contact).values(**values))


def code_word(house: House) -> None:
    with house.parts.db.write() as tx:
        ada = house.person(tx, ADA)
        ada.code_word = house.parts.sealer(ada).seal("person.code_word", ada.id, CODE)


def alerted(house: House, *phones: str) -> list[str]:
    house.work()
    return [phone for phone in phones or (BO, CY, DI) if [t for t in house.sender.to(phone) if ALERT in t]]


@pytest.mark.parametrize("words", ["REMOVE BO", "remove bo.", "Don't text Bo", "stop texting bo"])
def test_a_contact_is_removed_at_once_and_does_not_hear_of_it(house: House, words: str) -> None:
    taken = house.text(ADA, words)
    assert house.scripts(taken)[0] == "utter_contact_removed"
    assert "Bo" not in " ".join(house.answer(taken))
    house.text(ADA, CARE)
    assert alerted(house) == []
    assert not house.sender.to(BO)
    with house.parts.db.read() as tx:
        assert tx.scalars(sa.select(Consent).where(Consent.withdrawn_at.is_not(None))).one()


def test_what_was_queued_for_a_removed_contact_does_not_leave(house: House) -> None:
    house.text(ADA, CARE)
    house.text(ADA, "REMOVE BO")
    assert alerted(house) == []
    assert house.events("contact_removed")


def test_a_contact_who_was_told_and_then_removed_hears_nothing_more(house: House) -> None:
    house.text(ADA, CARE)
    assert alerted(house) == [BO]
    house.text(ADA, "REMOVE BO")
    with house.parts.db.write() as tx:
        desk.hand_back(
            tx, house.parts, tx.merge(house.open(ADA)), house.responder(tx, "Robin"), "safe_for_now"
        )
    house.work()
    assert len(house.sender.to(BO)) == 1


def test_a_removal_while_a_human_writes_works_and_the_program_stays_silent(house: House) -> None:
    house.text(ADA, URGENT)
    with house.parts.db.write() as tx:
        desk.write(tx, house.parts, tx.merge(house.open(ADA)), house.responder(tx, "Robin"), "Hello")
    assert house.scripts(house.text(ADA, "remove di")) == []
    assert [event.verb for event in house.events("contact_removed")] == ["contact_removed"]


@pytest.mark.parametrize("words", ["remove", "remove zed", "remove the pain", CALM])
def test_other_words_remove_nobody(house: House, words: str) -> None:
    assert "utter_contact_removed" not in house.scripts(house.text(ADA, words))


def test_outside_the_hours_agreed_a_contact_is_not_texted_nor_named(house: House) -> None:
    now = house.parts.clock.now()
    contacts(house, hours=f"{now + timedelta(hours=2):%H}:00-{now + timedelta(hours=4):%H}:00 UTC")
    taken = house.text(ADA, URGENT)
    assert alerted(house) == []
    assert "alerting our team right" in house.answer(taken)[0]
    house.later(2 * 3600)
    house.text(ADA, EMERGENCY)
    assert alerted(house) == [BO, CY]


def test_when_their_hours_begin_and_nobody_has_the_person_yet_they_are_told(house: House) -> None:
    now = house.parts.clock.now()
    contacts(house, hours=f"{now + timedelta(hours=2):%H}:00-{now + timedelta(hours=4):%H}:00 UTC")
    house.text(ADA, URGENT)
    house.pass_time(3600)
    assert alerted(house) == []
    house.pass_time(2 * 3600)
    assert alerted(house) == [BO, CY]


def test_a_human_who_has_the_person_decides_about_late_contacts(house: House) -> None:
    now = house.parts.clock.now()
    contacts(house, hours=f"{now + timedelta(hours=2):%H}:00-{now + timedelta(hours=4):%H}:00 UTC")
    house.text(ADA, URGENT)
    house.work()
    with house.parts.db.write() as tx:
        escalation = tx.get_one(Escalation, house.open(ADA).id)
        desk.write(tx, house.parts, escalation, house.responder(tx, "Robin"), "hello")
    house.pass_time(3 * 3600)
    assert alerted(house) == []


@pytest.mark.parametrize(
    ("hours", "minute", "inside"),
    [
        (None, "12:00", True),
        ("08:00-22:00 UTC", "08:00", True),
        ("08:00-22:00 UTC", "22:00", False),
        ("22:00-02:00 UTC", "01:59", True),
        ("22:00-02:00 UTC", "12:00", False),
        ("08:00-22:00 Europe/Paris", "21:30", False),
    ],
)
def test_hours_are_in_their_own_time_zone(house: House, hours: str | None, minute: str, inside: bool) -> None:
    hour, past = map(int, minute.split(":"))
    at = house.parts.clock.now().replace(hour=hour, minute=past, month=1)
    assert agreed.within(hours, at) == inside


def test_half_a_year_after_they_agreed_a_contact_is_not_told_by_itself_and_responders_see_why(
    house: House,
) -> None:
    contacts(house, accepted_at=house.parts.clock.now() - timedelta(days=184))
    house.text(ADA, URGENT)
    assert alerted(house) == []
    assert len(house.events("contact_not_confirmed")) == 3
    house.text(ADA, URGENT)
    assert len(house.events("contact_not_confirmed")) == 3
    house.write(house.web(ADA), choice="text_contact")
    assert alerted(house) == [BO], "the person's own tap is consent"


def test_a_contact_who_cannot_frees_a_place_for_the_next(house: House) -> None:
    house.text(ADA, URGENT)
    assert alerted(house) == [BO, CY]
    assert house.alert_reply(BO, "2")
    assert alerted(house) == [BO, CY, DI]


def test_the_code_word_inside_a_text_tells_responders_now_and_contacts_a_minute_later(house: House) -> None:
    code_word(house)
    taken = house.text(ADA, f"I was thinking of a {CODE} today")
    said = house.answer(taken)[0]
    assert "In one minute I text Bo and Cy" in said
    assert "4 Do not text them" in said
    assert CODE not in said
    assert alerted(house) == []
    assert house.sender.to(ROBIN)
    house.later(59)
    assert alerted(house) == []
    house.later(2)
    assert alerted(house) == [BO, CY]


def test_four_keeps_contacts_out_of_it(house: House) -> None:
    code_word(house)
    house.text(ADA, f"I was thinking of a {CODE} today")
    assert house.scripts(house.text(ADA, "4")) == ["utter_contacts_spared"]
    house.pass_time(120)
    assert alerted(house) == []
    assert house.open(ADA).state == "waiting"
    assert house.events("contacts_spared")


def test_four_a_minute_too_late_says_who_was_texted(house: House) -> None:
    code_word(house)
    house.text(ADA, f"I was thinking of a {CODE} today")
    house.pass_time(62)
    taken = house.text(ADA, "4")
    assert house.scripts(taken) == ["utter_contact_texting"]
    assert "Bo and Cy" in house.answer(taken)[0]


def test_once_a_human_has_written_the_planned_texts_are_not_sent(house: House) -> None:
    code_word(house)
    house.text(ADA, f"I was thinking of a {CODE} today")
    with house.parts.db.write() as tx:
        desk.write(tx, house.parts, tx.merge(house.open(ADA)), house.responder(tx, "Robin"), "Hello")
    house.pass_time(4000)
    assert alerted(house) == []


def test_someone_who_took_it_and_has_not_written_yet_does_not_keep_contacts_from_it(house: House) -> None:
    code_word(house)
    house.text(ADA, f"I was thinking of a {CODE} today")
    with house.parts.db.write() as tx:
        desk.acknowledge(tx, house.parts, tx.merge(house.open(ADA)), house.responder(tx, "Robin"))
    assert [at for at, phone, _ in house.pass_time(120) if phone == BO] == [60]


def test_a_signal_beside_the_code_word_tells_contacts_at_once(house: House) -> None:
    code_word(house)
    house.text(ADA, f"{CODE}. I want to die")
    assert alerted(house) == [BO, CY]


def test_the_code_word_as_the_whole_message_tells_contacts_at_once(house: House) -> None:
    code_word(house)
    house.text(ADA, CODE)
    assert alerted(house) == [BO, CY]


def test_without_contacts_the_code_word_inside_gets_the_usual_words(house: House) -> None:
    with house.parts.db.write() as tx:
        noe = house.person(tx, NOE)
        noe.code_word = house.parts.sealer(noe).seal("person.code_word", noe.id, CODE)
    taken = house.text(NOE, f"I was thinking of a {CODE} today")
    assert house.scripts(taken)[0].startswith("utter_safety_care")
    assert house.open(NOE).contacts_due_at is None
    house.pass_time(10)
    assert not house.sender.to(KIT)
    with house.parts.db.read() as tx:
        assert people.contacts_by_phone(tx, house.parts, BO)
