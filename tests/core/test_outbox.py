"""Texts out: a row and an attempt before every call, order within a phone, and every outcome carried to its end."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from holdfast.delivery import news, outbox, outcome, rate, thread
from holdfast.errors import PermanentSendError, TransientSendError, UnknownOutcome
from holdfast.handoff import desk
from holdfast.models import Attempt, Delivery, Escalation
from tests.core.house import House
from tests.core.phones import ADA, CALM, GWEN, KIT, NOE, ROBIN, URGENT


def say(house: House, phone: str, *texts: str) -> None:
    """A responder's words, one after the other, queued for this phone."""
    taken = house.text(phone, CALM)
    with house.parts.db.write() as tx:
        conversation, robin = house.conversation(tx, taken), house.responder(tx, "Robin")
        tx.execute(sa.update(Delivery).where(Delivery.kind == "inline").values(state="delivered"))
        for text in texts:
            thread.write(tx, house.parts, conversation, robin, text)


def attempts(house: House) -> list[Attempt]:
    with house.parts.db.read() as tx:
        return list(tx.scalars(sa.select(Attempt).order_by(Attempt.id)))


def send(house: House) -> int:
    return asyncio.run(outbox.send_due(house.parts, house.sender))


def test_an_attempt_is_on_record_before_the_call_is_made(house: House) -> None:
    say(house, NOE, "one")
    seen = []

    def look(delivery_id: str) -> None:
        with house.parts.db.read() as tx:
            made = tx.scalars(sa.select(Attempt).where(Attempt.delivery_id == delivery_id)).all()
            seen.append([attempt.result for attempt in made])

    house.sender.before_call = look
    send(house)
    assert seen == [[None]]
    assert [attempt.result for attempt in attempts(house)] == ["sent"]


def test_one_phones_texts_leave_in_order(house: House) -> None:
    say(house, NOE, "one", "two", "three")
    send(house)
    assert house.sender.to(NOE) == ["one", "two", "three"]


@pytest.mark.parametrize("fault", [TransientSendError("busy", "20429"), UnknownOutcome("reset")])
def test_a_text_that_is_tried_again_is_not_overtaken_by_the_next(house: House, fault: Exception) -> None:
    house.sender.fail(NOE, fault)  # type: ignore[arg-type]
    say(house, NOE, "one", "two")
    send(house)
    assert house.sender.to(NOE) == []
    house.pass_time(30)
    assert house.sender.to(NOE)[:2] == ["one", "two"]


def test_a_phone_that_fails_for_long_gets_the_later_texts_all_the_same(house: House) -> None:
    house.sender.fail(NOE, TransientSendError("busy", "20429"), times=4)
    say(house, NOE, "one", "two")
    house.pass_time(60)
    assert sorted(house.sender.to(NOE)) == ["one", "two"]


def test_safety_words_and_alerts_go_before_small_talk(house: House) -> None:
    talk = house.web(NOE)
    say(house, ADA, "small talk")
    house.write(talk, URGENT)
    jobs = outbox.claim(house.parts)
    first = house.deliveries(id=jobs[0].delivery_id)[0]
    assert first.kind == "alert"


def test_an_alert_waits_neither_for_a_slow_provider_nor_for_another_persons_alert(house: House) -> None:
    """While the first call hangs, someone else becomes at risk: the same responder is told of them meanwhile."""
    began, told = threading.Event(), threading.Event()

    def call(delivery_id: str) -> None:
        if not began.is_set():
            began.set()
            assert told.wait(10), "the second alert waits for the first call"
        elif delivery_id in second():
            told.set()

    def second() -> list[str]:
        with house.parts.db.read() as tx:
            mine = sa.select(Escalation.id).where(Escalation.person_id == house.person(tx, NOE).id)
            query = sa.select(Delivery.id).where(Delivery.kind == "alert", Delivery.escalation_id.in_(mine))
            return list(tx.scalars(query))

    house.sender.before_call = call
    house.text(GWEN, URGENT)
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(send, house)
        assert began.wait(10)
        house.text(NOE, URGENT)
        assert sending.result(20) >= 2
    assert told.is_set()


