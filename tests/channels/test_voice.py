"""Twilio's webhooks about calls, over HTTP: only what Twilio signed; a line whatever fails; a key and nothing else."""

import time
import uuid
import xml.etree.ElementTree as ET

import pytest
from twilio.request_validator import RequestValidator

from tests.channels.front import NEXT_TOKEN, PUBLIC_URL, TOKEN, Phone, started

pytestmark = pytest.mark.slow
ANA, ROBIN, STRANGER, CORK = "+12025550101", "+12025550110", "+15005550006", "+353870000131"
ROUTES = ["alert", "answer", "status", "inbound", "connect", "ended"]
RISK = "I am going to kill myself tonight"


class Exchange:
    """Twilio's side of a call: requests signed as the SDK's own validator signs them."""

    def __init__(self, front, phone=ANA):
        self.http, self.phone, self.sid = front.http, phone, "CA" + uuid.uuid4().hex

    def post(self, path, token=TOKEN, **fields):
        form = {
            "CallSid": self.sid, "AccountSid": "AC" + "0" * 32, "From": self.phone, "To": "+12025550100",
            "CallStatus": "in-progress", "FromCity": "", **fields,
        }  # fmt: skip
        header = RequestValidator(token).compute_signature(PUBLIC_URL + path, form)
        return self.http.post(path, data=form, headers={"X-Twilio-Signature": header})

    def hears(self, path, **fields):
        answer = self.post(path, **fields)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/xml")
        return ET.fromstring(answer.text)


def words(heard):
    return " ".join(one.text or "" for one in heard.iter("Say"))


@pytest.mark.parametrize("route", ROUTES)
def test_what_twilio_did_not_sign_is_refused(front, route):
    path = f"/voice/{route}"
    assert front.http.post(path, data={"CallSid": "CA1"}).status_code == 403
    assert Exchange(front).post(path, token="guess").status_code == 403
    header = RequestValidator(TOKEN).compute_signature(PUBLIC_URL + path, {"CallSid": "CA1"})
    changed = f"{path}?delivery=1"
    refused = front.http.post(changed, data={"CallSid": "CA1"}, headers={"X-Twilio-Signature": header})
    assert refused.status_code == 403
    assert front.http.post(path, content=b"x" * 70_000).status_code == 413


def test_the_next_token_signs_as_well_and_a_call_without_its_id_is_none(front):
    assert Exchange(front).post("/voice/inbound", token=NEXT_TOKEN).status_code == 200
    assert Exchange(front).post("/voice/inbound", CallSid="").status_code == 400
    assert Exchange(front).post("/voice/status", CallStatus="").status_code == 400


def test_a_person_who_calls_hears_their_line_three_times_and_is_offered_connection(front):
    heard = Exchange(front).hears("/voice/inbound")
    asked = heard.findall("Gather")
    assert [one.get("action") for one in asked] == [PUBLIC_URL + "/voice/connect"] * 3
    said = words(asked[0])
    assert "9 8 8" in said
    assert "9 1 1" in said
    assert "press 1" in said
    assert not any(name in words(heard) for name in ("Ana", "Sam", "Robin", "Hill Street"))


def test_the_key_passes_the_call_on_and_a_line_that_does_not_answer_is_named_again(front):
    call = Exchange(front)
    dial = call.hears("/voice/connect", Digits="1").find("Dial")
    assert (dial.text, dial.get("action")) == ("988", PUBLIC_URL + "/voice/ended")
    assert dial.get("callerId") is None, "as if they had dialled it themselves"
    assert [one.tag for one in call.hears("/voice/ended", DialCallStatus="completed")] == ["Hangup"]
    for status in ("busy", "no-answer", "failed", "canceled", ""):
        assert "9 8 8" in words(call.hears("/voice/ended", DialCallStatus=status))


@pytest.mark.parametrize("keys", ["", "2", "12", "*", "one"])
def test_any_other_key_says_it_all_again(front, keys):
    heard = Exchange(front).hears("/voice/connect", Digits=keys)
    assert heard.find("Dial") is None
    assert "9 8 8" in words(heard)


@pytest.mark.parametrize("phone", [STRANGER, CORK, "anonymous", "", "+266696687"])
def test_a_number_that_nobody_knows_hears_of_the_local_emergency_number_and_of_no_countrys_line(front, phone):
    heard = Exchange(front, phone).hears("/voice/inbound")
    assert "local emergency number" in words(heard)
    assert "9 8 8" not in words(heard)
    assert heard.find("Gather") is None


def test_with_the_database_away_the_line_of_the_numbers_country_is_heard_in_time(front):
    with front.locked():
        begun = time.monotonic()
        assert "9 8 8" in words(Exchange(front).hears("/voice/inbound"))
        assert time.monotonic() - begun < 5
        assert Exchange(front).hears("/voice/connect", Digits="1").find("Dial").text == "988"
        cork = words(Exchange(front, CORK).hears("/voice/inbound"))
        assert "1 1 6 1 2 3" in cork
        assert "9 8 8" not in cork


