"""Twilio's webhooks over HTTP: only what Twilio signed, once, answered with the safety words, and never lost."""

import re
import time
import uuid
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor

import pytest

from holdfast.simulator.webhooks import signature
from tests.channels.front import NEXT_TOKEN, PUBLIC_URL, TOKEN, Phone, words

pytestmark = pytest.mark.slow
RISK = "I want to end my life"
ANA, SAM, ROBIN = "+12025550101", "+12025550102", "+12025550110"


def sid():
    return "SM" + uuid.uuid4().hex


def of(reference):
    return f"AC{'0' * 32}:{reference}"


def test_payloads_are_taken_when_twilio_made_them_and_refused_when_not(front, payload):
    headers = {name: value.strip().encode() for name, value in payload.headers.items()}
    answer = front.http.post(payload.path, content=payload.body, headers=headers)
    if not payload.good:
        assert answer.status_code == 403
        assert "life" not in answer.text
        return
    assert answer.status_code == (204 if "/sms/status" in payload.path else 200)
    if answer.status_code == 200:
        ET.fromstring(answer.text)
    if "stop" in payload.name:
        Phone(front, ANA).text("START")


def test_without_a_signature_nothing_is_done(front, phone):
    reference = sid()
    form = {"MessageSid": reference, "AccountSid": "AC" + "0" * 32, "From": phone.number, "Body": RISK}
    for headers in (
        {},
        {"X-Twilio-Signature": ""},
        {"X-Twilio-Signature": signature("guess", PUBLIC_URL + "/sms/inbound", form)},
    ):
        assert front.http.post("/sms/inbound", data=form, headers=headers).status_code == 403
    assert front.messages(of(reference)) == 0


