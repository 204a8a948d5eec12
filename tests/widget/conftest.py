"""A browser, a page on the in-test service, and eyes on everything that must never happen on it."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.widget.chat_service import ChatService


@dataclass
class Watched:
    """What the page asked for and what it complained about."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next(
        (
            shutil.which(name)
            for name in ("chromium", "chromium-browser", "google-chrome")
            if shutil.which(name)
        ),
        None,
    )
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def service() -> Iterator[ChatService]:
    running = ChatService()
    running.start()
    yield running
    running.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(12_000)
    yield page
    context.close()


@pytest.fixture
def watched(page: Page) -> Watched:
    seen = Watched()
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on(
        "console", lambda message: seen.complaints.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    return seen


def say(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_label("Your message").press("Enter")


def bubbles(page: Page) -> Locator:
    return page.locator("holdfast-chat .bubble")


def until(page: Page, expression: str, seconds: float = 30) -> None:
    """Wait until it holds. Not `wait_for_function`: it evaluates in the page, where a strict policy forbids that."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, expression
        time.sleep(0.05)


def shown(page: Page, text: str) -> Locator:
    """A text as it is seen; the announcer holds the same for those who listen."""
    return page.locator("holdfast-chat :is(dialog, .closed)").get_by_text(text)
