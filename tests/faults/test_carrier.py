"""The phone network refuses, loses answers, reports late or never; people and contacts opt out."""

import random
import uuid
from collections.abc import Mapping

import httpx
import pytest
import sqlalchemy as sa

from holdfast.models import Attempt, Delivery, DeliveryNews, Notice
from holdfast.simulator.faults import Fault
from holdfast.simulator.messages import new_sid
from holdfast.simulator.webhooks import signature
from tests.faults.brood import until
from tests.faults.conftest import Seen
from tests.faults.outside import ACCOUNT, TOKEN
from tests.faults.town import CALM, KIT, NOOR, RISK, ROBIN, Town

SMS_STATUS = "https://clinic.example/sms/status"


def report(town: Town, delivery: str, sid: str, status: str, error: str = "") -> int:
    """A signed report about a text."""
    form = {"MessageSid": sid, "MessageStatus": status, "AccountSid": ACCOUNT} | (
        {"ErrorCode": error} if error else {}
    )
    return signed(town, f"{SMS_STATUS}?delivery={delivery}", form)


def signed(town: Town, url: str, form: Mapping[str, str]) -> int:
    """Posted as the provider does; the status of the answer."""
    near = url.replace("https://clinic.example", town.url)
    header = {"X-Twilio-Signature": signature(TOKEN, url, form)}
    return httpx.post(near, data=dict(form), headers=header, timeout=20, trust_env=False).status_code


def alerts_of(town: Town, phone: str) -> list[Delivery]:
    """Texts to responders about this person."""
    ids = [one.id for one in town.episodes(phone)]
    return town.deliveries(
        Delivery.escalation_id.in_(ids), Delivery.to_kind == "responder", Delivery.kind == "alert"
    )


@pytest.mark.row(24, "STOP; 'end' in the middle of things; STOP while a human is awaited, who then writes")
def test_an_opt_out_is_kept_and_told_to_who_is_on_call(seen: Seen, town: Town) -> None:
    calm, risk, end = town.person(), town.person(), town.person()
    town.text(end, "end")
    assert not town.twilio.opt_outs.blocked(end)
    town.text(calm, CALM)
    town.text(calm, "STOP")
    town.text(risk, RISK, risk=True)
    town.alerted(risk)
    town.text(risk, "STOP")
    until(lambda: any("no longer reach" in text for text in town.got(ROBIN)), 30, "told to call")
    assert town.episode(risk)
    before = len(town.got(risk))
    town.writes(risk, "hello, I am here")
    blocked = (Delivery.to_kind == "person", Delivery.error.contains("opted"))
    until(lambda: town.deliveries(*blocked), 30)
    assert len(town.got(risk)) == before
    seen(
        "no more texts after STOP; 'end' is no opt-out",
        "that texts are blocked and to call; the episode stays open",
    )


@pytest.mark.row(25, "START after STOP")
def test_start_brings_texts_back(seen: Seen, town: Town) -> None:
    phone = town.person(contact=True)
    town.text(phone, CALM)
    town.text(phone, "STOP")
    before = len(town.got(phone))
    town.text(phone, CALM)
    town.rest()
    assert len(town.got(phone)) == before, "nothing before START"
    town.text(phone, "START")
    assert "Welcome back" in town.got(phone)[-1]
    before = len(town.got(phone))
    town.text(phone, CALM)
    until(lambda: len(town.got(phone)) > before)
    seen("a welcome back, and answers", "nothing")


@pytest.mark.row(26, "a contact has texted STOP; then the person is at risk")
def test_a_contact_who_opted_out_is_not_texted_nor_named(seen: Seen, town: Town) -> None:
    phone = town.person(contact=True)
    contact = town.contact_of(phone)
    town.outside.run(town.twilio.text(contact, "STOP"))
    town.text(phone, RISK, risk=True)
    town.alerted(phone)
    town.rest()
    assert not [text for text in town.got(contact) if "Ana" in text]
    assert "utter_status_contact_told" not in town.said(phone)
    assert len(town.events(phone, "contact_stopped")) == 1
    with town.parts.db.read() as tx:
        assert tx.scalar(sa.select(Notice.kind).where(Notice.kind == "contact_stopped"))
    seen(
        "the safety words; nobody is named who was not told; once all is calm, that this contact has stopped texts",
        "an alert; why this contact was passed over; a note for the clinic to look for someone else",
    )


@pytest.mark.row(27, "the provider takes a text, and its answer is an error or gets lost")
def test_a_text_of_unknown_outcome_is_looked_up(seen: Seen, town: Town) -> None:
    phone = town.person()
    town.twilio.faults.fail_after_accepting(times=4)
    town.text(phone, RISK, risk=True)
    town.alerted(phone)
    town.rest()
    found = alerts_of(town, phone)
    assert {one.state for one in found} <= {"sent", "delivered"}
    with town.parts.db.read() as tx:
        tried = sa.select(Attempt.result).where(Attempt.delivery_id.in_([one.id for one in found]))
        assert "unknown" in set(tx.scalars(tried))
    assert len(town.alerts(ROBIN, phone)) == 1, "it was not sent again"
    seen("the safety words", "one alert: it was found at the provider, and not sent again")


