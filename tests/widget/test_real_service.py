"""The widget on the real service, in a process of its own that can be killed; Rasa is not there."""

import base64
import hashlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.widget.chat_service import ChatService
from tests.widget.conftest import Watched, bubbles, say, shown, until

# Two starts of the whole service; seconds on a machine of its own.
pytestmark = [pytest.mark.slow, pytest.mark.needs("chromium"), pytest.mark.timeout(400)]

BUILT = Path(__file__).resolve().parents[2] / "holdfast" / "channels" / "static" / "holdfast-chat.js"
GRAVE = "I want to die."


@dataclass
class Real:
    """One database and one port; killed without a word, and started again on both."""

    folder: Path
    embedded_by: str
    port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        given = {
            "HOLDFAST_DATA_DIR": str(self.folder),
            "HOLDFAST_PORT": str(self.port),
            "HOLDFAST_ALLOWED_ORIGINS": self.embedded_by,
        }
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "holdfast.serve"], env={**os.environ, **given}, stdout=log, stderr=log
            )
        until = time.monotonic() + 240
        while time.monotonic() < until:
            try:
                if httpx.get(f"{self.url}/healthz").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text(encoding="utf-8")[-2000:])

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.folder / "holdfast.db", timeout=10) as record:
            return record.execute(query).fetchall()


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[ChatService]:
    """A clinic's own server, on another origin."""
    running = ChatService()
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, elsewhere: ChatService) -> Iterator[Real]:
    running = Real(tmp_path_factory.mktemp("real"), elsewhere.url)
    try:
        running.start()
        yield running
    finally:
        running.kill()


@pytest.fixture(autouse=True)
def patient(page: Page) -> None:
    """A service that was just started answers its first page late."""
    page.set_default_timeout(40_000)


def test_leaving_keeps_the_escalation_open_and_whoever_answers_sees_it(page: Page, real: Real) -> None:
    page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="<p>Sunny later.</p>"))
    page.goto(real.url)
    say(page, GRAVE)
    expect(shown(page, "Waiting for a person since")).to_be_visible()
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url("https://www.bbc.co.uk/weather")
    found = (
        "SELECT e.state FROM escalation e JOIN conversation c ON c.person_id = e.person_id "
        "WHERE c.left_at IS NOT NULL"
    )
    until = time.monotonic() + 10
    while not real.rows(found) and time.monotonic() < until:
        time.sleep(0.05)
    assert [state for (state,) in real.rows(found)] and all(
        state != "closed" for (state,) in real.rows(found)
    )


def test_the_plan_of_the_record_is_shown_as_a_card(page: Page, real: Real) -> None:
    page.goto(real.url)
    expect(bubbles(page).first).to_be_visible()
    page.get_by_role("button", name="My plan", exact=True).click()
    card = page.get_by_role("region", name="My plan")
    expect(card.get_by_role("heading", name="Signs that things get hard")).to_be_visible()
    link = card.get_by_role("link", name=re.compile(r"Call \+1 202-555-\d{4}")).first
    expect(link).to_have_attribute("href", re.compile(r"tel:\+1202555\d{4}"))


def test_the_calm_page_opens_without_a_network(browser: Browser, real: Real) -> None:
    context = browser.new_context()
    page = context.new_page()
    broken: list[str] = []
    page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    page.goto(f"{real.url}/calm?region=GB")
    until(page, "navigator.serviceWorker.controller !== null")
    page.reload()
    expect(page.get_by_role("button", name="Open the chat")).to_be_visible()
    assert broken == []
    rules = {
        "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
    }
    assert Axe().run(page, options=rules).response["violations"] == []
    until(page, "caches.match('/static/holdfast-chat.js').then((found) => !!found)")
    context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="Numbers and exercises")).to_be_visible()
    expect(page.get_by_role("link", name="Call 116 123").first).to_be_visible()
    page.get_by_text("Five senses").click()
    expect(page.get_by_text("What are 5 sounds")).to_be_visible()
    page.get_by_role("button", name="Open the chat").click()
    expect(shown(page, "You are offline.")).to_be_visible()
    page.get_by_role("button", name="Breathing").click()
    expect(shown(page, "Breathe in for 4. Breathe out for 6.")).to_be_visible()
    context.close()


def test_the_calm_page_needs_no_script(browser: Browser, real: Real) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{real.url}/calm")
    expect(page.get_by_role("link", name="Call 988")).to_be_visible()
    page.get_by_text("Slow breathing").click()
    expect(page.get_by_text("We breathe in for 4 and out for 6.")).to_be_visible()
    context.close()


def test_only_a_page_on_the_list_can_talk_to_it(
    page: Page, real: Real, elsewhere: ChatService, watched: Watched
) -> None:
    """With the integrity of the file, under a policy that names the service and nothing else."""
    digest = base64.b64encode(hashlib.sha384(BUILT.read_bytes()).digest()).decode()
    query = urlencode({"service": real.url, "integrity": f"sha384-{digest}"})
    page.goto(f"{elsewhere.url}/clinic?{query}")
    expect(bubbles(page).first).to_be_visible()
    assert watched.complaints == []
    # The same page by another name is another origin.
    page.goto(f"{elsewhere.url.replace('127.0.0.1', 'localhost')}/clinic?{query}")
    expect(page.get_by_text("Call 988")).to_be_visible()
    expect(bubbles(page)).to_have_count(0)


def test_a_kill_in_the_middle_of_a_message_loses_and_doubles_nothing(page: Page, real: Real) -> None:
    page.goto(real.url)
    expect(bubbles(page).first).to_be_visible()
    say(page, GRAVE)
    expect(page.locator("holdfast-chat .card")).to_be_visible()

    def taken_and_killed(route: Route) -> None:
        """The service has taken it in and dies before the answer is out: the widget only sees a broken line."""
        route.fetch()
        real.kill()
        route.abort("connectionreset")

    before = real.rows("SELECT count(*) FROM message WHERE sender = 'person'")[0][0]
    page.route("**/api/chat/messages", taken_and_killed, times=1)
    say(page, "I am still here")
    # Over the stream it may have come to be on record already; what comes next is kept here.
    expect(shown(page, "The chat cannot be reached.")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("link", name="Call 988").first).to_be_visible()
    say(page, "and I am waiting")
    real.start()
    mine = page.locator("holdfast-chat li.mine .bubble")
    expect(mine).to_have_text([GRAVE, "I am still here", "and I am waiting"])
    expect(shown(page, "The chat cannot be reached.")).to_have_count(0, timeout=30_000)
    until(page, "Object.keys(sessionStorage).length === 1")
    page.reload()
    expect(mine).to_have_text([GRAVE, "I am still here", "and I am waiting"])
    assert real.rows("SELECT count(*) FROM message WHERE sender = 'person'")[0][0] == before + 2
