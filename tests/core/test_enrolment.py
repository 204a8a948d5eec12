"""Importing, exporting, inviting, erasing: a person's words come back as they were, or not at all."""

import copy
import json
from typing import Any

import pytest
import sqlalchemy as sa

from holdfast.delivery import thread
from holdfast.errors import KeyFault
from holdfast.handoff import desk
from holdfast.models import (
    Contact,
    Delivery,
    Goal,
    JournalEntry,
    Message,
    Person,
    Plan,
    Rating,
    Responder,
)
from holdfast.plans import enrol, erase, export, invite, people, recall
from holdfast.plans.clinic_file import ClinicFile
from tests.core.conftest import CLINIC, Make
from tests.core.house import House
from tests.core.phones import ADA, BO, CALM, CY, URGENT


def clinic() -> dict[str, Any]:
    return dict(json.loads(CLINIC.read_text()))


def take_in(house: House, data: dict[str, Any]) -> enrol.Done:
    with house.parts.db.write() as tx:
        return enrol.take_in(tx, house.parts, ClinicFile.parse(json.dumps(data).encode()), "test")


def test_the_same_file_again_changes_nothing(house: House) -> None:
    done = take_in(house, clinic())
    assert (done.people_added, done.people_updated, done.plans_written) == (0, 4, 0)
    assert (done.contacts_added, done.contacts_removed, done.responders_added) == (0, 0, 0)


def test_a_changed_plan_is_a_new_version_and_the_old_one_stays(house: House) -> None:
    data = clinic()
    data["people"][0]["plan"]["reasons"] = ["The sea"]
    assert take_in(house, data).plans_written == 1
    with house.parts.db.read() as tx:
        ada = house.person(tx, ADA)
        assert recall.items(tx, house.parts, ada, 7) == [("The sea", None)]
        query = sa.select(Plan.version).where(Plan.person_id == ada.id).order_by(Plan.version)
        assert list(tx.scalars(query)) == [1, 2]


@pytest.mark.parametrize("change", ["removed", "no longer accepted"])
def test_a_contact_that_the_file_takes_back_is_no_longer_alerted(house: House, change: str) -> None:
    data = clinic()
    if change == "removed":
        del data["people"][0]["contacts"][0]
    else:
        data["people"][0]["contacts"][0]["accepted"] = False
    take_in(house, data)
    house.text(ADA, URGENT)
    house.work()
    assert not house.sender.to(BO)
    assert house.sender.to(CY)


def test_what_a_file_does_not_say_stays_as_the_desk_set_it(house: House) -> None:
    data = clinic()
    data["people"][0] |= {"safe_to_call": True, "discreet_name": "Kestrel"}
    data["people"][0]["contacts"][0]["paused"] = True
    take_in(house, data)
    take_in(house, clinic())
    with house.parts.db.read() as tx:
        ada = house.person(tx, ADA)
        assert ada.safe_to_call
        assert people.first_name(house.parts, ada) == "Kestrel"
        assert [one.paused_unsafe for one in ada.contacts] == [True, False, False, False]
    data["people"][0] |= {"safe_to_call": False, "discreet_name": ""}
    take_in(house, data)
    with house.parts.db.read() as tx:
        assert people.first_name(house.parts, house.person(tx, ADA)) == "Ada"
        assert not house.person(tx, ADA).safe_to_call


def test_clinicians_and_operators_are_never_alerted(house: House) -> None:
    numbers = {"clinician": "+12025550191", "operator": "+12025550192"}
    first = [{"name": role, "phone": number, "role": role} for role, number in numbers.items()]
    take_in(house, {"responders": [*first, *clinic()["responders"]]})
    house.text(ADA, URGENT)
    for _ in range(30):
        house.later(120)
        house.work()
    assert house.sender.to("+12025550151")
    assert not [number for number in numbers.values() if house.sender.to(number)]


def test_responders_are_on_call_in_the_order_of_the_newest_file(house: House) -> None:
    new = {"name": "Vi", "phone": "+12025550159", "role": "responder"}
    robin, kit, _ = clinic()["responders"]
    take_in(house, {"responders": [new, kit]})
    with house.parts.db.read() as tx:
        order = list(tx.execute(sa.select(Responder.name, Responder.position).order_by(Responder.position)))
    assert [tuple(one) for one in order] == [("Vi", 0), ("Kit", 1), ("Robin", 2), ("Noor", 3)]
    take_in(house, {"responders": [robin]})
    with house.parts.db.read() as tx:
        assert tx.scalars(sa.select(Responder.name).order_by(Responder.position)).first() == "Robin"


