"""The chat API over HTTP: who may read what, what comes twice, and what is never just refused."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from holdfast.channels import session
from holdfast.plans import invite, people
from tests.channels.front import Chat

pytestmark = pytest.mark.slow
RISK = "I want to end my life"


def crisis(answer):
    """The words of a refusal: reason, and a line to call."""
    body = answer.json()
    assert "If you need someone now" in body["text"], body
    assert body["detail"]
    return body


@pytest.mark.parametrize("given", [None, "", "Bearer", "Bearer nobody", "Basic abc", "Bearer " + "x" * 9000])
def test_without_a_valid_token_nothing_is_read_or_taken(front, given):
    headers = {} if given is None else {"Authorization": given}
    for answer in (
        front.http.get("/api/chat/events?wait=0", headers=headers),
        front.http.post(
            "/api/chat/messages", json={"client_id": str(uuid.uuid4()), "text": "hi"}, headers=headers
        ),
    ):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert crisis(answer)["script"] == "utter_trouble_message"


def test_an_expired_token_is_no_token(front, monkeypatch):
    old = Chat(front)
    monkeypatch.setattr(session, "TRUSTED_FOR_S", -1)  # the minute in which nothing is asked is over
    with front.parts.db.write() as tx:
        tx.connection().exec_driver_sql(
            "UPDATE web_session SET expires_at = '2020-01-01 00:00:00' WHERE id = ?", (old.id,)
        )
    assert old.post(text="hello").status_code == 401


@pytest.mark.parametrize("name", ["token", "access_token", "authorization"])
def test_a_token_in_the_address_counts_for_nothing(front, chat, name):
    assert front.http.get(f"/api/chat/events?wait=0&{name}={chat.token}").status_code == 401


def test_a_session_reads_its_own_conversation_only(front, chat):
    other = Chat(front)
    chat.post(text="my own words")
    assert any(event["text"] == "my own words" for event in chat.events("&own=1"))
    assert not any(event["text"] == "my own words" for event in other.events("&own=1"))


def test_the_same_client_id_is_the_same_message_however_often_it_comes(front, chat):
    client_id = str(uuid.uuid4())
    with ThreadPoolExecutor(10) as many:
        answers = list(many.map(lambda _: chat.post(client_id, text=RISK).json(), range(10)))
    answers.append(chat.post(client_id, text=RISK).json())
    assert len({one["message_id"] for one in answers}) == 1
    assert all(one == answers[0] for one in answers)
    assert front.messages(f"{chat.id}:{client_id}") == 1
    assert front.count("SELECT count(*) FROM message WHERE answers_id = ?", answers[0]["message_id"]) == 1


def test_the_same_client_id_of_two_people_is_two_messages(front, chat):
    client_id, other = str(uuid.uuid4()), Chat(front)
    first, second = chat.post(client_id, text="hi").json(), other.post(client_id, text="hi").json()
    assert first["message_id"] != second["message_id"]


def test_events_can_be_read_from_any_point_on(chat):
    chat.post(text=RISK)
    everything = chat.events("&own=1")
    numbers = [event["seq"] for event in everything]
    assert numbers == sorted(set(numbers))
    middle = numbers[len(numbers) // 2]
    later = [event for event in everything if event["seq"] > middle]
    assert chat.events(f"&own=1&after={middle}") == later
    assert chat.events("&own=1", **{"Last-Event-ID": str(middle)}) == later
    assert chat.events("&own=1&after=1", **{"Last-Event-ID": str(middle)}) == later, "the header is newer"
    assert [event for event in chat.events() if event["sender"] == "person"] == []


@pytest.mark.parametrize("odd", ["", "-1", "x", "1.5", "9" * 5000, "\u00b2"])
def test_an_odd_last_event_id_is_the_beginning(chat, odd):
    assert chat.events(**{"Last-Event-ID": odd.encode()}) == chat.events()


def test_the_safety_words_are_in_the_same_answer(chat):
    answer = chat.post(text=RISK).json()
    assert answer["level"] in ("urgent", "emergency")
    said = [event for event in answer["events"] if event["type"] == "handoff"]
    assert "988" in said[0]["text"]
    assert said[0] in chat.events()


@pytest.mark.parametrize(
    "text",
    ["x" * 20_000, "a\0b", "\ud83d cut", "/restart", " /risk", '/intent{"slot":"x"}', "   ", "", "\u202e\u200b", "ü"],
    ids=["longest", "nul", "half an emoji", "restart", "risk", "intent", "blank", "empty", "invisible", "wide"],
)  # fmt: skip
def test_odd_texts_are_taken_in(chat, text):
    answer = chat.post(text=text)
    assert answer.status_code == 200, answer.text
    kept = [event["text"] for event in chat.events("&own=1") if event["sender"] == "person"]
    assert kept == [text.replace("\ud83d", "\N{REPLACEMENT CHARACTER}")]


def test_risk_at_the_end_of_the_longest_text_is_heard(chat):
    text = ("it was a long day and " * 1000)[: 20_000 - len(RISK) - 2] + ". " + RISK
    answer = chat.post(text=text).json()
    assert answer["level"] != "none"
    assert answer["events"]


@pytest.mark.parametrize(
    ("message", "names"),
    [
        ({"text": "x" * 20_001}, "20000"),
        ({}, "give text or choice"),
        ({"text": "hi", "choice": "stop"}, "give text or choice"),
        ({"text": 5}, "text"),
        ({"choice": "never_offered"}, "never offered"),
        ({"choice": "/restart"}, "choice"),
        ({"text": "hi", "client_id": "not-a-uuid"}, "client_id"),
    ],
)
def test_what_cannot_be_taken_says_why_and_names_a_line(chat, message, names):
    answer = chat.post(**message)
    assert answer.status_code == 422
    body = crisis(answer)
    assert names in body["detail"]
    assert "xxx" not in answer.text, "what was sent is not echoed"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{", 422),
        (b'{"text": "\xff\xfe"}', 400),
        (b"[" * 100_000, 400),
        (b"x" * 300_000, 413),
        (b"null", 422),
    ],
    ids=["broken", "not utf-8", "deep", "too large", "null"],
)
def test_a_body_that_cannot_be_read_is_answered_with_a_line(front, chat, raw, status):
    headers = chat.headers | {"Content-Type": "application/json"}
    answer = front.http.post("/api/chat/messages", content=raw, headers=headers)
    assert answer.status_code in (status, 422)
    crisis(answer)


def test_an_event_on_the_stream_comes_within_100_ms_of_its_commit(front, chat):
    taken = []
    with front.http.stream("GET", "/api/chat/events?after=0", headers=chat.headers) as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        assert next(lines) == ": open"
        while "utter_welcome" not in next(lines):
            pass
        for _ in range(5):
            # The safety words are committed before the answer to the POST is sent.
            answer = Chat.post(chat, text=RISK).json()["events"][0]
            answered = time.perf_counter()
            wanted = f"id: {answer['seq']}"
            while next(lines) != wanted:
                pass
            taken.append(time.perf_counter() - answered)
    assert min(taken) < 0.1, taken


def test_a_second_tab_sees_the_same_events(front, chat):
    with (
        front.http.stream("GET", "/api/chat/events", headers=chat.headers) as one,
        front.http.stream("GET", "/api/chat/events", headers=chat.headers) as other,
    ):
        seq = chat.post(text=RISK).json()["events"][0]["seq"]
        for stream in (one, other):
            assert any(line == f"id: {seq}" for line in stream.iter_lines())


def test_a_code_opens_one_session(front):
    with front.parts.db.write() as tx:
        ana = people.by_phone(tx, front.parts, "+12025550101")
        code = invite.make(tx, front.parts, ana)
    with ThreadPoolExecutor(5) as many:
        opened = list(
            many.map(lambda _: front.http.post("/api/chat/sessions", json={"code": code}), range(5))
        )
    assert sorted(one.status_code for one in opened) == [201, 403, 403, 403, 403]
    assert "code" in next(one for one in opened if one.status_code == 403).json()["detail"]


@pytest.mark.parametrize("code", ["", "ABCD-EFGH-JKMN", "x" * 64, "' OR 1=1 --"])
def test_an_unknown_code_opens_nothing(front, code):
    answer = front.http.post("/api/chat/sessions", json={"code": code})
    assert answer.status_code == 403
    crisis(answer)
