"""What the watchdog reads from the record: nothing while all is well, and each thing that is not."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from holdfast.delivery import canary, thread
from holdfast.errors import PermanentSendError
from holdfast.handoff import desk, record
from holdfast.models import Attempt, Delivery, Escalation, EscalationEvent, Message, Person, Responder
from holdfast.parts import Parts
from holdfast.watchdog import audit, litter
from holdfast.watchdog.watch import claims as claims_of
from holdfast.watchdog.watch import talk
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
        claims = claims_of(house.parts.library)
        said = talk(house.parts.library, house.parts.policy)
        return {one.name for one in audit.findings(tx, house.parts.clock.now(), claims, said)}


def change(house: House, *statements: sa.Executable) -> None:
    with house.parts.db.write() as tx:
        for statement in statements:
            tx.execute(statement)


def test_nothing_is_found_while_people_write_and_are_answered(house: House) -> None:
    thread_of = house.web(ADA)
    for phone, words in ((ADA, URGENT), (NOE, EMERGENCY), (GWEN, HARM), (STRANGER, INJURY), (NOE, "no")):
        house.text(phone, words)
        house.pass_time(40)
    house.write(thread_of, "I am fine now")
    house.write(thread_of, choice="safety_no")
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


def test_a_program_that_speaks_beside_a_human_is_found(house: House) -> None:
    taken = house.text(ADA, URGENT)
    with house.parts.db.write() as tx:
        mine = record.take(tx, house.open(ADA).id)
        assert mine is not None
        desk.write(tx, house.parts, mine, house.responder(tx, "Robin"), "Hello")
    assert "bot_spoke_beside_human" not in found(house)
    house.later(5)
    with house.parts.db.write() as tx:
        thread.say(tx, house.parts, house.conversation(tx, taken), "utter_menu")
    assert "bot_spoke_beside_human" in found(house)


def test_a_later_message_that_overtook_an_earlier_one_is_found(house: House) -> None:
    first, second = house.text(ADA, CALM), house.text(ADA, CALM)
    assert "turns_out_of_order" not in found(house)
    change(house, sa.update(Message).where(Message.id == second.message_id).values(turn="done"))
    assert "turns_out_of_order" in found(house)
    change(house, sa.update(Message).where(Message.id == first.message_id).values(turn="done"))
    assert "turns_out_of_order" not in found(house)


def test_what_trials_leave_behind_is_removed_after_a_day_and_nothing_else(house: House) -> None:
    house.text(canary.PERSON, URGENT)
    house.text(ADA, URGENT)
    with house.parts.db.write() as tx:
        house.person(tx, canary.PERSON).canary = True
        robin = house.responder(tx, "Robin")
        for phone in (canary.PERSON, ADA):
            mine = record.take(tx, house.open(phone).id)
            assert mine is not None
            desk.hand_back(tx, house.parts, mine, robin, "safe_for_now")
    tables = (Message, Escalation, EscalationEvent, Delivery)

    def rows() -> list[int]:
        with house.parts.db.read() as tx:
            return [tx.query(table).count() for table in tables]

    before = rows()
    for seconds in (3600, 86_400):
        house.later(seconds)
        with house.parts.db.write() as tx:
            litter.remove(tx, house.parts.clock.now())
        if seconds == 3600:
            assert rows() == before
    with house.parts.db.read() as tx:
        assert not tx.scalars(sa.select(Escalation).join(Person).where(Person.canary)).all()
        assert tx.scalars(sa.select(Escalation).join(Person).where(~Person.canary)).all()
    assert 0 < rows()[0] < before[0]
