"""What anyone may ask, what every answer carries, and which origins may embed the chat."""

import uuid

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from holdfast.channels import public, web
from holdfast.channels.bearer import Bearer
from holdfast.channels.door import Door
from holdfast.channels.session import Sessions
from holdfast.settings import Settings
from holdfast.spool import Spool

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/healthz",
        "/api/chat/lines?region=US",
        "/api/chat/events",
        "/nothing",
        "/console",
        "/static/demo.css",
    ],
)
def test_every_answer_carries_the_security_headers(front, path):
    headers = front.http.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "Server" not in headers or "uvicorn" in headers["Server"]


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/readyz", "/api/chat/lines", "/api/chat/events?wait=0", "/leave"]
)
def test_nothing_about_people_is_kept_by_caches(front, path):
    assert front.http.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_leaving_clears_the_browser_and_goes_somewhere_neutral(front, method):
    answer = front.http.request(method, "/leave")
    assert answer.status_code == 303
    assert "holdfast" not in answer.headers["Location"]
    assert '"storage"' in answer.headers["Clear-Site-Data"]
    assert '"cookies"' in answer.headers["Clear-Site-Data"]


def test_only_allowed_origins_may_read_answers(front, chat):
    for origin, allowed in (
        ("https://clinic.example", True),
        ("https://clinic.example.evil.example", False),
        ("null", False),
    ):
        asked = {
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization",
        }
        preflight = front.http.options("/api/chat/messages", headers=asked)
        assert (preflight.status_code == 200) is allowed
        body = {"client_id": str(uuid.uuid4()), "text": "hello"}
        for answer in (
            front.http.post("/api/chat/messages", json=body, headers=chat.headers | {"Origin": origin}),
            front.http.post("/api/chat/messages", json=body, headers={"Origin": origin}),
        ):
            assert (answer.headers.get("Access-Control-Allow-Origin") == origin) is allowed
            assert answer.headers.get("Access-Control-Allow-Credentials") is None


def test_lines_are_those_of_the_country_and_never_of_another(front):
    there = front.http.get("/api/chat/lines?region=us").json()
    assert there["country"] == "US"
    assert "988" in {line["call"] for line in there["lines"]}
    nowhere = front.http.get("/api/chat/lines?region=ZZ").json()
    assert nowhere["lines"] == []
    assert nowhere["emergency"] is None
    assert front.http.get("/api/chat/lines?region=USA").status_code == 422


def test_production_has_no_demo_page_and_opens_no_session_without_a_code(front, tmp_path):
    settings = Settings(mode="production", data_dir=str(tmp_path))
    parts = type(front.parts)(**{**vars(front.parts), "settings": settings})
    app = FastAPI()
    door = Door(parts, Spool(tmp_path / "spool", parts.keys.own()))
    app.include_router(web.router(parts, door, Bearer(Sessions(parts))))
    app.include_router(public.router(parts, phones=False))
    with TestClient(app) as client:
        assert client.get("/").status_code == 404
        assert client.post("/api/chat/sessions").status_code == 403
        assert client.post("/api/chat/sessions", json={"code": None}).status_code == 403
        assert client.post("/api/chat/sessions", json={"code": "ABCD-EFGH-JKMN"}).status_code == 403


def test_health_says_nothing_about_people(front):
    answer = front.http.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["gate"] == "ready"
    readiness = front.http.get("/readyz")
    assert readiness.status_code == 503, "no Rasa has answered a calm turn"
    assert readiness.json()["rasa"] == "loading"
