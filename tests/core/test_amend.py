"""What the desk changes of a person goes the way of a clinic file, on every database."""

from typing import Any

import pytest
import sqlalchemy as sa

from holdfast.errors import ClinicFileError
from holdfast.models import Contact, Person
from holdfast.plans import amend, consents, people, recall
from tests.core.house import House
from tests.core.phones import ADA, BO, CY, GWEN, URGENT

NEW = {"name": "Lou", "phone": "+12025550193", "country": "US"}


def _contact(house: House, phone: str) -> str:
    with house.parts.db.read() as tx:
        return str(
            tx.scalars(
                sa.select(Contact.id).where(Contact.phone_index == house.parts.keys.index(phone))
            ).one()
        )


def _change(house: House, of: str, **fields: Any) -> None:
    """Change a contact of Ada's: the one with this number."""
    contact_id = _contact(house, of)
    with house.parts.db.write() as tx:
        contact = tx.get_one(Contact, contact_id)
        now = {"name": "Bo", "phone": of, "accepted": True, "notify_from": "care"}
        amend.change_contact(tx, house.parts, house.person(tx, ADA), contact, now | fields, "test")


def test_a_contact_with_another_number_is_told_there_and_nowhere_else(house: House) -> None:
    _change(house, BO, phone="+12025550194")
    house.text(ADA, URGENT)
    house.work()
    assert house.sender.to("+12025550194")
    assert not house.sender.to(BO)
    assert house.sender.to(CY), "who was there is told as before"


def test_a_contact_who_is_paused_is_not_told(house: House) -> None:
    _change(house, BO, paused=True)
    house.text(ADA, URGENT)
    house.work()
    assert not house.sender.to(BO)


def test_what_waits_for_a_contact_who_is_paused_is_not_sent(house: House) -> None:
    house.text(ADA, URGENT)
    _change(house, BO, paused=True)
    house.work()
    assert not house.sender.to(BO)
    assert house.sender.to(CY)


def test_a_person_with_another_number_is_who_writes_from_it(house: House) -> None:
    with house.parts.db.write() as tx:
        ada = house.person(tx, ADA)
        ada.texts_blocked_at = house.parts.clock.now()
        amend.change_person(tx, house.parts, ada, {"phone": "+12025550195"}, "test")
        assert ada.texts_blocked_at is None, "it was the old number that said stop"
    taken = house.text("+12025550195", URGENT)
    with house.parts.db.read() as tx:
        assert house.conversation(tx, taken).person.enrolled
        assert recall.items(tx, house.parts, house.person(tx, "+12025550195"), 1)


@pytest.mark.parametrize("phone", [GWEN, "+12025550131"])
def test_a_number_that_is_enrolled_is_nobody_elses(house: House, phone: str) -> None:
    with house.parts.db.write() as tx, pytest.raises(ClinicFileError) as fault:
        amend.add_person(tx, house.parts, NEW | {"phone": phone}, "test")
    assert fault.value.place == "file.people[0].phone"
    assert phone not in str(fault.value)


def test_someone_new_is_enrolled_without_touching_anyone(house: House) -> None:
    with house.parts.db.write() as tx:
        before = len(people.enrolled(tx))
        lou = amend.add_person(tx, house.parts, NEW, "test")
        assert len(people.enrolled(tx)) == before + 1
        consents.give(tx, house.parts, lou, "texts", "They may be sent texts.", "test")
    with house.parts.db.write() as tx:
        lou = tx.get_one(Person, lou.id)
        given = consents.given(tx, lou)[-1]
        assert not consents.take_back(tx, house.parts, house.person(tx, ADA), given.id)
        assert consents.take_back(tx, house.parts, lou, given.id)
        assert not consents.take_back(tx, house.parts, lou, given.id)
        assert len(consents.given(tx, lou)) == 2


def test_a_plan_is_written_once_and_its_review_date_with_it(house: House) -> None:
    review = house.parts.clock.now()
    for _ in range(2):
        with house.parts.db.write() as tx:
            ada = house.person(tx, ADA)
            assert amend.change_plan(tx, house.parts, ada, {"reasons": ["The sea"]}, review, "test")
    with house.parts.db.read() as tx:
        versions = recall.versions(tx, house.person(tx, ADA))
        assert [one.version for one in versions] == [2, 1]
        assert versions[0].review_on == review
    with house.parts.db.write() as tx:
        assert not amend.change_plan(tx, house.parts, house.person(tx, ADA), {}, None, "test")
