"""Calls, through Twilio's SDK and over HTTP, against the simulated exchange; every webhook checked by the SDK too."""

import pytest
from twilio.rest import Client

from holdfast.channels import spoken
from holdfast.delivery.twilio_http import HttpClient
from holdfast.errors import PermanentSendError, SendError, TransientSendError, UnknownOutcome
from holdfast.simulator import exchange

ROBIN, ANA = "+12025550110", "+12025550101"
ALL = ["initiated", "ringing", "in-progress", "completed"]


@pytest.fixture
def phones(line):
    return line.twilio.exchange


def act(line, work):
    """Do something where the exchange lives."""

    async def there():
        return work()

    return line.run(there())


def settled(line):
    line.run(line.twilio.exchange.settle())
    return line.twilio.exchange.calls


def ask(url):
    return spoken.asked("", ["Press 1."], url, 3, "Nobody did.")


def test_a_phone_rings_is_answered_hears_the_words_and_every_step_is_reported(line, phones, until):
    sid = line.caller.call(ROBIN, "d1")
    until(lambda: phones.calls[sid].status == "ringing")
    assert act(line, lambda: phones.answer(sid))
    call = settled(line)[sid]
    assert (call.heard, call.status) == (["Hello."], "completed")
    assert line.progress == [("d1", status) for status in ALL]
    assert {one["CallSid"] for one in line.got} == {sid}
    assert line.refused == 0


def test_a_pressed_key_is_posted_where_the_answer_said(line, phones, until):
    line.speak = lambda _, form: (
        spoken.said(["Thank you."])
        if form.get("Digits") == "1"
        else ask(line.host.base + "/voice/answer?delivery=d1")
    )
    sid = line.caller.call(ROBIN, "d1")
    until(lambda: phones.calls[sid].status == "ringing")
    assert not act(line, lambda: phones.press(sid, "1")), "a phone that rings has no keys"
    act(line, lambda: phones.answer(sid))
    until(lambda: phones.calls[sid].asks)
    assert act(line, lambda: phones.press(sid, "1"))
    assert settled(line)[sid].heard[-1] == "Thank you."


def test_a_mailbox_hears_it_all_and_presses_nothing(line, phones):
    line.speak = lambda *_: ask(line.host.base + "/voice/answer")
    phones.manners[ROBIN] = exchange.MACHINE
    sid = line.caller.call(ROBIN, "d1")
    assert settled(line)[sid].heard == ["Press 1."] * 3 + ["Nobody did."]
    assert line.progress[-1] == ("d1", "completed")


@pytest.mark.parametrize(
    ("manner", "end"), [(None, "no-answer"), (exchange.BUSY, "busy"), (exchange.DEAD, "failed")]
)
def test_a_phone_that_nobody_answers_ends_in_its_own_way(line, phones, manner, end):
    if manner:
        phones.manners[ROBIN] = manner
    sid = line.caller.call(ROBIN, "d1")
    assert settled(line)[sid].status == end
    assert line.progress[-1] == ("d1", end)


def test_a_phone_can_be_refused_and_hung_up(line, phones, until):
    sid = line.caller.call(ROBIN, "d1")
    until(lambda: phones.calls[sid].status == "ringing")
    act(line, lambda: phones.refuse(sid))
    assert settled(line)[sid].status == "busy"
    line.speak = lambda *_: ask(line.host.base + "/voice/answer")
    sid = line.caller.call(ROBIN, "d2")
    until(lambda: phones.calls[sid].status == "ringing")
    act(line, lambda: phones.answer(sid))
    until(lambda: phones.calls[sid].asks)
    assert act(line, lambda: phones.hang_up(sid))
    assert settled(line)[sid].status == "completed"
    assert not act(line, lambda: phones.hang_up(sid))


def test_an_answer_that_cannot_be_used_is_followed_by_the_bin_or_an_apology(line, phones):
    line.speak = lambda *_: ""
    call = act(line, lambda: phones.dial(ANA))
    assert "application error" in settled(line)[call.sid].heard[0]
    phones._fallback = spoken.standing(["Call 988."], 2, "Stay.", "988")
    call = act(line, lambda: phones.dial(ANA))
    assert settled(line)[call.sid].heard == ["Call 9 8 8."] * 2 + ["Stay."]
    assert call.connected == "988"


def test_a_call_is_passed_on_and_what_became_of_it_is_told(line, phones):
    def speak(path, form):
        return (
            spoken.over()
            if path.endswith("ended")
            else spoken.passed_on("Now.", "988", line.host.base + "/voice/ended")
        )

    line.speak = speak
    call = act(line, lambda: phones.dial(ANA))
    settled(line)
    assert call.connected == "988"
    assert line.got[-1]["DialCallStatus"] == "completed"
    phones.lines["988"] = "busy"
    call = act(line, lambda: phones.dial(ANA))
    settled(line)
    assert call.connected is None
    assert line.got[-1]["DialCallStatus"] == "busy"


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [(429, 20429, TransientSendError), (500, 20500, UnknownOutcome), (400, 21215, PermanentSendError)],
)
def test_each_answer_to_a_call_has_its_class(line, phones, status, code, kind):
    phones.faults.refuse(status, code)
    with pytest.raises(SendError) as fault:
        line.caller.call(ROBIN, "d1")
    assert type(fault.value) is kind
    assert phones.calls == {}


def test_a_number_that_is_none_or_not_ours_is_permanent(line):
    with pytest.raises(PermanentSendError):
        line.caller.call("12", "d1")


def test_a_call_of_unknown_outcome_is_found_and_never_anothers(line, phones):
    caller = line.caller
    caller.call(ROBIN, "d0")
    phones.faults.fail_after_accepting()
    with pytest.raises(UnknownOutcome):
        caller.call(ROBIN, "d1")
    assert caller.find_call(ROBIN, "d1") == list(phones.calls)[-1]
    phones.faults.refuse(500, 20500)
    with pytest.raises(UnknownOutcome):
        caller.call(ROBIN, "d2")
    assert caller.find_call(ROBIN, "d2") is None


def test_the_sdks_own_client_fetches_lists_and_ends_calls(line, phones, until):
    client = Client(
        line.twilio.account_sid, line.twilio.auth_token, http_client=HttpClient(line.settings.twilio_api_base)
    )
    sids = [line.caller.call(phone, f"d{n}") for n, phone in enumerate((ROBIN, ANA, ROBIN))]
    assert [one.sid for one in client.calls.list(to=ROBIN)] == [sids[2], sids[0]]
    assert len(client.calls.list(page_size=1)) == 3
    found = client.calls(sids[1]).fetch()
    assert (found.to, found.direction, found.answered_by) == (ANA, "outbound-api", None)
    until(lambda: phones.calls[sids[1]].status == "ringing")
    client.calls(sids[1]).update(status="canceled")
    until(lambda: phones.calls[sids[1]].over)
    ended = client.calls(sids[1]).fetch()
    assert (ended.status, ended.end_time is not None) == ("canceled", True)


def test_without_reports_a_call_ends_all_the_same(line, phones):
    phones.silent = True
    sid = line.caller.call(ROBIN, "d1")
    assert settled(line)[sid].over
    assert line.progress == []
