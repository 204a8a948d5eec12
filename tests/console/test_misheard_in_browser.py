"""A message that was heard wrongly, from the mark at the desk to the line: small, by keyboard, with scripts off."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.console import fit

pytestmark = [pytest.mark.slow, pytest.mark.needs("chromium")]
SMALL, SCREEN = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
SAID = "Rosa says it's nothing, and my number is 415 555 0112 now"
LINE = "NAME says it's nothing, and my number is NUMBER now"


def _open(chromium: Browser, address: str, name: str, **context: Any) -> Page:
    page = chromium.new_context(**{"viewport": SMALL, **context}).new_page()
    page.set_default_timeout(20_000)
    page.goto(address)
    page.get_by_role("button", name=name).press("Enter")
    page.wait_for_url(f"{address}/people" if name == "Ira Bell" else address)
    return page


def _tab_to(page: Page, wanted: Locator, presses: int = 60) -> None:
    """As somebody without a mouse gets there."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{wanted} is not reached by Tab")


def _mark(page: Page, address: str, escalation: str) -> None:
    """Tab to the link beside the message, choose with an arrow, press Enter."""
    page.goto(f"{address}/escalations/{escalation}")
    _tab_to(page, page.locator("#lines li", has_text="Rosa says").get_by_role("link"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/heard/"))
    _tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Urgent")).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/escalations/{escalation}")


@pytest.mark.parametrize(("size", "scheme"), [(SMALL, "light"), (SCREEN, "dark")])
def test_its_pages_are_accessible_and_fit(
    chromium: Browser, address: str, desk: Any, size: dict[str, int], scheme: str
) -> None:
    desk.speak(SAID)
    # axe is injected as a script, which the page's own policy rightly refuses.
    page = _open(chromium, address, "Noor Haddad", viewport=size, color_scheme=scheme, bypass_csp=True)
    _mark(page, address, desk.escalation)
    page.locator("#lines li", has_text="Rosa says").get_by_role("link").click()
    expect(page.get_by_text("Marked already: it should have been Urgent")).to_be_visible()
    fit.check(page)
    page.goto(f"{address}/heard")
    fit.check(page)
    page.get_by_role("link", name="Not heard").click()
    fit.check(page)
    page.get_by_role("button", name="Confirm the line").click()
    expect(page.get_by_role("alert").filter(has_text="nobody can be recognised")).to_be_visible()
    fit.check(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_keyboard_is_enough_from_the_mark_to_the_line(
    chromium: Browser, address: str, desk: Any, scripts: bool
) -> None:
    desk.speak(SAID)
    _mark(_open(chromium, address, "Sam Rivera", java_script_enabled=scripts), address, desk.escalation)
    page = _open(chromium, address, "Ira Bell", java_script_enabled=scripts)
    page.goto(f"{address}/heard")
    _tab_to(page, page.get_by_role("link", name="Not heard"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("The line")).to_have_value(LINE)
    _tab_to(page, page.get_by_label("The line"))
    page.keyboard.press("Control+End")
    page.keyboard.type(", I hear it")
    _tab_to(page, page.get_by_label("Nobody can be recognised"))
    page.keyboard.press("Space")
    _tab_to(page, page.get_by_role("button", name="Confirm the line"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 line is confirmed")).to_be_visible()
    expect(page.get_by_text("Nothing waits.")).to_be_visible()
