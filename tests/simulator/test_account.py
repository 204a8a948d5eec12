"""What the account knows, read with Twilio's SDK; and the text of the TwiML Bin."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from starlette.responses import Response

from holdfast import twilio_commands, twilio_settings
from holdfast.delivery.twilio_account import TwilioAccount
from holdfast.errors import SendError


def test_texts_are_listed_whether_or_not_they_reached_us(line) -> None:
    line.answer = lambda form: Response(status_code=500 if form["Body"] == "lost" else 204)
    since = datetime.now(UTC) - timedelta(seconds=2)
    line.text("came")
    line.text("lost")
    line.sender.send("+12025550101", "ours", "d1")
    found = TwilioAccount(line.settings).received(since)
    assert [one.text for one in found] == ["came", "lost"]
    assert {one.phone for one in found} == {"+12025550101"}
    assert all(one.sid.startswith("SM") for one in found)


def test_what_came_before_the_moment_asked_for_is_left_out(line) -> None:
    line.text("old")
    assert TwilioAccount(line.settings).received(datetime.now(UTC) + timedelta(seconds=2)) == []


def test_a_provider_that_is_away_says_so(line) -> None:
    with pytest.raises(SendError):
        TwilioAccount(replace(line.settings, twilio_api_base="http://127.0.0.1:9")).received(
            datetime.now(UTC)
        )


def test_the_bins_are_printed_in_words_of_the_library(line, capsys) -> None:
    assert twilio_commands.run(replace(line.settings, region="US"), "bin") == 1
    printed = capsys.readouterr()
    text, call = (
        ET.fromstring(found.encode())
        for found in re.findall(r"<Response>.*?</Response>", printed.out, re.DOTALL)
    )
    words = text.findtext("Message")
    assert "988" in words
    assert "saved" not in words.replace("not save", "")
    assert "9 8 8" in call.findtext("Say")
    assert call.findtext("Dial") == "988"
    assert line.settings.twilio_auth_token not in printed.out + printed.err


def test_without_an_account_the_texts_are_printed_all_the_same(line, capsys) -> None:
    assert twilio_commands.run(replace(line.settings, twilio_account_sid="", region=""), "bin") == 0
    printed = capsys.readouterr().out
    assert "findahelpline" in printed
    assert "<Dial" not in printed


GOOD = {
    "sms_fallback_url": "https://handler.twilio.com/twiml/EH0",
    "voice_fallback_url": "https://handler.twilio.com/twiml/EH1",
}


def faults(line):
    return list(twilio_settings.faults(line.settings, TwilioAccount(line.settings)))


def test_an_account_that_is_set_as_it_should_be_has_no_fault(line, capsys) -> None:
    line.twilio.number_settings |= GOOD
    assert faults(line) == []
    assert twilio_commands.run(line.settings, "check") == 0
    assert "Advanced Opt-Out" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("sms_fallback_url", "", "NO fallback address for texts"),
        ("sms_fallback_url", "{base}/sms/inbound", "this very service"),
        ("sms_url", "https://elsewhere.example/sms", "texts go to another address"),
        ("sms_method", "GET", "texts must be posted"),
        ("voice_fallback_url", "", "NO fallback address for calls"),
        ("voice_url", "", "calls go to another address"),
        ("voice_method", "GET", "calls must be posted"),
    ],
)
def test_what_is_wrong_with_a_number_is_named_without_the_number(line, name, value, words) -> None:
    line.twilio.number_settings |= GOOD | {name: value.format(base=line.host.base)}
    (fault,) = faults(line)
    assert words in fault
    assert line.twilio.number not in fault


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("fallback_url", "", "NO fallback address"),
        ("inbound_request_url", "https://elsewhere.example", "another address"),
        ("inbound_method", "GET", "must be posted"),
        ("smart_encoding", False, "Smart Encoding"),
        ("validity_period", 14400, "validity period"),
    ],
)
def test_what_is_wrong_with_a_messaging_service_is_named(line, name, value, words) -> None:
    line.settings = replace(line.settings, twilio_from="MG" + "0" * 32, twilio_voice_from="")
    line.twilio.service_settings["fallback_url"] = GOOD["sms_fallback_url"]
    assert faults(line) == []
    line.twilio.service_settings[name] = value
    (fault,) = faults(line)
    assert words in fault


def test_a_number_of_another_account_is_named_and_switched_off_calls_are_not_looked_at(line) -> None:
    line.twilio.number_settings |= GOOD | {"voice_url": ""}
    line.settings = replace(line.settings, twilio_voice_from="")
    assert faults(line) == []
    line.settings = replace(line.settings, twilio_from="+12025550199")
    assert "does not belong" in faults(line)[0]
