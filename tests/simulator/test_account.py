"""What the account knows, read with Twilio's SDK; and the text of the TwiML Bin."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from starlette.responses import Response

from holdfast import twilio_commands
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


@pytest.mark.parametrize(
    ("fallback", "status"),
    [("", 1), ("https://handler.twilio.com/twiml/EH0", 0), ("{base}/sms/inbound", 1)],
)
def test_the_bin_is_printed_and_the_accounts_fallback_is_checked(line, capsys, fallback, status) -> None:
    line.twilio.fallback_url = fallback.format(base=line.host.base)
    assert twilio_commands.run(replace(line.settings, region="US")) == status
    printed = capsys.readouterr()
    root = ET.fromstring(printed.out.encode())
    words = root.findtext("Message")
    assert [child.tag for child in root] == ["Message"]
    assert "988" in words
    assert "saved" not in words.replace("not save", "")
    assert line.settings.twilio_auth_token not in printed.out + printed.err


def test_without_an_account_the_text_is_printed_all_the_same(line, capsys) -> None:
    assert twilio_commands.run(replace(line.settings, twilio_account_sid="", region="")) == 0
    assert "findahelpline" in capsys.readouterr().out
