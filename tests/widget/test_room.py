"""Small screens and high zoom: what is pinned stays in sight, and what is said has room beside it."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.widget.chat_service import ChatService
from tests.widget.conftest import say, shown
from tests.widget.test_axe import findings

pytestmark = [pytest.mark.slow, pytest.mark.needs("chromium")]


def opened(browser: Browser, service: ChatService, width: int, height: int, direction: str = "ltr") -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}, has_touch=True).new_page()
    page.goto(f"{service.url}/bare?dir={direction}")
    expect(page.get_by_role("link", name="Call 988")).to_be_visible()
    page.get_by_role("button", name="Open the chat").click()
    return page


def help_is_in_sight(page: Page) -> None:
    bar = page.get_by_role("complementary", name="Help right now")
    for link in bar.get_by_role("link").all():
        expect(link).to_be_in_viewport(ratio=0.99)


@pytest.mark.parametrize(
    ("width", "height"), [(320, 640), (320, 256), (390, 844)], ids=["320 wide", "400 % zoom", "a phone"]
)
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_small_screens_show_everything_without_sideways_scrolling(
    browser: Browser, service: ChatService, width: int, height: int, direction: str
) -> None:
    page = opened(browser, service, width, height, direction)
    say(page, "risk")
    expect(page.locator("holdfast-chat .card")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    dialog = page.locator("holdfast-chat dialog")
    assert dialog.evaluate("it => it.scrollWidth <= it.clientWidth && it.matches(':modal')")
    help_is_in_sight(page)
    # What is being said must have room beside what is pinned.
    expect(page.get_by_label("Your message")).to_be_visible()
    # What lies under the pinned help changes with every scroll here; sizes have a test of their own.
    assert findings(page, leave_out=("target-size",)) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Open the chat")).to_be_focused()
    page.context.close()


@pytest.mark.parametrize(("width", "height"), [(320, 640), (390, 844), (1280, 700)])
def test_a_breath_leaves_help_pause_and_stop_in_sight(
    browser: Browser, service: ChatService, width: int, height: int
) -> None:
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.goto(service.url)
    if width < 640:
        page.get_by_role("button", name="Open the chat").click()
    page.get_by_role("button", name="Breathing").click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_in_viewport(ratio=0.99)
    expect(page.get_by_role("button", name="Stop")).to_be_in_viewport(ratio=0.99)
    expect(page.get_by_role("link", name="Leave this page").last).to_be_in_viewport(ratio=0.99)
    help_is_in_sight(page)
    page.context.close()


def test_at_high_zoom_the_newest_words_are_in_sight_and_not_the_end_of_the_panel(
    browser: Browser, service: ChatService
) -> None:
    page = opened(browser, service, 320, 256)
    say(page, "hello")
    expect(shown(page, "Thank you for telling me.")).to_be_in_viewport(ratio=0.9)
    help_is_in_sight(page)
    page.context.close()


def test_english_words_on_a_page_from_right_to_left_keep_their_stops_at_the_end(
    browser: Browser, service: ChatService
) -> None:
    page = opened(browser, service, 390, 844, "rtl")
    right_of = """(it) => {
      const text = it.lastChild, at = (from) => {
        const range = document.createRange();
        range.setStart(text, from); range.setEnd(text, from + 1);
        return range.getBoundingClientRect().left;
      };
      return at(text.length - 1) > at(0);
    }"""
    for words in ("In danger now?", "You are talking with a program, not a person."):
        assert shown(page, words).evaluate(right_of)
    page.context.close()
