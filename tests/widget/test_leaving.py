"""Leaving at once: nothing to be seen, nothing kept, no way back to the words."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.widget.chat_service import ChatService
from tests.widget.conftest import bubbles, say, shown

pytestmark = [pytest.mark.slow, pytest.mark.needs("chromium")]


def test_leave_blanks_first_forgets_and_replaces_the_page(page: Page, service: ChatService) -> None:
    page.goto(f"{service.url}/neutral")
    page.goto(service.url)
    say(page, "hello")
    expect(bubbles(page)).to_have_count(3)
    # In the very instant of the press, before the other page can come.
    left = page.get_by_role("link", name="Leave this page").evaluate(
        "it => { it.click(); const { display } = getComputedStyle(document.body);"
        " return [display, document.title, sessionStorage.length] }"
    )
    assert left == ["none", "…", 0]
    page.wait_for_url("**/neutral")
    assert page.evaluate("sessionStorage.length") == 0
    page.go_back()
    page.wait_for_load_state()
    assert "/neutral" in page.url
    expect(page.get_by_text("hello")).to_have_count(0)
    assert service.left == 1


def test_three_presses_of_shift_leave_and_capitals_do_not(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    page.get_by_label("Your message").press_sequentially("I AM HERE")
    for _ in range(3):
        page.keyboard.press("Shift+A")
    assert page.url.startswith(service.url) and "neutral" not in page.url
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("**/neutral")


def test_leaving_while_offline_shows_no_error_that_names_this_site(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    page.context.set_offline(True)
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url("about:blank")


def test_leaving_while_the_service_is_away_shows_no_error_that_names_this_site(
    page: Page, service: ChatService
) -> None:
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    service.stop()
    expect(shown(page, "The chat cannot be reached.")).to_be_visible(timeout=15_000)
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url("about:blank")


def test_without_scripts_there_are_numbers_and_a_way_out(browser: Browser, service: ChatService) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(service.url)
    for link, href in (("Call 988", "tel:988"), ("Text 988", "sms:988"), ("Emergency 911", "tel:911")):
        expect(page.get_by_role("link", name=link)).to_have_attribute("href", href)
        expect(page.get_by_role("link", name=link)).to_be_visible()
    page.get_by_role("link", name="Leave this page").click()
    page.wait_for_url("**/neutral")
    context.close()


def test_a_script_that_fails_leaves_the_numbers_of_the_page(page: Page, service: ChatService) -> None:
    page.route("**/static/holdfast-chat.js", lambda route: route.abort())
    page.goto(service.url)
    expect(page.get_by_role("link", name="Call 988")).to_be_visible()


def test_an_element_that_breaks_shows_the_numbers_of_the_page(page: Page, service: ChatService) -> None:
    page.add_init_script("ResizeObserver.prototype.observe = () => { throw new Error('broken') }")
    page.goto(service.url)
    expect(page.get_by_role("heading", name="In danger now?")).to_be_visible()
    expect(page.get_by_role("link", name="Call 988")).to_be_visible()


def test_the_numbers_stay_when_the_service_is_gone_and_follow_the_country(
    page: Page, service: ChatService
) -> None:
    service.lines = None
    page.goto(f"{service.url}/bare?region=GB")
    bar = page.get_by_role("complementary", name="Help right now")
    expect(bar.get_by_role("link")).to_have_text(["Call 116 123", "Text SHOUT to 85258", "Emergency 999"])
    page.goto(f"{service.url}/bare?region=FR")
    expect(bar).to_contain_text("Call your local emergency number.")
    expect(bar.get_by_role("link")).to_have_count(0)
