"""The door between the service and Rasa: who may use it, what it refuses, and what it never does."""

import json
from typing import Any

import pytest

from tests.dialogue.engine import Engine
from tests.dialogue.person import Person

pytestmark = [pytest.mark.whole, pytest.mark.timeout(600)]


def test_health_says_that_a_model_is_ready(engine: Engine) -> None:
    told = engine.http.get("/health").json()
    assert told["ready"] is True
    assert told["model_id"]


@pytest.mark.parametrize("token", ["wrong", "é"])
def test_an_unknown_token_is_refused(engine: Engine, token: str) -> None:
    body = Person(engine).body(text="hi")
    headers = {"Authorization": f"Bearer {token}".encode()}
    assert engine.http.post("/turn", json=body, headers=headers).status_code == 401
    assert engine.http.post("/turn", json=body).status_code == 401


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"text": None}, "text, choice"),
        ({"text": 5}, "text, choice"),
        ({"choice": "next_step"}, "text, choice"),
        ({"conversation": ""}, "conversation"),
        ({"conversation": "../x"}, "conversation"),
        ({"turn": "1"}, "turn"),
        ({"turn": True}, "turn"),
        ({"fresh": "yes"}, "fresh"),
        ({"slots": {}}, "slots"),
        ({"slots": None}, "slots"),
        ({"sender": "x"}, "body"),
    ],
)
def test_a_body_that_is_no_turn_is_refused_by_name(
    engine: Engine, change: dict[str, Any], names: str
) -> None:
    answer = engine.post(Person(engine).body(text="hi") | change)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(names)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b'"x"', b"[" * 100_000, b" " * 200_000])
def test_what_is_not_json_or_too_large_is_refused(engine: Engine, body: bytes) -> None:
    assert engine.post(body).status_code == 400


@pytest.mark.parametrize(
    "choice", ["restart", "back", "session_start", "nlu_fallback", "no_such", "/greet", "greet{}"]
)
def test_a_choice_is_an_intent_of_our_own(engine: Engine, choice: str) -> None:
    answer = engine.post(Person(engine).body(choice=choice))
    assert answer.status_code == 400


@pytest.mark.parametrize("space", ["", " ", "\u3000", "\ufeff", "\u200b", "\x00 ", "/ /", "//"])
@pytest.mark.parametrize("command", ["/start_grounding", "/risk", '/start_grounding{"exercise":"wave_wait"}'])
def test_text_is_never_read_as_a_command(engine: Engine, space: str, command: str) -> None:
    told = Person(engine).writes(space + command)
    assert told["confidence"] < 1.0


@pytest.mark.parametrize(
    "text", ["/restart", "/back", "///", "/", " ", "\U0001f642", "a" * 20_000, "\ud800x"]
)
def test_odd_text_always_gets_a_script(engine: Engine, text: str) -> None:
    answer = engine.post(json.dumps(Person(engine).body(text=text)).encode())
    assert answer.status_code == 200
    assert answer.json()["says"]


def test_a_restart_typed_in_an_exercise_forgets_nothing(engine: Engine) -> None:
    person = Person(engine)
    person.chooses("start_grounding")
    person.writes("/restart")
    assert person.slots["exercise"] in ("grounding", None)
    assert person.chooses("start_grounding")["says"][0]["script"] == "utter_grounding_see"


def test_an_exercise_that_no_file_knows_counts_as_none(engine: Engine) -> None:
    told = Person(engine, exercise="gone", exercise_step=3).chooses("next_step")
    assert [say["script"] for say in told["says"]] == ["utter_menu"]


def test_many_turns_in_one_conversation_work(engine: Engine) -> None:
    person = Person(engine)
    for _ in range(13):
        assert person.chooses("start_grounding")["says"][0]["script"] == "utter_grounding_see"
        assert person.writes("my shoes")["says"][0]["script"] == "utter_grounding_touch"


def test_two_people_do_not_share_a_position(engine: Engine) -> None:
    one, other = Person(engine), Person(engine)
    one.chooses("start_grounding")
    other.chooses("breathe_no_hold")
    assert one.chooses("next_step")["says"][0]["script"] == "utter_grounding_touch"
    assert other.chooses("next_step")["says"][0]["script"] == "utter_breathing_first"


def test_no_log_holds_what_people_write_even_at_debug(engine: Engine) -> None:
    person = Person(engine)
    person.writes("zanzibar lighthouse please")
    person.writes("/zanzibar lighthouse")
    person.chooses("start_grounding")
    person.writes("a zanzibar lighthouse lamp")
    for part in ("rasa", "actions"):
        assert "DEBUG" in engine.log("rasa")
        assert "zanzibar" not in engine.log(part).lower()


def test_without_the_action_server_nothing_is_claimed(engine: Engine) -> None:
    engine.stop("actions")
    try:
        person = Person(engine)
        assert person.chooses("start_grounding")["says"] == []
        assert person.writes("xqzt blorp")["says"] == []
        told = person.chooses("ask_for_person")
        assert [say["script"] for say in told["says"]] == ["utter_person_asking"]
        assert person.writes("i want to die")["intent"] == "risk"
    finally:
        engine.start_actions()
    assert Person(engine).chooses("start_grounding")["says"][0]["script"] == "utter_grounding_see"
