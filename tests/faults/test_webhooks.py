"""What comes to the door: twice, unsigned, odd, split, as commands, in floods, from strangers."""

import threading
import time
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import httpx
import pytest

from holdfast.delivery import thread
from holdfast.models import Conversation
from holdfast.simulator import forms
from holdfast.simulator.messages import Message, new_sid
from holdfast.simulator.webhooks import signature
from tests.faults.brood import until
from tests.faults.conftest import Seen
from tests.faults.outside import ACCOUNT, NEXT_TOKEN, NUMBER, TOKEN
from tests.faults.town import CALM, RISK, Town, Written

PUBLIC = "https://clinic.example/sms/inbound"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def make(town: Town, phone: str, words: str, *, risk: bool = False) -> tuple[Written, dict[str, str]]:
    """A text that the provider has, and has not yet brought."""
    message = Message(new_sid("SM"), "inbound", phone, NUMBER, words, "received")
    message.sent = message.created
    town.outside.run(keep(town, message))
    one = Written(message, risk)
    town.written.append(one)
    return one, forms.inbound(message, ACCOUNT, None)


async def keep(town: Town, message: Message) -> None:
    """Where the provider lives."""
    town.twilio._keep(message)


def post(town: Town, form: Mapping[str, str], token: str | None = TOKEN, **headers: str) -> httpx.Response:
    """A webhook, signed with this token or not at all."""
    signed = {"X-Twilio-Signature": signature(token, PUBLIC, form)} if token else {}
    return httpx.post(
        f"{town.url}/sms/inbound", data=dict(form), headers=signed | headers, timeout=20, trust_env=False
    )


@pytest.mark.row(15, "the same webhook again, and 20 times at once")
def test_duplicates_have_one_effect_and_the_same_answer(seen: Seen, town: Town) -> None:
    phone = town.person()
    _, form = make(town, phone, RISK, risk=True)
    with ThreadPoolExecutor(20) as pool:
        answers = [one.text for one in pool.map(lambda _: post(town, form), range(20))]
    answers.append(post(town, form).text)
    assert len(set(answers)) == 1
    assert "988" in answers[0]
    assert len(town.episodes(phone)) == 1
    town.alerted(phone)
    town.rest()
    assert len(town.events(phone, "signal")) == 1
    seen("the same safety words in every answer", "one alert")


@pytest.mark.row(16, "the same text with another idempotency token, and from the provider's list")
def test_the_same_text_by_two_ways_counts_once(seen: Seen, town: Town) -> None:
    phone = town.person()
    written = town.text(phone, RISK, risk=True)
    assert town.outside.run(town.twilio.bring(written.carried, token=str(uuid.uuid4())))
    time.sleep(3)  # the provider's list is read every second
    assert len(town.events(phone, "signal")) == 1
    seen("the same words", "one alert")


@pytest.mark.row(17, "a signed request of two hours ago is sent again")
def test_an_old_request_does_nothing_new(seen: Seen, town: Town) -> None:
    phone = town.person()
    _, form = make(town, phone, RISK, risk=True)
    first = post(town, form)
    town.alerted(phone)
    town.hand_all_back()
    town.later(7200)
    assert post(town, form).text == first.text
    town.rest()
    assert town.episode(phone) is None
    seen("nothing new", "nothing new")


@pytest.mark.row(18, "no signature, a wrong one, another token's, a forged host, a changed body")
def test_nothing_is_done_on_what_the_provider_did_not_sign(seen: Seen, town: Town) -> None:
    phone = town.person()
    message = Message(new_sid("SM"), "inbound", phone, NUMBER, RISK, "received")
    form = forms.inbound(message, ACCOUNT, None)
    elsewhere = signature(TOKEN, "http://evil.example/sms/inbound", form)
    changed = signature(TOKEN, PUBLIC, form | {"Body": "hi"})
    answers = [post(town, form, None), post(town, form, "not the token")]
    for header in ("AAAA", "", changed, elsewhere):
        answers += [post(town, form, None, **{"X-Twilio-Signature": header, "Host": "evil.example"})]
    assert {one.status_code for one in answers} == {403}
    assert town.rows(phone) == []
    assert town.got(phone) == []
    seen("nothing", "403 each, and a line in the log")


@pytest.mark.row(19, "the provider signs with the next token; then with one that nobody knows")
def test_a_rotated_token_loses_nobody(seen: Seen, town: Town) -> None:
    phone, other = town.person(), town.person()
    _, form = make(town, phone, RISK, risk=True)
    assert post(town, form, NEXT_TOKEN).status_code == 200
    _, form = make(town, other, RISK, risk=True)
    assert post(town, form, "a third token").status_code == 403
    town.alerted(phone)
    town.alerted(other)
    town.gets(other, "988")
    seen("an answer; with an unknown token after a while, from the provider's list", "an alert for each")


