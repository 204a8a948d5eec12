"""Twilio's signature, and the answer it reads."""

import xml.etree.ElementTree as ET
from urllib.parse import quote_plus

from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.channels import twiml
from holdfast.simulator.webhooks import signature

ANY = twiml.Signatures(["one", "two"], "https://holdfast.example")


def test_only_what_twilio_signed_is_valid(payload, tokens, public_url):
    signatures = twiml.Signatures(tokens, public_url)
    header = payload.headers.get("X-Twilio-Signature")
    assert signatures.valid(payload.path, payload.body, header) is payload.good


def test_without_tokens_nothing_is_valid(payload, public_url):
    signatures = twiml.Signatures(["", ""], public_url)
    assert not signatures.valid(payload.path, payload.body, payload.headers.get("X-Twilio-Signature"))


def test_a_rotated_token_is_valid_only_while_it_is_known(payloads, tokens, public_url):
    payload = payloads["text-signed-with-the-next-token"]
    alone = twiml.Signatures(tokens[:1], public_url)
    assert not alone.valid(payload.path, payload.body, payload.headers["X-Twilio-Signature"])


def test_a_replay_with_a_new_idempotency_token_still_looks_valid(payloads):
    first, again = payloads["text"], payloads["text-again-with-a-new-idempotency-token"]
    assert first.body == again.body
    assert first.headers["X-Twilio-Signature"] == again.headers["X-Twilio-Signature"]


def test_a_public_url_with_a_port_is_signed_either_way(payloads, tokens, public_url):
    payload = payloads["text"]
    for url in (public_url + ":443", public_url + "/"):
        signatures = twiml.Signatures(tokens, url)
        assert signatures.valid(payload.path, payload.body, payload.headers["X-Twilio-Signature"])


@settings(deadline=None)
@given(path=st.text(), body=st.binary(), header=st.none() | st.text())
def test_no_request_makes_it_raise(path, body, header):
    assert ANY.valid(path, body, header) is False


def test_a_flood_of_fields_is_refused_without_being_read():
    assert not ANY.valid("/sms/inbound", b"a=&" * 5000, "x" * 28)


def test_blank_and_broken_fields_are_kept():
    fields = twiml.fields(b"Body=&From=%2B1&Odd=%FFx&From=%2B2")
    assert fields["Body"] == ""
    assert fields.getlist("From") == ["+1", "+2"]
    assert fields["Odd"] == "\N{REPLACEMENT CHARACTER}x"


def test_every_part_is_a_message_with_reports_of_its_own():
    answer = ET.fromstring(
        twiml.reply([("d1", "one & <two>"), ("d2", "é 🙂\nline")], "https://h.example/sms/status")
    )
    assert [(one.text, one.get("statusCallback")) for one in answer] == [
        ("one & <two>", "https://h.example/sms/status?delivery=d1"),
        ("é 🙂\nline", "https://h.example/sms/status?delivery=d2"),
    ]


def test_an_empty_answer_sends_nothing():
    assert list(ET.fromstring(twiml.EMPTY)) == []
    assert twiml.reply([], "https://h.example") == twiml.EMPTY


@settings(deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cs"])))
def test_any_text_makes_an_answer_that_can_be_read(text):
    answer = ET.fromstring(twiml.reply([("d", text)], "https://h.example").encode())
    assert len(answer) == 1


@settings(deadline=None)
@given(st.dictionaries(st.text(min_size=1), st.text(), max_size=8))
def test_whatever_the_form_holds_the_right_signature_is_valid(form):
    body = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in form.items()).encode()
    header = signature("two", "https://holdfast.example/sms/inbound", form)
    assert ANY.valid("/sms/inbound", body, header)