def test_the_address_that_is_signed_is_ours_whatever_the_host_says(front, phone):
    form = {"MessageSid": sid(), "AccountSid": "AC", "From": phone.number, "Body": "hello"}
    header = signature(TOKEN, "https://evil.example/sms/inbound", form)
    headers = {"X-Twilio-Signature": header, "Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    assert front.http.post("/sms/inbound", data=form, headers=headers).status_code == 403


def test_both_tokens_sign_while_one_is_being_rotated(phone):
    assert phone.text("hello", token=TOKEN).status_code == 200
    assert phone.text("hello", token=NEXT_TOKEN).status_code == 200


def test_the_safety_words_are_in_the_answer_with_the_line_of_the_country(front):
    assert "988" in Phone(front, ANA).says(RISK)


def test_a_replay_is_answered_alike_and_has_no_second_effect(front, phone):
    reference = sid()
    first = phone.says(RISK, sid=reference)
    assert first
    assert [phone.says(RISK, sid=reference) for _ in range(3)] == [first] * 3
    assert front.messages(of(reference)) == 1


def test_twenty_at_once_are_one(front, phone):
    reference = sid()
    with ThreadPoolExecutor(20) as many:
        answers = list(many.map(lambda _: phone.text(RISK, sid=reference), range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert front.messages(of(reference)) == 1
    query = "SELECT count(*) FROM message a JOIN message m ON a.answers_id = m.id WHERE m.reference = ?"
    assert front.count(query, of(reference)) == len(ET.fromstring(answers[0].text))


def test_different_texts_of_one_phone_at_once_are_all_taken(front, phone):
    references = [sid() for _ in range(10)]
    with ThreadPoolExecutor(10) as many:
        answers = list(many.map(lambda one: phone.text("hello", sid=one), references))
    assert {answer.status_code for answer in answers} == {200}
    assert all(front.messages(of(one)) == 1 for one in references)


@pytest.mark.parametrize("body", ["", " ", "\n\t"])
def test_a_text_of_nothing_is_asked_about_with_a_line(phone, body):
    assert "could not read" in phone.says(body)


def test_a_picture_alone_is_asked_about_and_is_a_signal_from_someone_at_risk(front, phone):
    picture = {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/x", "MediaContentType0": "image/jpeg"}
    assert "cannot see pictures" in phone.says("", **picture)
    phone.says(RISK)
    before = front.count("SELECT count(*) FROM message WHERE kind = 'handoff'")
    assert phone.says("", **picture)
    assert front.count("SELECT count(*) FROM message WHERE kind = 'handoff'") == before + 1


@pytest.mark.parametrize("odd", ["x", "-1", "\u00b2", ""])
def test_an_odd_number_of_pictures_is_none(phone, odd):
    assert phone.text("hello", NumMedia=odd).status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1600,
        ("a b " * 394) + RISK,
        "a\0b",
        "/restart",
        " /risk",
        '/intent{"slot":"x"}',
        "\ufffd\ufffd",
        "é 🙂 ü",
    ],
    ids=["longest", "risk at its end", "nul", "restart", "risk", "intent", "unreadable", "unicode"],
)
def test_odd_texts_are_taken_in(front, phone, text):
    reference = sid()
    said = phone.says(text, sid=reference)
    assert front.messages(of(reference)) == 1
    if RISK in text:
        assert "988" in said or "findahelpline" in said


def test_a_phone_that_is_not_known_gets_help_and_nothing_personal(front, phone):
    assert "Hill Street" not in phone.says("hello")
    risky = phone.says(RISK)
    assert "findahelpline" in risky
    assert "Sam" not in risky


def test_a_foreign_phone_is_not_given_another_country_s_line(front):
    said = Phone(front, "+33612345678").says(RISK)
    assert "988" not in said
    assert "findahelpline" in said or "local emergency" in said


@pytest.mark.parametrize("number", [SAM, ROBIN])
def test_what_a_contact_or_a_responder_writes_is_gated_like_anyone(front, number):
    phone = Phone(front, number)
    reference = sid()
    said = phone.says(RISK, sid=reference)
    assert "988" in said or "findahelpline" in said
    assert front.messages(of(reference)) == 1
    assert (
        front.count("SELECT count(*) FROM message WHERE reference = ? AND level != 'none'", of(reference))
        == 1
    )


def test_an_answer_to_an_alert_counts_once_however_often_it_comes(front):
    Phone(front, ANA).says(RISK)
    with front.parts.db.read() as tx:
        code, case = (
            tx.connection()
            .exec_driver_sql(
                "SELECT e.code, e.id FROM escalation e JOIN delivery d ON d.escalation_id = e.id JOIN responder r"
                " ON r.id = d.to_id WHERE r.name LIKE 'Robin%' AND e.state = 'waiting' ORDER BY e.opened_at DESC"
            )
            .first()
        )
    robin, reference = Phone(front, ROBIN), sid()
    with ThreadPoolExecutor(10) as many:
        answers = list(many.map(lambda _: robin.text(f"{code} n", sid=reference), range(10)))
    assert {words(answer) for answer in answers} == {""}
    declined = "SELECT count(*) FROM escalation_event WHERE escalation_id = ? AND verb = 'declined'"
    assert front.count(declined, case) == 1
    assert front.messages(of(reference)) == 0, "an answer is nobody's message"
    robin.text(f"{code} n")
    assert front.count(declined, case) == 2


def test_an_answer_that_comes_while_the_database_is_locked_is_not_lost(front):
    phone = Phone(front, ANA)
    phone.says(RISK)
    query = "SELECT code, id FROM escalation WHERE state = 'waiting' AND code != '' ORDER BY opened_at DESC"
    with front.parts.db.read() as tx:
        code, case = tx.connection().exec_driver_sql(query).first()
    with front.locked():
        assert Phone(front, ROBIN).text(f"{code} n").status_code == 200
    declined = "SELECT count(*) FROM escalation_event WHERE escalation_id = ? AND verb = 'declined'"
    front.until(lambda: front.count(declined, case) >= 1)


def test_with_the_database_locked_the_safety_words_come_all_the_same_and_nothing_is_lost(front, phone):
    references = [sid() for _ in range(8)]
    with front.locked():
        began = time.monotonic()
        with ThreadPoolExecutor(8) as many:
            said = list(many.map(lambda one: phone.says(RISK, sid=one), references))
        assert time.monotonic() - began < 3
        assert all("988" in one for one in said)
        assert "Your message is saved" in Phone(front, "+12025550199").says("hello")
    front.until(lambda: all(front.messages(of(one)) == 1 for one in references))
    assert phone.text(RISK, sid=references[0]).status_code == 200
    assert front.messages(of(references[0])) == 1
    front.until(lambda: front.http.get("/readyz").json()["spool"] == "empty")


def test_a_body_of_a_megabyte_is_refused_before_it_is_read(front, phone):
    form = {"MessageSid": sid(), "From": phone.number, "Body": "x" * 1_000_000}
    header = signature(TOKEN, PUBLIC_URL + "/sms/inbound", form)
    assert (
        front.http.post("/sms/inbound", data=form, headers={"X-Twilio-Signature": header}).status_code == 413
    )


@pytest.mark.parametrize("lacking", ["MessageSid", "From"])
def test_a_signed_form_without_what_is_needed_is_refused(phone, lacking):
    assert phone.text("hello", **{lacking: ""}).status_code == 400


def test_reports_come_in_any_order_and_never_move_a_text_backwards(front, phone):
    answer = phone.text(RISK)
    message = ET.fromstring(answer.text)[0]
    callback = message.get("statusCallback")
    assert callback is not None
    assert callback.startswith(PUBLIC_URL + "/sms/status?delivery=")
    path = callback.removeprefix(PUBLIC_URL)
    text = sid()
    for reported, state in (
        ("delivered", "delivered"), ("sent", "delivered"), ("queued", "delivered"), ("failed", "delivered"),
        ("delivered", "delivered"), ("some-day", "delivered"),
    ):  # fmt: skip
        form = {
            "MessageSid": text,
            "MessageStatus": reported,
            "ErrorCode": "30003" if reported == "failed" else "",
        }
        header = signature(TOKEN, callback, form)
        assert front.http.post(path, data=form, headers={"X-Twilio-Signature": header}).status_code == 204
        found = re.search(r"delivery=(.+)", path)
        assert found is not None
        query = "SELECT count(*) FROM delivery WHERE id = ? AND state = ?"
        assert front.count(query, found[1], state) == 1, reported


def test_a_report_about_nothing_we_know_is_kept_and_answered(front):
    form = {"MessageSid": sid(), "MessageStatus": "delivered"}
    for path in ("/sms/status", "/sms/status?delivery=unknown"):
        header = signature(TOKEN, PUBLIC_URL + path, form)
        assert front.http.post(path, data=form, headers={"X-Twilio-Signature": header}).status_code == 204


def test_a_report_while_the_database_is_locked_is_asked_for_again(front):
    form = {"MessageSid": sid(), "MessageStatus": "delivered"}
    header = signature(TOKEN, PUBLIC_URL + "/sms/status", form)
    with front.locked():
        assert (
            front.http.post("/sms/status", data=form, headers={"X-Twilio-Signature": header}).status_code
            == 503
        )