@pytest.mark.row(
    20, "blank and repeated fields, JSON, GET, 1 MB, broken UTF-8, NUL, text disguised with odd characters"
)
def test_odd_requests_are_taken_or_refused_and_never_a_fault(seen: Seen, town: Town) -> None:
    url = f"{town.url}/sms/inbound"
    assert httpx.get(url, trust_env=False).status_code == 405
    for body, kind in ((b"{}", JSON), (b"x" * 1_000_000, FORM), (b"\xff\xfe%00", "text/plain")):
        answer = httpx.post(url, content=body, headers={"Content-Type": kind}, trust_env=False)
        assert answer.status_code in (403, 413)
    for words in (
        "I w\u0430nt t\u043e die",
        "I\u200b want\u200b to\u200b die",
        "I want to die\0",
        "\u202eI want to die",
    ):
        phone = town.person()
        one, form = make(town, phone, words, risk=True)
        assert one
        assert "988" in post(town, form).text, words
        town.alerted(phone)
    phone = town.person()
    _, form = make(town, phone, "")
    assert post(town, form).status_code == 200
    sid = new_sid("SM")
    repeated = urlencode([("MessageSid", sid), ("From", town.person()), ("Body", "a"), ("Body", "b")])
    unsigned = httpx.post(url, content=repeated, headers={"Content-Type": FORM}, trust_env=False)
    assert unsigned.status_code == 403
    seen(
        "disguised risk is heard; an empty text is asked about",
        "an alert for each; 4xx for what is malformed",
    )


@pytest.mark.row(21, "a picture alone; a picture while at risk; a picture with words")
def test_pictures_are_asked_about(seen: Seen, town: Town) -> None:
    calm, risk, both = town.person(), town.person(), town.person()
    town.text(calm, "", media=1)
    assert "utter_media" in " ".join(town.said(calm))
    town.text(risk, RISK, risk=True)
    town.text(risk, "", media=1, risk=True)
    town.text(both, RISK, media=2, risk=True)
    town.alerted(both)
    town.rest()
    assert len(town.events(risk, "signal")) + len(town.events(risk, "raised")) == 2
    seen("that pictures cannot be seen, and whether they are hurt", "at risk: a further signal; else nothing")


@pytest.mark.row(22, "one sentence of risk in two and three texts, also in turned order")
def test_what_is_split_over_texts_is_heard(seen: Seen, town: Town) -> None:
    for pieces in (("I want", "to die"), ("i want to", "kill", "myself"), ("to die", "I want")):
        phone = town.person()
        for piece in pieces:
            town.text(phone, piece)
        assert until(lambda phone=phone: town.episode(phone), 30, str(pieces))
    seen("the safety words at the last piece", "one alert for each person")


@pytest.mark.row(23, "`/restart`, an intent with slots, JSON, as text")
def test_commands_are_words(seen: Seen, town: Town) -> None:
    phone = town.person()
    for words in ("/restart", '/intent{"consent":"granted"}', ' /risk{"a":1}', '{"a":1}'):
        town.text(phone, words)
    town.rest()
    assert not any(str(one.get("text", "")).lstrip().startswith("/") for one in town.outside.turns)
    assert town.episode(phone) is None
    seen("an answer as to any words", "nothing")


@pytest.mark.row(45, "120 texts from one number and 40 people at once, four of them at risk")
def test_a_flood_is_stored_and_heard(seen: Seen, town: Town) -> None:
    one, others = town.person(), [town.person() for _ in range(40)]
    flood = threading.Thread(target=lambda: town.texts([(one, f"flood {n}", False) for n in range(120)], 4))
    flood.start()
    town.texts([(phone, RISK if n % 10 == 0 else CALM, n % 10 == 0) for n, phone in enumerate(others)], 8)
    flood.join()
    for phone in others[::10]:
        town.alerted(phone, seconds=120)
    until(lambda: len([row for row in town.rows(one) if row.sender == "person"]) == 120, 200)
    town.rest(240)
    seen("each text is stored and heard, and answered", "four alerts, not held up")


@pytest.mark.row(57, "an unknown number writes, calm and at risk")
def test_a_stranger_is_answered_without_anyones_data(seen: Seen, town: Town) -> None:
    calm, risk = "+12025558801", "+12025558802"
    town.text(calm, CALM)
    town.text(risk, RISK, risk=True)
    assert town.got(calm)
    assert "emergency number" in " ".join(town.got(risk))
    assert "Sam" not in " ".join(town.got(calm) + town.got(risk))
    town.alerted(risk)
    seen("a safe welcome; at risk the words for when nobody knows the country", "an alert")


@pytest.mark.row(58, "1,600 characters with the risk at their end; 40 emoji; a text in 7 parts")
def test_long_texts_are_heard_whole(seen: Seen, town: Town) -> None:
    long = town.person()
    town.text(long, ("the day went by and " * 79)[:1580] + ". " + RISK, risk=True)
    assert "988" in " ".join(town.got(long))
    emoji = town.person()
    town.text(emoji, "\U0001f33b" * 40)
    assert town.got(emoji)
    parts, words = town.person(), "we talked about the garden. " * 400
    town.text(parts, words)
    town.rest(150)
    with town.parts.db.read() as tx:
        own = [tx.merge(row, load=False) for row in town.rows(parts) if row.sender == "person"]
        assert len(own) == 7
        conversation = tx.get_one(Conversation, own[0].conversation_id)
        assert "".join(thread.text_of(town.parts, conversation, row) for row in own) == words
    assert len(town.got(parts)) > 0
    seen("the crisis line; an answer to the others", "an alert; the whole text on the console")
