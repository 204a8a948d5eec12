"""A desk on a database of its own, with one account of each role and one person who just wrote something grave."""

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
import uvicorn
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, sync_playwright

from holdfast import console
from holdfast.clock import Clock
from holdfast.console import accounts, sessions
from holdfast.db import Database
from holdfast.delivery import thread
from holdfast.handoff import episode
from holdfast.models import Escalation, Responder
from holdfast.parts import Parts
from holdfast.plans import enrol, people
from holdfast.plans.clinic_file import ClinicFile
from holdfast.settings import Settings
from holdfast.wakes import Wakes

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
CLINIC = b"""{"people": [{"name": "Maya Lind", "phone": "+14155550111", "country": "US", "language": "en",
  "age_band": "adult", "safe_to_text": true, "plan_by_sms": true,
  "plan": {"warning_signs": ["I stop answering"], "coping_strategies": ["Cold water on my wrists"],
    "people_and_places": ["The library"], "people_to_ask": [{"name": "Rosa", "phone": "+14155550112"}],
    "professionals": [{"name": "Dr Osei", "phone": "+14155550113"}],
    "safer_surroundings": ["Rosa keeps the key"],
    "reasons": ["My sister"]},
  "contacts": [{"name": "Rosa", "phone": "+14155550112", "accepted": true, "notify_from": "urgent"}]}],
 "responders": [{"name": "Sam Rivera", "phone": "+14155550121", "role": "responder"},
                {"name": "Noor Haddad", "phone": "+14155550122", "role": "supervisor"},
                {"name": "Ira Bell", "phone": "+14155550123", "role": "clinician"},
                {"name": "Uli Kern", "phone": "+14155550124", "role": "operator"}]}"""
GRAVE = "I want to die. I can't do this any more."


@dataclass
class Desk:
    """The console over HTTP, and the record behind it."""

    parts: Parts
    app: FastAPI
    clock_file: Path
    escalation: str = ""

    def browser(self) -> TestClient:
        """A browser that nobody has signed in with."""
        scheme = "http" if self.parts.settings.demo else "https"
        return TestClient(
            self.app, base_url=f"{scheme}://localhost", headers=SAME_ORIGIN, follow_redirects=False
        )

    def signed_in(self, name: str = "Sam Rivera", stage: str = "full") -> TestClient:
        """A browser of a responder, without the time that a password takes."""
        browser = self.browser()
        cookie = "holdfast_desk" if self.parts.settings.demo else "__Host-holdfast"
        with self.parts.db.write() as tx:
            responder = tx.scalars(sa.select(Responder).where(Responder.name == name)).one()
            browser.cookies.set(cookie, sessions.start(tx, self.parts, responder.id, None, stage))
        return browser

    def press(self, browser: TestClient, button: str, **fields: str) -> object:
        """Press a button of the escalation's page, with the token that the page gave."""
        page = browser.get(f"/console/escalations/{self.escalation}").text
        csrf = page.split('name="csrf" value="')[1].split('"')[0]
        return browser.post(f"/console/escalations/{self.escalation}/{button}", data={"csrf": csrf, **fields})

    def person(self, phone: str = "+14155550111") -> str:
        """The id of whoever has this number."""
        with self.parts.db.read() as tx:
            found = people.by_phone(tx, self.parts, phone)
            assert found is not None
            return found.id

    def submit(
        self, browser: TestClient, page: str, action: str | None = None, **fields: str
    ) -> httpx.Response:
        """Open a page and send its form with these fields; `action` names another form than the page's own address."""
        csrf = browser.get(page).text.split('name="csrf" value="')[1].split('"')[0]
        return browser.post(action or page, data={"csrf": csrf, **fields})

    def wait(self, time: timedelta) -> None:
        """Let time pass."""
        before = float(self.clock_file.read_text() or 0)
        self.clock_file.write_text(str(before + time.total_seconds()))

    def speak(self, text: str, level: str = "none", signal: str | None = None, channel: str = "sms") -> str:
        """The person writes; with a level it is handed off. Returns the open escalation's id, if any."""
        heard = (
            [{"signal": signal, "rule": "rule-7", "level": level, "start": 2, "end": 13}] if signal else []
        )
        with self.parts.db.write() as tx:
            person = people.by_phone(tx, self.parts, "+14155550111")
            assert person is not None
            talk = people.conversation(tx, self.parts, person, channel)
            said = thread.record(tx, self.parts, talk, text, sender="person", level=level, heard=heard)
            if signal:
                episode.hand_off(tx, self.parts, talk, said, level, [signal])
            found = tx.scalar(sa.select(Escalation.id).where(Escalation.state != "closed"))
        return found or ""


@pytest.fixture(scope="session")
def assembled(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """What takes long to load, once; passwords of tests need not take long to guess."""
    accounts._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    parts = Parts.assemble(Settings(data_dir=str(tmp_path_factory.mktemp("var"))))
    with parts.db.write() as tx:
        enrol.take_in(tx, parts, ClinicFile.parse(CLINIC), "test")
        for responder in tx.scalars(sa.select(Responder)):
            accounts.set_password(tx, responder, accounts.DEMO_PASSWORD)
    parts.db.close()
    return parts


@pytest.fixture
def quiet_desk(assembled: Parts, tmp_path: Path) -> Iterator[Desk]:
    """A desk with nobody waiting."""
    clock_file = tmp_path / "clock"
    clock_file.write_text("0")
    shutil.copy(assembled.settings.folder / "holdfast.db", tmp_path / "desk.db")
    db, wakes = Database(f"sqlite:///{tmp_path / 'desk.db'}"), Wakes()
    db.after_commit = wakes.ring
    parts = replace(assembled, db=db, wakes=wakes, clock=Clock(clock_file))
    app = FastAPI()
    app.include_router(console.router(parts, lambda: {"rasa": "ready", "texts": "3 alerts failed"}))
    yield Desk(parts, app, clock_file)
    db.close()


@pytest.fixture
def strict_desk(quiet_desk: Desk) -> Desk:
    """A desk outside demo mode, with one person waiting. Passwords are of the accounts' own."""
    settings = replace(quiet_desk.parts.settings, mode="production", public_url="https://desk.example")
    quiet_desk.parts = replace(quiet_desk.parts, settings=settings)
    quiet_desk.app = FastAPI()
    quiet_desk.app.include_router(console.router(quiet_desk.parts, dict))
    quiet_desk.escalation = quiet_desk.speak(GRAVE, "urgent", "suicidal_thought")
    return quiet_desk


@pytest.fixture
def desk(quiet_desk: Desk) -> Desk:
    """A desk with one person waiting."""
    quiet_desk.speak("hello")
    quiet_desk.escalation = quiet_desk.speak(GRAVE, "urgent", "suicidal_thought")
    return quiet_desk


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a file: while it runs, no other loop can."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """The desk, served on loopback."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        desk.parts.wakes.attach(asyncio.get_running_loop())
        yield

    app = FastAPI(lifespan=life)
    app.include_router(console.router(desk.parts, lambda: {"rasa": "ready", "texts": "3 alerts failed"}))
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://localhost:{port}/console"
    server.should_exit = True
    thread.join(10)
