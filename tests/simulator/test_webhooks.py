"""What the service gets from the simulated account. The stub checks it by the SDK's own validator."""

import threading

import pytest
from starlette.responses import Response

from holdfast import simulator
from holdfast.channels import twiml
from holdfast.simulator.webhooks import signature

ANA, SAM = "+12025550101", "+12025550102"


def says(line, *texts):
    """The service answers every text with these."""
    url = line.settings.public_url + "/sms/status"
    parts = [(f"d{number}", text) for number, text in enumerate(texts)]
    line.answer = lambda _: Response(twiml.reply(parts, url), media_type=twiml.MEDIA_TYPE)


def test_the_signature_is_the_one_in_twilios_own_description():
    form = {
        "CallSid": "CA1234567890ABCDE", "Caller": "+12349013030", "Digits": "1234", "From": "+12349013030",
        "To": "+18005551212",
    }  # fmt: skip
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature("12345", url, form) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


def test_a_text_comes_with_every_field_blank_ones_too(line):
    (message,) = line.text("hello")
    (form,) = line.got
    assert line.refused == 0
    assert form["MessageSid"] == form["SmsSid"] == form["SmsMessageSid"] == message.sid
    assert form["AccountSid"] == line.twilio.account_sid
    assert (form["From"], form["To"], form["Body"]) == (ANA, line.twilio.number, "hello")
    assert (form["NumMedia"], form["NumSegments"], form["FromCity"]) == ("0", "1", "")


def test_a_picture_without_text_has_its_address(line):
    line.text("", media=2)
    (form,) = line.got
    assert (form["Body"], form["NumMedia"]) == ("", "2")
    assert form["MessageSid"].startswith("MM")
    assert form["MediaContentType1"] == "image/jpeg"
    assert form["MediaUrl0"].startswith("https://api.twilio.com/")


def test_a_very_long_text_comes_in_pieces_with_nothing_lost(line):
    line.text("ab" * 2000)
    assert [len(form["Body"]) for form in line.got] == [1600, 1600, 800]
    assert "".join(form["Body"] for form in line.got) == "ab" * 2000


@pytest.mark.parametrize("text", ["\x00 nul", "🙂 ’", "\u202eright to left", "/restart", '{"a":1}', "a\nb"])
def test_odd_texts_are_signed_like_all(line, text):
    line.text(text)
    assert line.refused == 0
    assert line.got[0]["Body"] == text


def test_every_message_of_the_answer_reaches_the_phone_and_is_reported(line):
    says(line, "first", "second & <third>")
    line.text("hello")
    assert line.thread() == [(True, "hello"), (False, "first"), (False, "second & <third>")]
    for delivery in ("d0", "d1"):
        assert [status for one, status in line.reports if one == delivery] == ["queued", "sent", "delivered"]
    assert line.refused == 0


def test_a_duplicate_has_the_same_id_and_another_token(line):
    (message,) = line.text("hello")
    line.run(line.twilio.bring(message))
    assert line.got[0] == line.got[1]
    assert len(set(line.tokens)) == 2


def test_a_retry_keeps_its_token(line):
    (message,) = line.text("hello")
    line.run(line.twilio.bring(message, token=line.tokens[0]))
    assert len(set(line.tokens)) == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Response("no", 500), 11200),
        (Response("no", 403), 11200),
        (Response('{"a": 1}', media_type="application/json"), 12300),
        (Response("<Response><Message>", media_type="text/xml"), 12100),
        (Response("<Response><Redirect/></Response>", media_type="text/xml"), 12200),
        (Response("<Response><Message> </Message></Response>", media_type="text/xml"), 14103),
    ],
)
def test_an_answer_twilio_could_not_use_sends_nothing_and_is_recorded(line, answer, code):
    line.answer = lambda _: answer
    (message,) = line.text("hello")
    assert list(line.twilio.alerts) == [(code, message.sid)]
    assert line.thread() == [(True, "hello")]


def test_the_fallback_speaks_when_the_service_does_not(line):
    line.twilio._fallback = "Call or text 988."
    line.answer = lambda _: Response("no", 503)
    line.text("hello")
    assert line.thread() == [(True, "hello"), (False, "Call or text 988.")]


def test_a_service_that_is_gone_is_recorded():
    import asyncio

    async def alone():
        twilio = simulator.demo("http://127.0.0.1:9", pace_s=0)
        await twilio.text(ANA, "hello")
        await twilio.close()
        return twilio

    assert [code for code, _ in asyncio.run(alone()).alerts] == [11200]


def test_the_public_address_is_signed_and_the_near_one_is_called(line):
    import asyncio

    got = []

    async def alone():
        twilio = simulator.demo("https://holdfast.example", reach=line.settings.public_url)
        await twilio.text(ANA, "hello")
        await twilio.close()

    line.answer = got.append
    asyncio.run(alone())
    assert line.refused == 1
    assert got == []


@pytest.mark.parametrize(
    ("reports", "final"),
    [
        (("sent", "undelivered"), "undelivered"),
        (("delivered", "sent", "queued"), "delivered"),
        (("sent", "sent", "delivered", "delivered"), "delivered"),
        ((), "sent"),
    ],
)
def test_reports_come_as_a_test_asks_for_them(line, reports, final):
    line.twilio.faults.add(simulator.Fault(reports=reports, error=30003))
    sid = line.sender.send(ANA, "hello", "d1")
    line.settle()
    assert [status for _, status in line.reports] == list(reports)
    assert line.twilio.messages[sid].status == final
    codes = {one["MessageStatus"]: one.get("ErrorCode") for one in line.got}
    assert codes.get("undelivered", "30003") == "30003"


def test_a_report_may_come_before_the_answer_to_the_send(line):
    line.twilio.faults.slow(0.5)
    sender = line.sender
    sending = threading.Thread(target=sender.send, args=(ANA, "hello", "d1"))
    sending.start()
    sending.join()
    assert line.reports[-1] == ("d1", "delivered")


def test_stop_blocks_the_answer_too_and_start_allows_it(line):
    says(line, "still here")
    line.text("Stop")
    assert line.thread() == [(True, "Stop")]
    assert [code for code, _ in line.twilio.alerts] == [21610]
    line.text("start")
    assert line.thread()[-1] == (False, "still here")


def test_advanced_opt_out_says_which_kind_of_word_it_was(line):
    line.twilio._advanced = True
    for text in ("STOP", "START", "HELP", "hello"):
        line.text(text)
    assert [form.get("OptOutType") for form in line.got] == ["STOP", "START", "HELP", None]


def test_the_advised_words_leave_end_quit_and_cancel_to_us(line):
    for word in ("END", "quit", "Cancel"):
        assert {word.upper()} <= simulator.STOP_WORDS
        assert word.upper() not in simulator.ADVISED_STOP_WORDS


def test_what_the_carrier_says_on_stop_passes_the_block(line):
    line.twilio._carrier_words = {"STOP": "You get no more texts."}
    line.text("STOP")
    assert line.thread() == [(True, "STOP"), (False, "You get no more texts.")]


def test_only_so_many_texts_are_kept(line, monkeypatch):
    from holdfast.simulator import twilio

    monkeypatch.setattr(twilio, "KEEP", 5)
    for number in range(8):
        line.text(f"text {number}")
    assert [body for _, body in line.thread()] == [f"text {number}" for number in range(3, 8)]