def test_the_exact_words_come_back(house: House) -> None:
    with house.parts.db.read() as tx:
        ada = house.person(tx, ADA)
        for step, name in enumerate(recall.STEPS, 1):
            written = clinic()["people"][0]["plan"][name]
            expected = [
                (one, None) if isinstance(one, str) else (one["name"], one["phone"]) for one in written
            ]
            assert recall.items(tx, house.parts, ada, step) == expected


def test_what_is_exported_is_what_would_be_imported(house: House, new_house: Make) -> None:
    with house.parts.db.read() as tx:
        first = export.clinic_file(tx, house.parts)
    other = new_house(empty=True)
    take_in(other, copy.deepcopy(first))
    with other.parts.db.read() as tx:
        assert export.clinic_file(tx, other.parts) == first
    assert len(first["people"]) == 4


def test_an_invite_opens_once_and_not_after_a_week(house: House) -> None:
    with house.parts.db.write() as tx:
        ada = house.person(tx, ADA)
        code, late = invite.make(tx, house.parts, ada), invite.make(tx, house.parts, ada)
        found = invite.use(tx, house.parts, f" {code.lower()} ")
        assert found is not None
        assert found.id == ada.id
        assert invite.use(tx, house.parts, code) is None
        assert invite.use(tx, house.parts, "AAAA-AAAA-AAAA") is None
    house.later(7 * 86400 + 1)
    with house.parts.db.write() as tx:
        assert invite.use(tx, house.parts, late) is None


def erased(house: House) -> str:
    with house.parts.db.write() as tx:
        ada = house.person(tx, ADA)
        assert erase.erase(tx, house.parts, ada, "test")
        return ada.id


def test_erasure_waits_for_a_human_to_close(house: House) -> None:
    house.text(ADA, URGENT)
    with house.parts.db.write() as tx:
        assert not erase.erase(tx, house.parts, house.person(tx, ADA), "test")


def test_after_erasure_nothing_they_wrote_or_were_sent_can_be_read(house: House) -> None:
    taken = house.text(ADA, URGENT)
    house.work()
    with house.parts.db.write() as tx:
        mine, robin = tx.merge(house.open(ADA)), house.responder(tx, "Robin")
        desk.write(tx, house.parts, mine, robin, "Hello Ada")
        desk.hand_back(tx, house.parts, mine, robin, "safe_for_now")
        talk = house.conversation(tx, taken)
        thread.say(tx, house.parts, talk, "utter_plan_step_1", ref={"plan_step": 1})
    house.work()
    assert [text for text in house.sender.to(ADA) if "curtains" in text]
    with house.parts.db.read() as tx:
        wrapped = house.person(tx, ADA).data_key
    person_id = erased(house)
    with house.parts.db.read() as tx:
        person = tx.get_one(Person, person_id)
        assert people.by_phone(tx, house.parts, ADA) is None
        with pytest.raises(KeyFault):
            house.parts.sealer(person)
        message = tx.get_one(Message, taken.message_id)
        with pytest.raises(KeyFault):
            thread.text_of(house.parts, message.conversation, message)
        about = sa.or_(Delivery.to_kind != "responder", Delivery.escalation_id.is_not(None))
        assert {row.words for row in tx.scalars(sa.select(Delivery).where(about))} == {None}
        assert not tx.scalars(
            sa.select(Contact).where(Contact.person_id == person_id, Contact.accepted)
        ).all()
    house.parts.db.scrub("person")
    house.parts.db.close()
    assert wrapped is not None
    assert wrapped not in house.stored(), "the destroyed key is still on disk"


def test_someone_erased_who_writes_again_is_a_stranger(house: House) -> None:
    erased(house)
    assert house.scripts(house.text(ADA, CALM)) == ["utter_unknown_number"]
    assert not [text for text in house.answer(house.text(ADA, URGENT)) if "Bo" in text.split()]


def test_after_erasure_no_number_and_no_tag_is_left(house: House) -> None:
    taken = house.text(ADA, CALM)
    with house.parts.db.write() as tx:
        mine, now = house.person(tx, ADA).id, house.parts.clock.now()
        tx.add(Rating(person_id=mine, before=8, tool="grounding", at=now))
        tx.add(JournalEntry(person_id=mine, message_id=taken.message_id, tags=["sleep"], at=now))
        tx.add(Goal(person_id=mine, words=b"", at=now))
    erased(house)
    with house.parts.db.read() as tx:
        assert [tx.query(kept).count() for kept in (Rating, JournalEntry, Goal)] == [0, 0, 0]
