"""Every state under axe, at every size, in both directions of writing."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.widget.chat_service import ChatService
from tests.widget.conftest import bubbles, say, shown

pytestmark = [pytest.mark.slow, pytest.mark.needs("chromium")]

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


def findings(page: Page, *, leave_out: tuple[str, ...] = ()) -> list[Any]:
    options = {**RULES, "rules": {rule: {"enabled": False} for rule in leave_out}}
    violations = Axe().run(page, options=options).response["violations"]
    return [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in violations]


def closed(page: Page, service: ChatService) -> None:
    page.get_by_role("button", name="Make smaller").click()


def opened(page: Page, service: ChatService) -> None:
    pass


def choosing(page: Page, service: ChatService) -> None:
    page.get_by_role("button", name="1 Breathe").click()
    expect(page.get_by_role("button", name="Next")).to_be_visible()


def breathing(page: Page, service: ChatService) -> None:
    page.get_by_role("button", name="Breathing").click()
    page.get_by_role("button", name="Start").click()


def rating(page: Page, service: ChatService) -> None:
    say(page, "strong")
    expect(page.get_by_role("slider")).to_be_visible()


def waiting(page: Page, service: ChatService) -> None:
    say(page, "risk")
    service.last.add("I have told a person on our team.", type="status", sender="system")
    expect(shown(page, "I have told a person")).to_be_visible()


def with_a_person(page: Page, service: ChatService) -> None:
    waiting(page, service)
    service.last.add("Hello, this is Sam.", sender="responder", sender_name="Sam")
    expect(shown(page, "You are talking with Sam, a person.")).to_be_visible()


def failing(page: Page, service: ChatService) -> None:
    service.faults.lose_request = 99
    say(page, "hello")
    expect(shown(page, "No answer yet")).to_be_visible(timeout=9_500)


def offline(page: Page, service: ChatService) -> None:
    page.context.set_offline(True)
    expect(shown(page, "You are offline.")).to_be_visible()


def plan(page: Page, service: ChatService) -> None:
    page.get_by_role("button", name="My plan", exact=True).click()
    page.get_by_role("button", name="Keep on this device").click()
    expect(page.get_by_label("Your word")).to_be_focused()


def grounding(page: Page, service: ChatService) -> None:
    say(page, "ground")
    expect(shown(page, "Step 3 of 5")).to_be_visible()


STATES = [
    closed,
    opened,
    choosing,
    breathing,
    rating,
    waiting,
    with_a_person,
    failing,
    offline,
    plan,
    grounding,
]
DARK = [choosing, breathing, waiting, plan]


@pytest.mark.parametrize(
    ("state", "scheme"),
    [(state, "light") for state in STATES] + [(state, "dark") for state in DARK],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_axe_finds_nothing(
    browser: Browser, service: ChatService, state: Callable[[Page, ChatService], None], scheme: Any
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    state(page, service)
    assert findings(page) == []
    context.close()


def test_axe_finds_nothing_in_forced_colours(browser: Browser, service: ChatService) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    breathing(page, service)
    waiting(page, service)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert findings(page) == []
    # Where the system paints, a border is what is left of a bubble.
    mine = page.locator("holdfast-chat .mine .bubble").first
    assert mine.evaluate("it => getComputedStyle(it).borderTopStyle") == "dashed"
    context.close()


def test_everything_to_press_is_44_pixels(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    rating(page, service)
    breathing(page, service)
    say(page, "risk")
    expect(page.locator("holdfast-chat .card")).to_be_visible()
    controls = page.locator("holdfast-chat").locator("button, a.button, textarea, input, summary")
    sizes = [
        (control.inner_text(), control.bounding_box()) for control in controls.all() if control.is_visible()
    ]
    assert len(sizes) > 12
    assert [name for name, box in sizes if box is None or box["height"] < 44 or box["width"] < 44] == []
