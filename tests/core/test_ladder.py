"""The ladder by the clock: who is told when, and that it never ends before a human takes the person."""

import pytest
import sqlalchemy as sa

from holdfast.delivery import news
from holdfast.errors import PermanentSendError
from holdfast.models import Escalation, Person, Responder
from tests.core.house import House
from tests.core.phones import ADA, BY_LEVEL, EVERYONE_ON_CALL, KIT, NOE, NOOR, ROBIN, URGENT

# Seconds after the signal, and whom; from data/handoff.yml by way of the default policy.
LISTED = {
    "care": [(0, [ROBIN]), (900, [ROBIN]), (1800, [NOOR])],
    "urgent": [(0, [ROBIN]), (60, [KIT]), (240, EVERYONE_ON_CALL)],
    "emergency": [(0, [ROBIN]), (60, [KIT, NOOR]), (120, EVERYONE_ON_CALL)],
}
REPEATS_EVERY = {"care": 900, "urgent": 180, "emergency": 180}


@pytest.mark.slow
@pytest.mark.parametrize("level", LISTED)
def test_with_nobody_answering_for_two_hours_every_rung_comes_in_its_time_and_without_end(
    house: House, level: str
) -> None:
    house.text(NOE, BY_LEVEL[level])
    heard = house.pass_time(7210)
    by_time: dict[int, list[str]] = {}
    for passed, phone, _ in heard:
        if phone in EVERYONE_ON_CALL:
            by_time.setdefault(passed, []).append(phone)
    expected = [(at, sorted(phones)) for at, phones in LISTED[level]]
    at = expected[-1][0] + REPEATS_EVERY[level]
    while at <= 7210:
        expected.append((at, sorted(EVERYONE_ON_CALL)))
        at += REPEATS_EVERY[level]
    assert [(at, sorted(phones)) for at, phones in sorted(by_time.items())] == expected
    assert house.open(NOE).state == "waiting"
    assert len(house.events("person_told_nobody_yet")) == 3


@pytest.mark.parametrize("level", LISTED)
def test_a_delivered_alert_stops_nothing(house: House, level: str) -> None:
    house.text(NOE, BY_LEVEL[level])
    house.work()
    with house.parts.db.write() as tx:
        tx.execute(sa.text("UPDATE delivery SET state = 'delivered' WHERE kind = 'alert'"))
    second = LISTED[level][1]
    heard = house.pass_time(second[0] + 5)
    assert {phone for _, phone, _ in heard if phone in EVERYONE_ON_CALL} >= set(second[1])


def test_a_failed_alert_lights_the_next_phone_at_once(house: House) -> None:
    house.sender.refuse(ROBIN, PermanentSendError("unreachable", "30003"))
    house.text(NOE, URGENT)
    house.work()
    assert house.sender.to(KIT)
    assert house.events("rung")[1].facts["tell"] == "second_responder"


def test_an_alert_that_cannot_be_sent_at_all_lights_the_next_phone_at_once(house: House) -> None:
    with house.parts.db.write() as tx:
        tx.execute(
            sa.update(Responder)
            .where(Responder.name == "Robin")
            .values(texts_blocked_at=house.parts.clock.now())
        )
    house.text(NOE, URGENT)
    house.work()
    assert house.sender.to(KIT)


def test_when_every_alert_fails_the_ladder_goes_on_in_its_time_and_not_in_a_circle(house: House) -> None:
    for phone in EVERYONE_ON_CALL:
        house.sender.refuse(phone, PermanentSendError("unreachable", "30003"))
    house.text(NOE, URGENT)
    house.work()
    first = len(house.events("rung"))
    assert first == 3
    house.pass_time(900)
    assert first < len(house.events("rung")) <= first + 6
    house.sender.refuse(KIT, None)
    house.pass_time(200)
    assert house.sender.to(KIT)


def test_with_nobody_in_the_rota_the_episode_stays_open_and_due(house: House) -> None:
    with house.parts.db.write() as tx:
        tx.execute(sa.delete(Responder))
    taken = house.text(NOE, URGENT)
    assert house.answer(taken)
    house.pass_time(600)
    assert house.open(NOE).next_due_at is not None


def test_after_a_stop_of_an_hour_the_missed_rungs_are_not_sent_one_by_one(house: House) -> None:
    house.text(NOE, URGENT)
    house.work()
    house.sender.forget()
    house.later(3600)
    house.work()
    assert len(house.sender.to(NOOR)) <= 2
    assert house.sender.to(NOOR)
    house.sender.forget()
    house.later(180)
    house.work()
    assert len(house.sender.to(NOOR)) == 1


def test_a_raised_level_starts_its_ladder_at_once(house: House) -> None:
    house.text(NOE, BY_LEVEL["care"])
    house.work()
    house.later(30)
    house.text(NOE, BY_LEVEL["emergency"])
    house.work()
    assert "more urgent" in house.sender.to(ROBIN)[-1]
    house.later(60)
    house.work()
    assert house.sender.to(KIT)
    assert house.sender.to(NOOR)


def test_an_alert_holds_nothing_of_what_was_written(house: House) -> None:
    house.text(ADA, "I want to die and my budgie is called Zorro")
    house.pass_time(600)
    told = " ".join(one.text for one in house.sender.taken)
    assert "Zorro" not in told
    assert "die" not in told.replace("diet", "")


def test_a_person_whose_key_is_damaged_keeps_their_ladder(house: House) -> None:
    house.text(ADA, URGENT)
    house.work()
    house.sender.forget()
    with house.parts.db.write() as tx:
        tx.execute(sa.update(Person).values(data_key=b"test:damaged"))
    house.pass_time(600)
    assert house.sender.to(KIT)
    assert house.sender.to(NOOR)


def test_the_database_itself_refuses_a_second_open_episode_and_a_forgotten_one(house: House) -> None:
    house.text(ADA, URGENT)
    first = house.open(ADA)
    with pytest.raises(sa.exc.IntegrityError), house.parts.db.write() as tx:
        now = house.parts.clock.now()
        tx.add(
            Escalation(
                person_id=first.person_id, conversation_id=first.conversation_id, code="1234", level="care",
                state="waiting", opened_at=now, ladder_from=now, next_due_at=now,
            )
        )  # fmt: skip
    with pytest.raises(sa.exc.IntegrityError), house.parts.db.write() as tx:
        tx.execute(sa.text("UPDATE escalation SET next_due_at = NULL"))


@pytest.mark.parametrize("status", ["undelivered", "failed"])
def test_a_report_that_an_alert_did_not_arrive_lights_the_next_phone_at_once(
    house: House, status: str
) -> None:
    house.text(NOE, URGENT)
    house.work()
    first = next(one for one in house.sender.taken if one.to == ROBIN)
    house.later(5)
    with house.parts.db.write() as tx:
        news.take(tx, house.parts, first.provider_id, "sent", None, first.delivery_id)
        news.take(tx, house.parts, first.provider_id, status, "30003", first.delivery_id)
    house.work()
    assert house.sender.to(KIT)


def test_a_report_that_an_alert_arrived_changes_nothing(house: House) -> None:
    house.text(NOE, URGENT)
    house.work()
    first = next(one for one in house.sender.taken if one.to == ROBIN)
    with house.parts.db.write() as tx:
        news.take(tx, house.parts, first.provider_id, "delivered", None, first.delivery_id)
    house.later(59)
    house.work()
    assert not house.sender.to(KIT)
    house.later(2)
    house.work()
    assert house.sender.to(KIT)
