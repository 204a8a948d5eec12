"""What operators and their monitoring may ask of a running service."""

import re

import pytest

from holdfast import service
from holdfast.channels.metrics import FAMILIES
from holdfast.settings import Settings
from tests.channels.front import METRICS_TOKEN, Front, Phone

WITH = {"Authorization": f"Bearer {METRICS_TOKEN}"}


def scrape(front: Front) -> dict[str, float]:
    """Every sample by its name with labels."""
    answer = front.http.get("/metrics", headers=WITH)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    lines = (line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in lines}


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer wrong", METRICS_TOKEN, "Bearer \u00e9"])
def test_the_figures_are_for_who_has_the_token(front: Front, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header.encode()}
    assert front.http.get("/metrics", headers=headers).status_code == 401


def test_without_a_token_set_nobody_gets_the_figures(tmp_path) -> None:
    from starlette.testclient import TestClient

    client = TestClient(service.create(Settings(data_dir=str(tmp_path)), 8000))
    for header in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer"}):
        assert client.get("/metrics", headers=header).status_code == 401


def test_a_signal_shows_in_the_figures_and_says_nothing_of_anyone(front: Front, phone: Phone) -> None:
    before = scrape(front)
    phone.says("I want to die")
    after = scrape(front)
    unanswered = "holdfast_escalations_unacknowledged"
    assert after[unanswered] == before[unanswered] + 1
    assert after["holdfast_record_readable"] == 1
    assert phone.number not in front.http.get("/metrics", headers=WITH).text


def test_every_family_is_described_whether_it_has_a_value_or_not(front: Front) -> None:
    text = front.http.get("/metrics", headers=WITH).text
    described = set(re.findall(r"^# HELP holdfast_(\w+) ", text, re.MULTILINE))
    assert described == set(FAMILIES)


def test_with_the_database_away_what_the_process_knows_is_still_told(front: Front, monkeypatch) -> None:
    import sqlalchemy as sa

    from holdfast.channels import figures

    def away(*_: object) -> None:
        raise sa.exc.OperationalError("", {}, Exception())

    monkeypatch.setattr(figures, "of", away)
    found = scrape(front)
    assert found["holdfast_record_readable"] == 0
    assert "holdfast_spool_records" in found


def test_readiness_names_every_part_with_its_state(front: Front) -> None:
    state = front.http.get("/readyz").json()
    assert {"gate", "database", "rasa", "worker", "spool", "texts"} <= set(state)
    assert state["worker"] == "alive"
    assert state["spool"] == "empty"


def test_every_loop_of_the_worker_has_its_silence_told(front: Front) -> None:
    found = [name for name in scrape(front) if name.startswith("holdfast_worker_silent_seconds")]
    assert {re.search('loop="([a-z_]+)"', name)[1] for name in found} >= {
        "turns",
        "outbox",
        "ladder",
        "spool",
    }