def test_a_provider_that_hangs_is_not_taken_for_an_outbox_that_does(house: House) -> None:
    """Each look is a sign of life, however long one call takes."""
    beats, enough = 0, threading.Event()

    def beat() -> None:
        nonlocal beats
        beats += 1
        if beats == 3:
            enough.set()

    house.sender.before_call = lambda _: enough.wait(10) and None
    say(house, NOE, "one")
    asyncio.run(outbox.send_due(house.parts, house.sender, beat=beat))
    assert enough.is_set()


def test_a_refused_text_is_not_tried_again(house: House) -> None:
    house.sender.fail(NOE, PermanentSendError("landline", "30006"))
    say(house, NOE, "one")
    house.pass_time(600)
    assert house.sender.to(NOE) == []
    assert [one.state for one in house.deliveries(kind="reply")] == ["failed"]


def test_a_throttled_text_is_tried_later_each_time_and_given_up_with_a_reason(house: House) -> None:
    house.sender.refuse(NOE, TransientSendError("busy", "20429"))
    say(house, NOE, "one")
    house.pass_time(900)
    last = house.deliveries(kind="reply")[0]
    assert last.state == "failed"
    assert last.error is not None
    assert "20429" in last.error
    assert last.tries == outcome.MOST_TRIES == len(attempts(house))


@pytest.mark.parametrize(
    ("accepted", "findable", "copies"), [(True, True, 1), (True, False, 2), (False, True, 1)]
)
def test_an_unknown_outcome_is_looked_up_and_sent_again_at_most_once(
    house: House, accepted: bool, findable: bool, copies: int
) -> None:
    house.sender.findable = findable
    house.sender.fail(NOE, UnknownOutcome("reset"), accepted=accepted)
    say(house, NOE, "one")
    house.pass_time(120)
    assert house.sender.to(NOE) == ["one"] * copies
    assert house.sender.looked
    assert [one.state for one in house.deliveries(kind="reply")] == ["sent"]


def test_the_work_of_a_dead_worker_is_taken_over_when_its_lease_is_over(house: House) -> None:
    say(house, NOE, "one")
    jobs = outbox.claim(house.parts)
    assert len(jobs) == 1
    assert outbox.claim(house.parts) == []
    house.later(31)
    again = outbox.claim(house.parts)
    assert [job.look_first for job in again] == [True]


def test_two_workers_never_take_the_same_text(house: House) -> None:
    say(house, NOE, *map(str, range(5)))
    say(house, ADA, *map(str, range(5)))
    taken = [job.delivery_id for _ in range(6) for job in outbox.claim(house.parts)]
    assert len(taken) == len(set(taken))


def test_a_reply_in_the_webhooks_answer_is_sent_again_only_if_nobody_confirms_it(house: House) -> None:
    confirmed, silent = house.text(ADA, URGENT), house.text(NOE, URGENT)
    with house.parts.db.write() as tx:
        for number, (delivery_id, _) in enumerate(thread.inline_of(tx, house.parts, confirmed.message_id)):
            news.take(tx, house.parts, f"SMtwiml{number}", "sent", None, delivery_id)
    house.pass_time(19)
    assert not house.sender.to(ADA, NOE)
    house.pass_time(10)
    assert not house.sender.to(ADA)
    assert house.sender.to(NOE)[0] == house.answer(silent)[0]


def test_a_report_that_comes_before_our_own_result_is_not_overruled_by_it(house: House) -> None:
    say(house, NOE, "one")

    def deliver(delivery_id: str) -> None:
        with house.parts.db.write() as tx:
            news.take(tx, house.parts, "SMearly", "delivered", None, delivery_id)

    house.sender.before_call = deliver
    house.sender.fail(NOE, UnknownOutcome("reset"), accepted=True)
    house.pass_time(60)
    assert house.sender.to(NOE) == ["one"]
    assert [one.state for one in house.deliveries(kind="reply")] == ["delivered"]


