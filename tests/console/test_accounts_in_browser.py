"""Signing in and the lock, in a real browser."""

import re
from datetime import timedelta
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, expect

from holdfast.models import Responder
from tests.console import fit

pytestmark = [pytest.mark.slow, pytest.mark.needs("chromium")]
NARROW = {"width": 360, "height": 740}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_account_opens_by_keyboard_on_a_narrow_phone(
    chromium: Browser, address: str, desk: Any, scheme: str
) -> None:
    """From the link to the inbox; an account that has a second factor is asked for it, in a demonstration too."""
    context = chromium.new_context(viewport=NARROW, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Noor Haddad").click()
    page.goto(f"{address}/staff")
    page.get_by_role("link", name=re.compile("Sam Rivera")).click()
    fit.check(page)
    page.get_by_role("button", name="Make a link").press("Enter")
    link = page.get_by_label("Give it to Sam Rivera").input_value()
    fit.check(page)
    context.clear_cookies()
    page.goto(link)
    fit.check(page)
    page.get_by_label("New password").press_sequentially("a lamp in the hall")
    page.keyboard.press("Enter")
    page.wait_for_url(address)
    context.clear_cookies()
    secret = pyotp.random_base32()
    with desk.parts.db.write() as tx:
        sam = tx.scalars(sa.select(Responder).where(Responder.name == "Sam Rivera")).one()
        sam.totp_secret = desk.parts.keys.own().seal("responder.totp_secret", sam.id, secret)
        sam.totp_since = desk.parts.clock.now()
    page.goto(address)
    expect(page.get_by_role("button", name="Sam Rivera")).to_have_count(0)  # no longer a ready account
    page.get_by_label("Your name").fill("Sam Rivera")
    page.get_by_label("Password").fill("a lamp in the hall")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/code")
    fit.check(page)
    page.get_by_text("The app or the phone is gone").click()
    fit.check(page)
    page.get_by_label("The six digits").fill(pyotp.TOTP(secret).at(desk.parts.clock.now()))
    page.keyboard.press("Enter")
    page.wait_for_url(address)


def test_a_second_factor_is_set_up_on_a_phone(
    chromium: Browser, address: str, desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("holdfast.console.second_factor.needed", lambda *_: "enrol")
    context = chromium.new_context(viewport=NARROW, color_scheme="dark", bypass_csp=True)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Ira Bell").click()
    page.wait_for_url(f"{address}/enrol")
    fit.check(page)
    secret = re.sub(r"\s", "", page.locator("code").inner_text())
    page.get_by_label("The six digits").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("That code is not right")
    assert re.sub(r"\s", "", page.locator("code").inner_text()) == secret
    page.get_by_label("The six digits").fill(pyotp.TOTP(secret).at(desk.parts.clock.now()))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Four codes for paper")).to_be_visible()
    fit.check(page)
    page.get_by_role("link", name="I have them on paper").click()
    page.wait_for_url(f"{address}/people")


def test_an_idle_page_covers_itself_and_opens_with_the_password(
    chromium: Browser, address: str, desk: Any
) -> None:
    page = chromium.new_context(viewport=NARROW).new_page()
    page.goto(address)
    page.get_by_role("button", name="Sam Rivera").click()
    page.get_by_role("link", name="Maya").click()
    page.locator("#text").fill("Half a sentence")
    desk.wait(timedelta(minutes=20))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#locked")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#locked")).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open it again").click()
    other = opened.value
    expect(other.get_by_role("heading", name="Locked")).to_be_visible()
    expect(other.get_by_label("Your name")).to_have_value("Sam Rivera")
    other.get_by_label("Password").fill("holdfast-demo")
    other.keyboard.press("Enter")
    other.wait_for_url(address)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#locked")).to_be_hidden()
    expect(page.locator("#text")).to_have_value("Half a sentence")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_phone_is_tested_and_an_account_closed_by_keyboard(
    chromium: Browser, address: str, desk: Any, scripts: bool
) -> None:
    context = chromium.new_context(viewport=NARROW, bypass_csp=True, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Uli Kern").press("Enter")
    page.goto(f"{address}/staff")
    page.get_by_role("link", name=re.compile("Sam Rivera")).press("Enter")
    page.get_by_role("button", name="Send a test page now").press("Enter")
    expect(page.locator("#test-page")).to_contain_text("no answer yet")
    if scripts:
        fit.check(page)
    page.get_by_role("button", name="Close for good").press("Enter")
    expect(page.get_by_label("Sam Rivera will not sign in")).to_be_focused()  # the box comes first
    page.keyboard.press("Space")
    page.get_by_role("button", name="Close for good").press("Enter")
    expect(page.get_by_role("heading", name="No longer here")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Sam Rivera"))).to_have_count(0)
    if scripts:
        fit.check(page)
