"""Coming and going by text: a clinician's code, JOIN, and a number that is somebody else's by now."""

import pytest
import sqlalchemy as sa

from holdfast.delivery import joining
from holdfast.models import Consent, Delivery, Person
from holdfast.plans import invite, people
from tests.core.house import House
from tests.core.phones import ADA, BO, CALM, NOE, STRANGER, URGENT


def consents(house: House, phone: str) -> list[tuple[str, bool]]:
    with house.parts.db.read() as tx:
        rows = tx.scalars(sa.select(Consent).where(Consent.person_id == house.person(tx, phone).id))
        return [(row.purpose, row.withdrawn_at is not None) for row in rows]


def code_for(house: House, phone: str) -> str:
    with house.parts.db.write() as tx:
        person = people.by_phone(tx, house.parts, phone) or people.add(tx, house.parts, phone)
        return invite.make(tx, house.parts, person)


def test_join_asks_first_and_enrols_on_agreement(house: House) -> None:
    assert "JOIN" in house.answer(house.text(STRANGER, CALM))[0]
    assert house.scripts(house.text(STRANGER, "Join!")) == ["utter_join_ask"]
    assert (joining.PURPOSE, False) not in consents(house, STRANGER)
    assert house.scripts(house.text(STRANGER, "1")) == ["utter_joined"]
    assert (joining.PURPOSE, False) in consents(house, STRANGER)
    taken = house.text(STRANGER, CALM)
    assert house.scripts(taken) == []
    with house.parts.db.read() as tx:
        assert house.person(tx, STRANGER).enrolled


def test_whoever_does_not_agree_stays_a_stranger(house: House) -> None:
    house.text(STRANGER, "JOIN")
    assert house.scripts(house.text(STRANGER, "2")) == ["utter_not_joined"]
    with house.parts.db.read() as tx:
        assert not house.person(tx, STRANGER).enrolled


def test_the_terms_say_what_carriers_ask_for(house: House) -> None:
    house.text(STRANGER, "JOIN")
    said = " ".join(house.answer(house.text(STRANGER, "1")) + house.answer(house.text(NOE, "HELP")))
    for word in ("rates may apply", "only when you write or ask", "HELP", "STOP"):
        assert word in said


def test_join_from_someone_enrolled_is_a_word_like_any(house: House) -> None:
    house.text(NOE, CALM)
    assert house.scripts(house.text(NOE, "join")) == []


@pytest.mark.parametrize("wear", [str, str.lower, lambda code: code.replace("-", "")])
def test_a_code_texted_from_the_invited_phone_enrols_it_once(house: House, wear) -> None:
    code = code_for(house, STRANGER)
    said = house.scripts(house.text(STRANGER, wear(code)))
    assert said == ["utter_draft_notice", "utter_welcome", "utter_joined"]
    assert (joining.PURPOSE, False) in consents(house, STRANGER)
    assert house.scripts(house.text(STRANGER, code)) == [], "used up: then it is a text like any"


def test_a_code_from_another_phone_enrols_nobody_and_stays_good(house: House) -> None:
    code = code_for(house, NOE)
    assert house.scripts(house.text(STRANGER, code)) == ["utter_unknown_number"]
    with house.parts.db.read() as tx:
        assert not house.person(tx, STRANGER).enrolled
    assert house.scripts(house.text(NOE, code))[-1] == "utter_joined"


def test_risk_beside_joining_is_heard_first(house: House) -> None:
    house.text(STRANGER, "JOIN")
    assert house.text(STRANGER, URGENT).level == "urgent"


@pytest.mark.row(57, "a number that was recycled: whoever has it says so")
def test_a_number_that_is_somebody_elses_now_gives_nothing_away(house: House) -> None:
    house.text(ADA, CALM)
    said = house.answer(house.text(ADA, "Wrong number."))
    assert "Is this number new to you" in said[0]
    assert not [name for name in ("Ada", "clinic", "Holdfast") if name in said[0]]
    assert house.scripts(house.text(ADA, "1")) == ["utter_number_left"]
    assert house.scripts(house.text(ADA, CALM)) == ["utter_unknown_number"]
    house.text(ADA, URGENT)
    house.work()
    assert house.sender.to(BO) == [], "it is not their friend who is in danger"
    assert house.open(ADA).state == "waiting", "and somebody is"
    assert (joining.PURPOSE, True) in consents(house, ADA)
    with house.parts.db.read() as tx:
        named = [one.id for one in people.enrolled(tx)]
        assert house.person(tx, ADA).id in named, "a clinician finds them, to set it right"
        waiting = sa.select(Delivery.id).where(Delivery.kind == "check_in", Delivery.state == "queued")
        assert tx.scalars(waiting).all() == []


def test_a_number_that_is_still_theirs_stays(house: House) -> None:
    house.text(ADA, CALM)
    house.text(ADA, "wrong number")
    assert house.scripts(house.text(ADA, "2")) == ["utter_number_kept"]
    with house.parts.db.read() as tx:
        assert tx.scalars(sa.select(Person.enrolled).where(Person.id == house.person(tx, ADA).id)).one()