def test_with_the_database_away_a_responder_hears_that_nothing_can_be_taken(front):
    with front.locked():
        for path in ("/voice/alert?delivery=d", "/voice/answer?delivery=d"):
            heard = Exchange(front, ROBIN).hears(path, Digits="1")
            assert "cannot take an answer" in words(heard)
            assert heard.find("Gather") is None
        assert Exchange(front).post("/voice/status?delivery=d", CallStatus="completed").status_code == 503


def test_a_call_from_someone_at_risk_stands_in_their_record_once(front):
    phone = Phone(front, ANA)
    assert phone.says(RISK)
    call = Exchange(front)
    query = "SELECT count(*) FROM escalation_event WHERE verb = ?"
    before = [front.count(query, verb) for verb in ("phoned", "phoned_line")]
    for _ in range(2):
        call.hears("/voice/inbound")
        call.hears("/voice/connect", Digits="1")
    assert [front.count(query, verb) for verb in ("phoned", "phoned_line")] == [one + 1 for one in before]


def test_reports_about_calls_nobody_knows_are_kept_and_replayed(front):
    call = Exchange(front)
    for _ in range(2):
        assert call.post("/voice/status?delivery=gone", CallStatus="completed").status_code == 204
    assert front.count("SELECT count(*) FROM delivery_news WHERE provider_id = ?", call.sid) == 1
    assert "over" in words(call.hears("/voice/alert?delivery=gone"))


# The whole way, with simulated phones: the service calls through the SDK, the phone is answered on the page's own door.


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with started(
        tmp_path_factory.mktemp("demo"), public_url="", twilio_account_sid="", twilio_auth_token="",
        twilio_next_auth_token="", twilio_from="", twilio_api_base="",
    ) as front:  # fmt: skip
        yield front


class Handset:
    """A phone on the page of simulated phones."""

    def __init__(self, front, number):
        self._front, self.number = front, number

    def do(self, **what):
        answer = self._front.http.post("/phone/call", json=what)
        assert answer.status_code == 202, answer.text
        return answer.json()["taken"]

    def text(self, words):
        assert (
            self._front.http.post("/phone/send", json={"from": self.number, "text": words}).status_code == 202
        )

    def texts(self):
        state = self._front.http.get("/phone/state").json()
        return [one["text"] for one in state["messages"] if one["phone"] == self.number and not one["mine"]]

    def calls(self):
        state = self._front.http.get("/phone/state").json()
        return [one for one in state["calls"] if one["phone"] == self.number]

    def call(self, holds=lambda _: True):
        """The newest call, once it is as wanted."""
        self._front.until(lambda: self.calls() and holds(self.calls()[-1]))
        return self.calls()[-1]


def test_a_responder_answers_the_call_presses_one_and_has_the_person(demo):
    ana, robin = Handset(demo, ANA), Handset(demo, ROBIN)
    ana.text(RISK)
    ringing = robin.call(lambda one: one["state"] == "ringing")
    assert robin.do(do="answer", call=ringing["id"])
    heard = robin.call(lambda one: one["heard"])["heard"][-1]
    assert "needs you now" in heard
    assert "kill" not in heard
    assert "Ana" not in heard
    demo.until(lambda: robin.do(do="press", call=ringing["id"], keys="7"))
    robin.call(lambda one: "That key" in " ".join(one["heard"]))
    assert demo.count("SELECT count(*) FROM escalation WHERE state = 'acknowledged'") == 0
    demo.until(lambda: robin.do(do="press", call=ringing["id"], keys="1"))
    robin.call(lambda one: "It is yours" in one["heard"][-1])
    assert demo.count("SELECT count(*) FROM escalation WHERE state = 'acknowledged'") == 1
    demo.until(lambda: any("Robin" in text for text in ana.texts()))
    assert robin.do(do="hang_up", call=ringing["id"])
    robin.call(lambda one: one["over"])
    query = "SELECT count(*) FROM delivery WHERE kind = 'call' AND state = 'delivered'"
    demo.until(lambda: demo.count(query) == 1)


def test_a_person_calls_and_is_connected_by_a_key(demo):
    ana = Handset(demo, ANA)
    assert ana.do(do="dial", **{"from": ANA})
    call = ana.call(lambda one: one["heard"] and not one["over"])
    assert "9 8 8" in call["heard"][0]
    demo.until(lambda: ana.do(do="press", call=call["id"], keys="1"))
    assert ana.call(lambda one: one["connected"])["connected"] == "988"
    ana.do(do="hang_up", call=call["id"])


@pytest.mark.parametrize(
    "body", [{}, [], {"do": "dial"}, {"do": "dial", "from": "12"}, {"do": "answer"}, {"do": "sing", "call": "CA1"},
             {"do": "press", "call": "CA1", "keys": "x"}, {"do": ["answer"], "call": "CA1"}],
)  # fmt: skip
def test_what_no_phone_can_do_is_refused_in_words(demo, body):
    answer = demo.http.post("/phone/call", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_another_page_cannot_use_the_phones(demo):
    headers = {"Origin": "https://elsewhere.example"}
    assert demo.http.post("/phone/call", json={"do": "dial", "from": ANA}, headers=headers).status_code == 403
    assert not Handset(demo, ANA).do(do="answer", call="CA-nobody")
