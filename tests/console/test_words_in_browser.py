"""Words, lines, policy and the way to production in a real browser: small, by keyboard, with scripts off."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from holdfast.console.accounts import DEMO_PASSWORD
from tests.console import fit

pytestmark = [pytest.mark.slow, pytest.mark.needs("chromium")]
SMALL, SCREEN = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
PAGES = ("/words", "/words/script/breathing", "/words/policy/policy", "/words/saying/US", "/words/signed", "/lines",
         "/lines/US", "/policy", "/going-live", "/report", "/heard")  # fmt: skip


@pytest.fixture(autouse=True)
def unsigned(desk: Any) -> Any:
    """The words are loaded once for all tests."""
    yield
    desk.parts.library.reviews.take_in([], None)


def _open(chromium: Browser, address: str, name: str = "Ira Bell", **context: Any) -> Page:
    page = chromium.new_context(**{"viewport": SMALL, **context}).new_page()
    page.set_default_timeout(30_000)
    page.goto(address)
    page.get_by_role("button", name=name).click()
    page.wait_for_url(f"{address}/**" if name != "Noor Haddad" else f"{address}**")
    return page


def _keep(page: Page, name: str) -> None:
    """A picture for whoever looks at them."""
    if folder := os.environ.get("HOLDFAST_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize(
    ("parts", "size", "scheme"),
    [(PAGES[:3], SMALL, "light"), (PAGES[3:7], SMALL, "light"), (PAGES[7:], SMALL, "dark"),
     (("/words/script/safety", "/going-live"), SCREEN, "dark")],
)  # fmt: skip
def test_every_page_is_accessible_and_fits(
    chromium: Browser, address: str, parts: tuple[str, ...], size: dict[str, int], scheme: str
) -> None:
    page = _open(chromium, address, "Noor Haddad", viewport=size, color_scheme=scheme, bypass_csp=True)
    for part in parts:
        page.goto(f"{address}{part}")
        _keep(page, f"{part.strip('/').replace('/', '-')}-{size['width']}")
        fit.check(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_keyboard_is_enough_to_sign(chromium: Browser, address: str, scripts: bool) -> None:
    page = _open(chromium, address, java_script_enabled=scripts)
    page.goto(f"{address}/words/script/breathing")
    first = page.locator("fieldset.decision").first
    first.get_by_label("Leave open").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(first.get_by_label("Approve these exact words")).to_be_checked()
    page.get_by_label("Your registration with a professional body").fill("R 1")
    page.get_by_label("Your profession or post").fill("psychiatrist")
    page.get_by_label("Your password, once more").focus()
    page.keyboard.type("guess")
    page.keyboard.press("Enter")
    expect(page.locator("#f-password-fault")).to_contain_text("not your password")
    expect(page.locator("fieldset.decision").first.get_by_label("Approve these exact words")).to_be_checked()
    expect(page.get_by_label("Your registration with a professional body")).to_have_value("R 1")
    page.get_by_label("Your password, once more").focus()
    page.keyboard.type(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="1 decision is kept")).to_be_visible()
    _keep(page, f"words-signed-{scripts}")


def test_a_line_is_confirmed_by_hand(chromium: Browser, address: str) -> None:
    page = _open(chromium, address, "Uli Kern")
    page.get_by_role("link", name="Crisis lines").click()
    page.get_by_role("link", name="The United States").click()
    page.get_by_role("radio", name="I reached it").first.check()
    page.get_by_label("Your profession or post").fill("operator")
    page.get_by_label("Your password, once more").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Record what I found today").click()
    expect(page.get_by_text("Confirmed today by Uli Kern").first).to_be_visible()
    _keep(page, "lines-confirmed")


def test_the_signed_list_prints_without_what_is_for_the_screen(chromium: Browser, address: str) -> None:
    page = _open(chromium, address, viewport=SCREEN)
    page.goto(f"{address}/words/signed")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Signed words on")).to_be_visible()
    expect(page.get_by_role("link", name="As a table")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Pages")).to_be_hidden()
