"""The web with the database locked or broken inside, and a start that must not happen."""

import os
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from tests.channels.front import Chat

pytestmark = pytest.mark.slow
RISK = "I want to end my life"
ROOT = Path(__file__).resolve().parents[2]


def test_with_the_database_locked_risk_is_answered_and_kept(front, chat):
    client_id = str(uuid.uuid4())
    with front.locked():
        began = time.monotonic()
        answer = chat.post(client_id, text=RISK)
        assert time.monotonic() - began < 3
        assert answer.status_code == 200
        assert answer.json()["level"] != "none"
        assert "988" in answer.json()["events"][0]["text"]
        calm = chat.post(text="hello").json()
        assert "Your message is saved" in calm["events"][0]["text"]
        assert chat.events("&own=1"), "what was said can be read"
    front.until(lambda: front.messages(f"{chat.id}:{client_id}") == 1)
    again = chat.post(client_id, text=RISK).json()
    assert front.messages(f"{chat.id}:{client_id}") == 1
    assert again["level"] == answer.json()["level"]


def test_with_the_database_locked_no_session_opens_but_a_line_is_named(front):
    with front.locked():
        answer = front.http.post("/api/chat/sessions")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "If you need someone now" in answer.json()["text"]


def test_a_fault_inside_is_answered_by_the_gate_and_the_message_is_kept(front, chat, monkeypatch):
    from holdfast.handoff import reply

    def broken(*_, **__):
        raise ZeroDivisionError

    client_id = str(uuid.uuid4())
    with monkeypatch.context() as patch:
        patch.setattr(reply, "choose", broken)
        answer = chat.post(client_id, text=RISK)
        assert answer.status_code == 200
        assert "988" in answer.json()["events"][0]["text"]
    kept = list((front.folder / "spool").iterdir())
    front.until(
        lambda: front.messages(f"{chat.id}:{client_id}") == 1 or any(one.suffix == ".bad" for one in kept)
    )


def test_an_erased_person_s_session_ends(front, monkeypatch):
    from holdfast.channels import session

    chat = Chat(front)
    assert chat.post(text="hello").status_code == 200
    with front.parts.db.write() as tx:
        tx.connection().exec_driver_sql("DELETE FROM web_session WHERE id = ?", (chat.id,))
    monkeypatch.setattr(session, "TRUSTED_FOR_S", 0)
    assert chat.post(text="hello").status_code == 401


def test_production_names_every_reason_at_once_within_seconds(tmp_path):
    given = {
        "HOLDFAST_MODE": "production", "HOLDFAST_DATA_DIR": str(tmp_path), "HOLDFAST_REGION": "US",
        "HOLDFAST_KEYS": "no key", "HOLDFAST_CLOCK_FILE": "clock", "HOLDFAST_PORT": "none",
    }  # fmt: skip
    env = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")} | given
    for command in (["-m", "holdfast.service"], ["-m", "holdfast.cli", "run"]):
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert time.monotonic() - began < 30
        assert done.returncode == 2
        for named in (
            "HOLDFAST_PORT", "HOLDFAST_PUBLIC_URL", "HOLDFAST_TWILIO_ACCOUNT_SID", "HOLDFAST_TWILIO_AUTH_TOKEN",
            "HOLDFAST_TWILIO_FROM", "HOLDFAST_CLOCK_FILE", "HOLDFAST_KEYS must", "scripts are not signed",
            "risk files are not signed", "policy files are not signed", "exercises are not signed",
            "crisis line of US", "emergency number of US", "nobody is on call",
        ):  # fmt: skip
            assert named in done.stderr, done.stderr
        assert "Traceback" not in done.stderr
