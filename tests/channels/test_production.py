"""The service in production: it starts once everything is signed, and speaks signed words to whoever asks."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from holdfast import start
from holdfast.clock import Clock
from holdfast.content import Library
from holdfast.parts import DATA, Parts
from holdfast.plans import enrol
from holdfast.plans.clinic_file import ClinicFile
from holdfast.settings import Settings
from tests.channels.front import Front, Phone, started
from tests.review.signatures import person, sign

KEYS = "test:" + base64.b64encode(bytes(range(32))).decode()
CLINIC = Path(__file__).parents[1] / "core" / "clinic.json"
ANYWHERE = (
    "If you are hurt or in danger, call your local emergency number. I am a program and can say little just now. "
    "Lines: findahelpline.com."
)


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Everything was signed by two people a month ago, for two months."""
    folder = tmp_path_factory.mktemp("production")
    reviews, today = folder / "reviews", datetime.now(UTC).date()
    library = Library.load(DATA, reviews=reviews)
    month = timedelta(days=30)
    two = [person(n, signed=today - month, expires=today + month) for n in (1, 2)]
    sign(library, reviews, list(library.units.values()), *two)
    given = {"mode": "production", "keys": KEYS, "region": "US", "reviews_dir": str(reviews)}
    parts = Parts.assemble(Settings(data_dir=str(folder), **given))
    with parts.db.write() as tx:
        enrol.take_in(tx, parts, ClinicFile.parse(CLINIC.read_bytes()), "test")
    parts.db.close()
    with started(folder, **given) as front:
        yield front


def test_it_starts_once_everything_is_signed_and_somebody_is_on_call(production: Front) -> None:
    assert start.reasons(production.parts.settings) == []
    assert production.http.get("/healthz").status_code == 200


def test_signatures_that_end_soon_are_shown_to_operators(production: Front) -> None:
    assert production.http.get("/readyz").json()["words"].endswith("signatures end within 30 days")


def test_the_demo_is_gone(production: Front) -> None:
    assert production.http.get("/").status_code == 404
    assert production.http.post("/api/chat/sessions", json={}).status_code == 403


def test_a_refusal_carries_signed_words_and_no_word_of_what_was_sent(production: Front) -> None:
    answer = production.http.post(
        "/api/chat/messages",
        json={"client_id": "You will be fine", "text": 5},
        headers={"Authorization": "Bearer none"},
    )
    assert answer.status_code in (401, 422)
    assert "You will be fine" not in answer.text
    assert "Call or text 988 any time." in answer.json()["text"]


def test_the_bar_holds_confirmed_lines_only(production: Front) -> None:
    lines = production.http.get("/api/chat/lines?region=US").json()
    assert lines["emergency"] == "911"
    assert lines["lines"][0]["call"] == "988"
    assert production.http.get("/api/chat/lines?region=ZA").json()["lines"] == []


def test_a_text_of_risk_is_answered_in_signed_words(production: Front) -> None:
    said = Phone(production, "+12025550131").says("I want to die")
    assert said.startswith("Call or text 988 any time.")
    assert "draft" not in said


@pytest.fixture
def much_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every signature has run out over night, under a service that runs."""
    real = Clock.now
    monkeypatch.setattr(Clock, "now", lambda clock: real(clock) + timedelta(days=40))


def test_when_all_signatures_have_run_out_every_answer_still_holds_a_way_to_people(
    production: Front, much_later: None
) -> None:
    """Not even the crisis lines are confirmed any more: the words that are right anywhere are left."""
    said = Phone(production, "+447700900131").says("I want to die")
    assert said == ANYWHERE
    refused = production.http.post("/api/chat/messages", json={})
    assert " ".join(refused.json()["text"].split()).startswith(ANYWHERE[:60])
    assert Phone(production, "+12025550199").says("HELP").startswith(ANYWHERE[:60])


def test_signatures_that_have_ended_are_shown_to_operators(production: Front, much_later: None) -> None:
    assert production.http.get("/readyz").json()["words"].endswith("signatures have ended")


def test_and_the_responder_gets_one_page_about_it(production: Front, much_later: None) -> None:
    Phone(production, "+353870000131").says("HELP")
    production.until(
        lambda: production.count("SELECT count(*) FROM incident WHERE kind = 'unsigned_words'") == 1
    )
    pages = "SELECT count(*) FROM delivery WHERE script = 'utter_alert_incident'"
    production.until(lambda: production.count(pages) == 1)
