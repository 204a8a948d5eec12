"""The simulated REST API, asked by the SDK's own client."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from holdfast.delivery.twilio_http import HttpClient

ANA, SAM = "+12025550101", "+12025550102"


@pytest.fixture
def client(line):
    return made(line.settings)


def made(settings):
    http = HttpClient(settings.twilio_api_base)
    return Client(
        settings.twilio_account_sid, settings.twilio_auth_token, http_client=http, environment={"": ""}
    )


def test_a_created_message_is_queued_and_can_be_fetched(line, client):
    message = client.messages.create(to=ANA, from_=line.twilio.number, body="It’s ok")
    assert (message.status, message.direction, message.num_segments) == ("queued", "outbound-api", "1")
    assert message.sid.startswith("SM")
    assert len(message.sid) == 34
    line.settle()
    assert client.messages(message.sid).fetch().status == "delivered"


def test_lists_are_newest_first_filtered_and_paged(line, client):
    for number in range(7):
        client.messages.create(to=(ANA, SAM)[number % 2], from_=line.twilio.number, body=f"text {number}")
    line.settle()
    assert [one.body for one in client.messages.list(to=ANA)] == ["text 6", "text 4", "text 2", "text 0"]
    assert [one.body for one in client.messages.list(page_size=2)] == [f"text {n}" for n in range(6, -1, -1)]
    assert len(client.messages.list(limit=3, page_size=2)) == 3


def test_lists_are_filtered_by_date_of_sending(line, client):
    client.messages.create(to=ANA, from_=line.twilio.number, body="hello")
    line.settle()
    now = datetime.now(UTC)
    assert len(client.messages.list(date_sent=now.date())) == 1
    assert len(client.messages.list(date_sent_after=now - timedelta(days=1))) == 1
    assert client.messages.list(date_sent_before=now - timedelta(days=1)) == []
    assert client.messages.list(date_sent_after=now + timedelta(days=1)) == []


def test_inbound_texts_are_listed_too(line, client):
    line.text("hello")
    (one,) = client.messages.list(to=line.twilio.number)
    assert (one.direction, one.from_, one.status) == ("inbound", ANA, "received")


def test_errors_have_twilios_form(line, client):
    with pytest.raises(TwilioRestException) as fault:
        client.messages.create(to="nobody", from_=line.twilio.number, body="hello")
    assert (fault.value.status, fault.value.code) == (400, 21211)


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"twilio_auth_token": "wrong"}, 401, 20003),
        ({"twilio_account_sid": "AC" + "0" * 32}, 401, 20003),
    ],
)
def test_other_credentials_are_refused(line, changed, status, code):
    other = made(replace(line.settings, **changed))
    with pytest.raises(TwilioRestException) as fault:
        other.messages.create(to=ANA, from_=line.twilio.number, body="hello")
    assert (fault.value.status, fault.value.code) == (status, code)


def test_an_unknown_message_is_not_found(line, client):
    with pytest.raises(TwilioRestException) as fault:
        client.messages("SM" + "0" * 32).fetch()
    assert fault.value.status == 404
