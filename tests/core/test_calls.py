"""Calls to responders: rows like texts, taken by a pressed key and by nothing else, never in the way of the ladder."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.delivery import call, news, outbox
from holdfast.errors import PermanentSendError, SettingsError, TransientSendError, UnknownOutcome
from holdfast.handoff import call_answers, caller, desk
from holdfast.handoff.call_answers import Said
from holdfast.models import Delivery
from holdfast.parts import DATA
from holdfast.policy import Policy
from tests.core.duty import on_duty
from tests.core.house import House
from tests.core.phones import (
    ADA,
    CARE,
    EMERGENCY,
    EVERYONE_ON_CALL,
    GWEN,
    KIT,
    NOE,
    NOOR,
    ROBIN,
    STRANGER,
    URGENT,
)

STATUSES = [
    "queued",
    "initiated",
    "ringing",
    "in-progress",
    "completed",
    "busy",
    "no-answer",
    "canceled",
    "failed",
]


@pytest.fixture
def house(house: House) -> House:
    """The small clinic, with a number that can call."""
    settings = replace(house.parts.settings, twilio_voice_from="+12025550100")
    return replace(house, parts=replace(house.parts, settings=settings))


def rung(house: House) -> list[str]:
    return [one.to for one in house.sender.rung]


def last_call(house: House, phone: str) -> Delivery:
    found = [one for one in house.sender.rung if one.to == phone][-1]
    return house.deliveries(id=found.delivery_id)[0]


def report(house: House, rang: Delivery, *statuses: str) -> None:
    for status in statuses:
        with house.parts.db.write() as tx:
            news.take(tx, house.parts, str(rang.provider_id), status, None, rang.id)


def press(house: House, rang: Delivery, keys: str) -> Said:
    with house.parts.db.write() as tx:
        return call_answers.pressed(tx, house.parts, rang.id, keys)


def answer(house: House, rang: Delivery) -> Said:
    with house.parts.db.write() as tx:
        return call_answers.answered(tx, house.parts, rang.id, str(rang.provider_id))


def at_hour(house: House, hour: int) -> None:
    """The rota is in UTC: until this hour of the next day."""
    now = house.parts.clock.now()
    then = (now + timedelta(days=1)).replace(hour=hour, minute=5, second=0)
    house.later((then - now).total_seconds())


def test_by_the_policy_an_emergency_calls_at_once_and_an_urgent_one_after_a_minute(house: House) -> None:
    house.text(NOE, EMERGENCY)
    house.work()
    assert rung(house) == [ROBIN]
    house.sender.rung.clear()
    house.text(ADA, URGENT)
    house.work()
    assert rung(house) == []
    house.pass_time(61)
    assert ROBIN in rung(house)


def test_with_nobody_answering_the_whole_group_is_called_again_and_again(house: House) -> None:
    house.text(NOE, EMERGENCY)
    house.pass_time(125)
    assert sorted(rung(house)) == sorted([ROBIN, KIT, NOOR, *EVERYONE_ON_CALL])
    house.pass_time(180)
    assert sorted(rung(house)[-3:]) == sorted(EVERYONE_ON_CALL)
    assert house.open(NOE).state == "waiting"


@pytest.mark.parametrize(("hour", "calls"), [(12, True), (8, True), (21, False), (3, False)])
def test_care_calls_by_day_and_not_at_night(house: House, hour: int, calls: bool) -> None:
    at_hour(house, hour)
    on_duty(house, "Robin", "Kit", "Noor")
    house.text(NOE, CARE)
    house.pass_time(901)
    assert (rung(house) == [ROBIN]) is calls
    assert len(house.sender.to(ROBIN)) == 2


def test_without_a_rota_nobody_knows_the_hour_and_care_calls_nobody(house: House) -> None:
    house.text(NOE, CARE)
    house.pass_time(1900)
    assert rung(house) == []


def test_a_clinic_without_a_number_that_calls_calls_nobody(house: House) -> None:
    settings = replace(house.parts.settings, twilio_voice_from="")
    silent = replace(house, parts=replace(house.parts, settings=settings))
    silent.text(NOE, EMERGENCY)
    silent.pass_time(300)
    assert rung(silent) == []
    assert silent.deliveries(kind="call") == []


def test_the_key_takes_the_person_for_whom_the_phone_rang(house: House) -> None:
    house.text(NOE, EMERGENCY)
    house.work()
    rang = last_call(house, ROBIN)
    assert answer(house, rang) == Said(("utter_alert_responder",), asks=True)
    assert house.open(NOE).state == "waiting", "answering is not taking"
    assert press(house, rang, "1").scripts == ("utter_alert_ack_ok",)
    taken = house.open(NOE)
    with house.parts.db.read() as tx:
        assert (taken.state, taken.acknowledged_by) == ("acknowledged", house.responder(tx, "Robin").id)
    assert press(house, rang, "1").scripts == ("utter_alert_ack_ok",)
    assert len(house.events("acknowledged")) == 1


@pytest.mark.parametrize("keys", ["", "3", "12", "31", "147", "#", "*0"])
def test_any_other_key_takes_nobody_and_the_alert_is_said_again(house: House, keys: str) -> None:
    house.text(NOE, EMERGENCY)
    house.work()
    said = press(house, last_call(house, ROBIN), keys)
    assert said.scripts == ("utter_call_wrong_key", "utter_alert_responder")
    assert said.asks
    assert house.open(NOE).state == "waiting"


def test_a_key_pressed_twice_is_that_key(house: House) -> None:
    house.text(NOE, EMERGENCY)
    house.work()
    assert press(house, last_call(house, ROBIN), "11").scripts == ("utter_alert_ack_ok",)


def test_a_late_key_hears_who_has_them(house: House) -> None:
    house.text(NOE, EMERGENCY)
    house.pass_time(61)
    robins, kits = last_call(house, ROBIN), last_call(house, KIT)
    press(house, kits, "1")
    assert press(house, robins, "1") == Said(("utter_alert_taken_by_other",), {"responder": "Kit"})
    assert answer(house, robins) == Said(("utter_alert_taken_by_other",), {"responder": "Kit"})


def test_two_keys_at_once_the_first_has_them_and_the_second_hears_who(house: House) -> None:
    house.text(NOE, EMERGENCY)
    house.pass_time(61)
    ringing = [last_call(house, ROBIN), last_call(house, KIT)] * 4

    def at_once(rang: Delivery) -> Said:
        report = (str(rang.provider_id), "completed", None, rang.id)
        house.parts.db.transact(lambda tx: news.take(tx, house.parts, *report))
        return house.parts.db.transact(lambda tx: call_answers.pressed(tx, house.parts, rang.id, "1"))

    with ThreadPoolExecutor(len(ringing)) as many:
        said = list(many.map(at_once, ringing))
    assert len(house.events("acknowledged")) == 1
    first = "Robin" if said[0].scripts == ("utter_alert_ack_ok",) else "Kit"
    for rang, one in zip(ringing, said, strict=True):
        mine = (rang.to_id == ringing[0].to_id) is (first == "Robin")
        assert one.scripts == (("utter_alert_ack_ok",) if mine else ("utter_alert_taken_by_other",))
        assert mine or one.args == {"responder": first}
    assert {
        one.state for one in house.deliveries(kind="call") if one.id in {rang.id for rang in ringing}
    } == {"delivered"}


def test_a_call_about_someone_who_was_handed_back_says_that_it_is_over(house: House) -> None:
    house.text(NOE, EMERGENCY)
    house.work()
    rang = last_call(house, ROBIN)
    press(house, rang, "1")
    with house.parts.db.write() as tx:
        robin, escalation = house.responder(tx, "Robin"), tx.merge(house.open(NOE))
        desk.write(tx, house.parts, escalation, robin, "Here I am.")
        desk.hand_back(tx, house.parts, escalation, robin, "safe_for_now")
    assert answer(house, rang).scripts == press(house, rang, "1").scripts == ("utter_call_over",)
    with house.parts.db.write() as tx:
        assert call_answers.answered(tx, house.parts, "nobody-knows", "CA9").scripts == ("utter_call_over",)


def test_who_cannot_is_passed_over_at_once_and_only_once(house: House) -> None:
    house.text(NOE, EMERGENCY)
    house.work()
    rang = last_call(house, ROBIN)
    assert press(house, rang, "2").scripts == ("utter_alert_declined",)
    house.work()
    assert set(rung(house)[1:]) == {KIT, NOOR}
    before = len(house.events("rung"))
    press(house, rang, "2")
    house.work()
    assert len(house.events("rung")) == before


@pytest.mark.parametrize("end", ["busy", "no-answer", "failed", "canceled", "completed"])
def test_a_call_that_nobody_took_failed_and_with_the_text_failed_too_the_next_rung_is_due(
    house: House, end: str
) -> None:
    house.sender.refuse(ROBIN, PermanentSendError("unreachable", "30003"))
    house.text(NOE, EMERGENCY)
    house.work()
    assert rung(house) == [ROBIN], "while it rings it may still be taken"
    report(house, last_call(house, ROBIN), "initiated", "ringing", end)
    house.work()
    assert set(rung(house)[1:]) == {KIT, NOOR}


def test_a_delivered_text_and_a_missed_call_wait_for_the_next_rungs_time(house: House) -> None:
    house.text(NOE, EMERGENCY)
    house.work()
    report(house, last_call(house, ROBIN), "no-answer")
    house.work()
    assert rung(house) == [ROBIN]
    house.pass_time(61)
    assert set(rung(house)[1:]) == {KIT, NOOR}


@pytest.mark.parametrize("order", [["completed", "ringing", "in-progress"], ["completed", "completed"]])
def test_a_mailbox_takes_nobody_in_whatever_order_its_call_is_reported(
    house: House, order: list[str]
) -> None:
    house.text(NOE, EMERGENCY)
    house.work()
    rang = last_call(house, ROBIN)
    answer(house, rang)
    report(house, rang, *order)
    row = house.deliveries(id=rang.id)[0]
    assert (row.state, row.error) == ("failed", "completed")
    assert house.open(NOE).state == "waiting"


@pytest.mark.parametrize("late", [True, False])
def test_a_pressed_key_stands_whatever_is_reported(house: House, late: bool) -> None:
    house.text(NOE, EMERGENCY)
    house.work()
    rang = last_call(house, ROBIN)
    if late:
        report(house, rang, "completed")
    press(house, rang, "1")
    report(house, rang, "completed", "ringing")
    assert house.deliveries(id=rang.id)[0].state == "delivered"
    assert house.open(NOE).state == "acknowledged"


def test_a_ringing_phone_is_not_called_told(house: House) -> None:
    for phone in EVERYONE_ON_CALL:
        house.sender.refuse(phone, PermanentSendError("unreachable", "30003"))
    talk = house.web(NOE)
    house.write(talk, EMERGENCY)
    house.work()
    assert rung(house)
    assert "utter_status_told" not in {one.script for one in house.said(talk)}


def test_once_somebody_has_them_no_other_phone_rings(house: House) -> None:
    house.text(NOE, EMERGENCY)
    house.sender.fail(f"tel:{ROBIN}", TransientSendError("busy", "20429"))
    house.work()
    with house.parts.db.write() as tx:
        desk.acknowledge(tx, house.parts, tx.merge(house.open(NOE)), house.responder(tx, "Kit"))
    house.pass_time(30)
    assert rung(house) == []
    assert [(one.state, one.error) for one in house.deliveries(kind="call")] == [("cancelled", "taken")]


@pytest.mark.parametrize("findable", [True, False])
def test_a_call_of_unknown_outcome_is_looked_up_before_the_phone_rings_again(
    house: House, findable: bool
) -> None:
    house.sender.findable = findable
    house.sender.fail(f"tel:{ROBIN}", UnknownOutcome("reset"), accepted=True)
    house.text(NOE, EMERGENCY)
    house.pass_time(30)
    assert rung(house) == [ROBIN] * (1 if findable else 2)
    assert house.deliveries(kind="call")[0].state == "sent"


def test_the_try_is_on_record_before_the_phone_rings(house: House) -> None:
    seen = []
    house.sender.before_call = lambda one: seen.append(house.deliveries(id=one)[0].state)
    house.text(NOE, EMERGENCY)
    house.work()
    assert set(seen) == {"sending"}


def test_a_failing_text_keeps_no_call_waiting(house: House) -> None:
    house.sender.refuse(ROBIN, TransientSendError("busy", "20429"))
    house.text(NOE, EMERGENCY)
    jobs = [job for _ in range(2) for job in outbox.claim(house.parts)]
    assert {job.text is None for job in jobs} == {True, False}


def test_with_texts_refused_for_half_an_hour_phones_still_ring_and_can_be_answered(house: House) -> None:
    for phone in EVERYONE_ON_CALL:
        house.sender.refuse(phone, TransientSendError("unreachable", "20503"))
    house.text(NOE, EMERGENCY)
    house.pass_time(1800)
    assert house.sender.to(*EVERYONE_ON_CALL) == []
    assert set(rung(house)) == set(EVERYONE_ON_CALL)
    assert press(house, last_call(house, NOOR), "1").scripts == ("utter_alert_ack_ok",)


def test_with_no_report_ever_the_ladder_goes_on_by_time(house: House) -> None:
    house.text(NOE, EMERGENCY)
    house.pass_time(400)
    assert len(house.events("called")) == len(house.events("rung")) >= 4
    assert {one.state for one in house.deliveries(kind="call")} == {"sent"}


def test_the_call_of_a_dead_worker_is_looked_up_by_the_next(house: House) -> None:
    house.text(NOE, EMERGENCY)
    jobs = [job for _ in range(2) for job in outbox.claim(house.parts)]
    (job,) = [job for job in jobs if job.text is None]
    house.sender.call(job.to, job.delivery_id)
    house.pass_time(40)
    assert rung(house) == [ROBIN]
    assert house.deliveries(id=job.delivery_id)[0].state == "sent"


@given(st.lists(st.sampled_from(STATUSES), max_size=12), st.integers(0, 12))
def test_in_any_order_a_call_only_moves_forward_and_a_key_stands(statuses: list[str], at: int) -> None:
    call_row, ranks = Delivery(state="sending"), [news.RANK["sending"]]
    for number, status in enumerate(statuses):
        if number == at:
            call.heard(call_row)
        news._apply(call_row, status, None)
        ranks.append(news.RANK[call_row.state])
    assert ranks == sorted(ranks)
    if at < len(statuses):
        assert call_row.state == "delivered"


def test_someone_who_calls_is_known_by_the_number_and_it_is_written_down_once(house: House) -> None:
    house.text(GWEN, URGENT)
    for _ in range(2):
        with house.parts.db.write() as tx:
            who = caller.came_in(tx, house.parts, GWEN, "CA1")
    assert who.country == "GB"
    (event,) = house.events("phoned")
    assert event.facts == {"call": "CA1"}


def test_an_unknown_number_that_calls_is_given_no_countrys_line_and_leaves_nothing(house: House) -> None:
    with house.parts.db.write() as tx:
        who = caller.came_in(tx, house.parts, STRANGER, "CA1")
    assert who.country is None
    assert house.events("phoned") == []


def test_night_may_begin_before_or_after_midnight(house: House) -> None:
    noon = datetime(2027, 3, 1, 12, tzinfo=house.parts.clock.now().tzinfo)
    assert not house.parts.policy.is_night(noon)
    assert house.parts.policy.is_night(noon.replace(hour=23))
    assert house.parts.policy.is_night(noon.replace(hour=2))
    data = {**house.parts.policy.data, "calls": {"night": {"begins": "01:00", "ends": "06:00"}}}
    early = replace(house.parts.policy, data=data)
    assert early.is_night(noon.replace(hour=2))
    assert not early.is_night(noon.replace(hour=23))


@pytest.mark.parametrize("line", ["tell: first_responder", "call: first_responder"])
def test_a_ladder_that_names_nobody_is_refused_at_the_start(tmp_path: Path, line: str) -> None:
    shipped = (DATA / "handoff.yml").read_text()
    assert line in shipped
    (tmp_path / "handoff.yml").write_text(shipped.replace(line, line[:5] + " the_moon", 1))
    with pytest.raises(SettingsError, match="nobody that is known"):
        Policy.load(tmp_path / "handoff.yml")