def test_a_number_that_opted_out_is_remembered_and_who_is_on_call_learns_to_telephone(house: House) -> None:
    house.text(NOE, URGENT)
    house.later(5)  # two answers are under way, and are refused one after the other
    house.text(NOE, URGENT)
    house.work()
    house.sender.refuse(NOE, PermanentSendError("opted out", "21610"))
    house.pass_time(200)
    with house.parts.db.read() as tx:
        assert house.person(tx, NOE).texts_blocked_at is not None
    assert len([text for text in house.sender.to(ROBIN, KIT) if "no longer reach" in text]) == 1


def test_a_delivery_whose_words_cannot_be_opened_fails_with_a_reason_and_the_ladder_knows(
    house: House,
) -> None:
    house.text(NOE, URGENT)
    with house.parts.db.write() as tx:
        tx.execute(sa.update(Delivery).where(Delivery.kind == "alert").values(words=b"test:garbage"))
    house.work()
    assert {one.error for one in house.deliveries(kind="alert", n=0)} == {"sealed"}
    assert house.sender.to(KIT)


def test_every_row_ends_as_sent_failed_or_cancelled(house: House) -> None:
    house.sender.fail(ROBIN, TransientSendError("busy", "20429"), times=2)
    house.sender.fail(ADA, UnknownOutcome("reset"), times=2)
    house.text(ADA, URGENT)
    house.pass_time(200)
    with house.parts.db.write() as tx:
        escalation, robin = tx.merge(house.open(ADA)), house.responder(tx, "Robin")
        desk.hand_back(tx, house.parts, escalation, robin, "safe_for_now")
    house.pass_time(100)
    assert {one.state for one in house.deliveries()} <= {"sent", "delivered", "failed", "cancelled"}


class Still:
    """A clock that stands until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def limited(house: House, most: str) -> Still:
    """The sender carries so many in a second, and the second lasts."""
    clock = Still(house.parts.clock.now())
    settings = replace(house.parts.settings, twilio_texts_each_second=most)
    house.parts = replace(house.parts, settings=settings, clock=clock)  # type: ignore[arg-type]
    return clock


def test_no_more_leave_in_a_second_than_the_sender_carries_and_the_order_is_kept(house: House) -> None:
    say(house, NOE, "one", "two", "three")
    say(house, ADA, "other")
    clock = limited(house, "2")
    send(house)
    assert len(house.sender.taken) == 2
    send(house)
    assert len(house.sender.taken) == 2, "the same second"
    clock.at += timedelta(seconds=1.01)
    send(house)
    assert len(house.sender.taken) == 4
    assert house.sender.to(NOE) == ["one", "two", "three"]


@pytest.mark.row(29, "more texts than the sender carries; then someone is at risk")
def test_safety_words_and_alerts_wait_for_no_one(house: House) -> None:
    say(house, ADA, "one", "two", "three")
    house.text(NOE, URGENT)
    limited(house, "1")
    with house.parts.db.write() as tx:
        tx.execute(
            sa.update(Delivery).where(Delivery.state == "inline").values(due_at=house.parts.clock.now())
        )
    send(house)
    assert house.sender.to(ROBIN)
    assert house.sender.to(NOE)
    assert len(house.sender.to(ADA)) <= 1


def test_an_unregistered_north_american_number_carries_one(house: House) -> None:
    given = house.parts.settings
    assert rate.limit(replace(given, twilio_from="+12025550100")) == 1
    assert rate.limit(replace(given, twilio_from="+447700900100")) is None
    assert rate.limit(replace(given, twilio_from="+12025550100", twilio_texts_each_second="0")) is None
    assert rate.limit(replace(given, twilio_from="MG1", twilio_texts_each_second="30")) == 30
    assert "TEXTS_EACH_SECOND" in str(replace(given, twilio_texts_each_second="few").faults())