@pytest.mark.row(28, "the provider's REST API is down for half an hour; its webhooks work")
def test_without_the_rest_api_the_answer_still_carries_the_words(seen: Seen, town: Town) -> None:
    phone = town.person()
    dog = town.watchdog()
    try:
        with town.broken(town.to_twilio):
            town.text(phone, RISK, risk=True)
            assert "988" in town.got(phone)[0]
            for _ in range(6):
                town.later(310)
                until(
                    lambda: (found := town.episode(phone)) and found.next_due_at >= town.parts.clock.now(), 30
                )
            until(lambda: [one for one in town.said(phone) if "nobody_yet" in one], 30)
            until(lambda: town.outside.pages, 60, "a page by another way")
        town.alerted(phone, seconds=90)
    finally:
        dog.end()
    seen(
        "the crisis line at once; then that nobody has answered yet",
        "a page by the other way; alerts when it is back",
    )


@pytest.mark.row(29, "429 and a full queue (21611, 30001), eight times")
def test_a_throttled_text_is_tried_again(seen: Seen, town: Town) -> None:
    phone = town.person()
    for code, status in ((20429, 429), (21611, 400), (30001, 400)):
        town.twilio.faults.refuse(status, code, times=2)
    town.text(phone, RISK, risk=True)
    for _ in range(6):
        if town.alerts(ROBIN, phone):
            break
        town.later(20)
        until(lambda: not [one for one in alerts_of(town, phone) if one.state == "sending"], 20)
    town.alerted(phone)
    seen("the safety words", "an alert, a little later")


@pytest.mark.row(30, "texts to whoever is first on call fail for good, by nine codes")
def test_what_cannot_arrive_lights_the_next_phone_at_once(seen: Seen, town: Town) -> None:
    codes = (21211, 21614, 30003, 30004, 30005, 30006, 30007, 30034, 21610)
    for code in codes:
        phone = town.person()
        plan = (
            Fault(status=400, code=code)
            if code < 30000
            else Fault(reports=("sent", "undelivered"), error=code)
        )
        town.twilio.exchange.manners[ROBIN] = "failed"
        town.twilio.faults.add(
            plan, times=4
        )  # three texts in the answer to the webhook come first, and then the alert
        town.text(phone, RISK, risk=True)
        until(
            lambda phone=phone: town.alerts(KIT, phone) or town.alerts(NOOR, phone),
            40,
            f"the next phone for {code}",
        )
        town.twilio.faults.clear()
        town.rest()
        with town.parts.db.write() as tx:
            tx.execute(sa.text("UPDATE responder SET texts_blocked_at = NULL"))
    town.twilio.exchange.manners.clear()
    seen("the safety words", "the next phone at once, not a minute later")


@pytest.mark.row(31, "reports late, twice, reversed, for an unknown text, before the try's own result")
def test_reports_never_move_a_text_backwards(seen: Seen, town: Town) -> None:
    town.twilio.faults.report(times=3)
    phone = town.person()
    town.text(phone, RISK, risk=True)
    town.alerted(phone)
    town.rest()
    one = next(one for one in alerts_of(town, phone) if one.provider_id)
    words = ["sent", "delivered", "queued", "sending", "sent", "delivered"]
    for status in random.Random(31).sample(words, len(words)):
        assert report(town, one.id, one.provider_id or "", status) == 204
    assert next(row for row in alerts_of(town, phone) if row.id == one.id).state == "delivered"
    unknown = new_sid("SM")
    assert report(town, str(uuid.uuid4()), unknown, "delivered") == 204
    with town.parts.db.read() as tx:
        kept = sa.select(DeliveryNews.status).where(DeliveryNews.provider_id == unknown)
        assert tx.scalars(kept).all() == ["delivered"]
    seen("nothing", "delivered stays delivered; an unknown report is kept")


@pytest.mark.row(32, "no report ever")
def test_without_reports_the_ladder_climbs_by_time(seen: Seen, town: Town) -> None:
    town.twilio.faults.report(times=200)
    phone = town.person()
    town.text(phone, RISK, risk=True)
    town.alerted(phone)
    first = len(town.got(phone))
    town.later(25)
    until(lambda: len(town.got(phone)) > first, 40, "what travelled in the answer is sent again")
    town.later(45)
    until(lambda: town.alerts(KIT, phone), 40)
    seen("the safety words, and once more after 20 s", "the next phone after a minute")
