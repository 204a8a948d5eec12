"""What the watchdog reads from the record: nothing while all is well, and each thing that is not."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from holdfast.delivery import canary
from holdfast.errors import PermanentSendError
from holdfast.handoff import desk, record
from holdfast.models import Attempt, Delivery, Escalation, EscalationEvent, Message, Responder
from holdfast.parts import Parts
from holdfast.watchdog import audit
from holdfast.watchdog.watch import _claims
from tests.core.house import House
from tests.core.phones import (
    ADA,
    CALM,
    EMERGENCY,
    EVERYONE_ON_CALL,
    GWEN,
    HARM,
    INJURY,
    NOE,
    STRANGER,
    URGENT,
)


def found(house: House) -> set[str]:
    with house.parts.db.read() as tx:
        claims = _claims(house.parts.library)
        return {one.name for one in audit.findings(tx, house.parts.clock.now(), claims)}


def change(house: House, *statements: sa.Executable) -> None:
    with house.parts.db.write() as tx:
        for statement in statements:
            tx.execute(statement)


def test_nothing_is_found_while_people_write_and_are_answered(house: House) -> None:
    talk = house.web(ADA)
    for phone, words in ((ADA, URGENT), (NOE, EMERGENCY), (GWEN, HARM), (STRANGER, INJURY), (NOE, "no")):
        house.text(phone, words)
        house.pass_time(40)
    house.write(talk, "I am fine now")
    house.write(talk, choice="safety_no")
    assert found(house) - {"turns_late"} == set()
    for phone in (ADA, NOE):
        with house.parts.db.write() as tx:
            mine, robin = record.take(tx, house.open(phone).id), house.responder(tx, "Robin")
            assert mine is not None
            desk.acknowledge(tx, house.parts, mine, robin)
        house.pass_time(20)
        with house.parts.db.write() as tx:
            mine, robin = record.take(tx, house.open(phone).id), house.responder(tx, "Robin")
            assert mine is not None
            desk.write(tx, house.parts, mine, robin, "Hello")
        house.text(phone, URGENT)
        house.pass_time(40)
        with house.parts.db.write() as tx:
            mine, robin = record.take(tx, house.open(phone).id), house.responder(tx, "Robin")
            assert mine is not None
            desk.write(tx, house.parts, mine, robin, "Hello again")
            desk.hand_back(tx, house.parts, mine, robin, "safe_for_now")
        house.pass_time(60)
    assert found(house) - {"turns_late"} == set()


def test_a_ladder_that_nobody_climbs_is_found(house: House) -> None:
    house.text(ADA, URGENT)
    house.work()
    house.later(29)
    assert found(house) == set()
    house.later(65)
    assert "overdue" in found(house)


def test_alerts_that_reach_no_phone_are_found(house: House) -> None:
    for phone in EVERYONE_ON_CALL:
        house.sender.refuse(phone, PermanentSendError("landline", "30006"))
    house.text(ADA, URGENT)
    house.pass_time(50)
    assert "untold" not in found(house)
    house.pass_time(20)
    assert "untold" in found(house)


def test_someone_whom_nobody_takes_is_found(house: House) -> None:
    house.text(ADA, EMERGENCY)
    house.pass_time(14 * 60)
    assert "untaken" not in found(house)
    house.pass_time(2 * 60)
    assert "untaken" in found(house)


def test_texts_that_stay_are_found(house: House) -> None:
    house.text(ADA, URGENT)
    house.later(30)
    assert "texts_stuck" not in found(house)
    house.later(60)
    assert "texts_stuck" in found(house)


def test_a_lease_that_nobody_takes_over_is_found(house: House) -> None:
    house.text(ADA, URGENT)
    house.work()
    left = house.parts.clock.now()
    change(house, sa.update(Delivery).values(state="sending", lease_until=left))
    house.later(59)
    assert "texts_stuck" not in found(house)
    house.later(2)
    assert "texts_stuck" in found(house)


def test_calm_words_that_stay_unanswered_are_found(house: House) -> None:
    house.write(house.web(ADA), CALM)
    house.later(149)
    assert found(house) == set()
    house.later(2)
    assert found(house) == {"turns_late"}


def test_a_signal_without_words_is_found(house: House) -> None:
    house.text(ADA, URGENT)
    house.later(11)
    assert found(house) == set()
    change(house, sa.update(Message).where(Message.sender == "bot").values(answers_id=None))
    assert found(house) == {"signal_without_words"}


def test_a_signal_without_an_episode_is_found(house: House) -> None:
    house.text(STRANGER, CALM)
    house.later(11)
    assert found(house) == set()
    change(house, sa.update(Message).where(Message.sender == "person").values(level="care"))
    assert found(house) == {"signal_without_episode"}


CLAIMS: dict[str, Callable[[], sa.Executable]] = {
    "utter_status_told": lambda: sa.update(Attempt).values(result="later 20429"),
    "utter_status_taken": lambda: sa.update(EscalationEvent).values(verb="note"),
    "utter_status_here": lambda: (
        sa.update(EscalationEvent).where(EscalationEvent.verb == "first_word").values(verb="note")
    ),
}


@pytest.mark.parametrize("script", CLAIMS)
def test_words_that_claim_more_than_the_record_shows_are_found(house: House, script: str) -> None:
    house.write(house.web(ADA), URGENT)
    house.pass_time(5)
    with house.parts.db.write() as tx:
        mine, robin = record.take(tx, house.open(ADA).id), house.responder(tx, "Robin")
        assert mine is not None
        desk.write(tx, house.parts, mine, robin, "Hello")
        assert tx.scalar(sa.select(Message.id).where(Message.script == script)), "said at all"
    assert "claim_without_record" not in found(house)
    change(house, CLAIMS[script]())
    assert "claim_without_record" in found(house)


def test_the_watchdogs_own_person_lights_nobodys_phone_and_is_in_no_list(house: House) -> None:
    house.text(canary.PERSON, URGENT)
    with house.parts.db.write() as tx:
        house.person(tx, canary.PERSON).canary = True
        tx.execute(sa.update(Delivery).where(Delivery.kind == "alert").values(state="cancelled"))
        tx.execute(sa.update(Escalation).values(rung=0))
        parts: Parts = house.parts
        robot = Responder(
            id="robot", name="canary", position=9,
            phone=parts.keys.own().seal("responder.phone", "robot", canary.RESPONDER),
            phone_index=parts.keys.index(canary.RESPONDER), canary=True,
        )  # fmt: skip
        tx.add(robot)
    house.pass_time(600)
    assert not house.sender.to(*EVERYONE_ON_CALL)
    assert house.sender.to(canary.RESPONDER)
    with house.parts.db.read() as tx:
        assert desk.open_escalations(tx, house.parts) == []
    house.later(3600)
    assert "overdue" not in found(house)
    assert "untaken" not in found(house)
