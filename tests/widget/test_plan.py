"""My plan: a card to read, call from and print; a locked copy on this device only for those who ask."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.widget.chat_service import ChatService
from tests.widget.conftest import Watched, bubbles, say, shown

pytestmark = [pytest.mark.slow, pytest.mark.needs("chromium")]

WORD = "seagulls"


def open_plan(page: Page) -> None:
    page.get_by_role("button", name="My plan", exact=True).click()


def keep(page: Page, word: str) -> None:
    page.get_by_role("button", name="Keep on this device").click()
    page.get_by_label("Your word").fill(word)
    page.get_by_role("button", name="Keep it").click()


def test_the_plan_is_read_called_from_and_left_again(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    open_plan(page)
    card = page.get_by_role("region", name="My plan")
    expect(card.get_by_role("heading", name="My plan")).to_be_focused()
    expect(card.get_by_role("heading", level=4)).to_have_count(4)
    expect(card.get_by_role("link", name="Call +14155550199")).to_have_attribute("href", "tel:+14155550199")
    expect(bubbles(page).first).to_be_hidden()
    page.get_by_role("button", name="Back to the chat").click()
    expect(bubbles(page).first).to_be_visible()
    expect(page.get_by_role("button", name="My plan", exact=True)).to_be_focused()


def test_writing_leads_back_to_the_chat_and_news_is_offered(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    open_plan(page)
    service.last.add("News.")
    page.get_by_role("button", name="New messages").click()
    expect(shown(page, "News.")).to_be_visible()
    open_plan(page)
    say(page, "there is risk")
    expect(page.locator("holdfast-chat .card")).to_be_visible()


def test_someone_without_a_plan_is_told_so(page: Page, service: ChatService) -> None:
    service.steps = []
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    open_plan(page)
    expect(page.get_by_text("There is no plan here yet.")).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_have_count(0)
    expect(page.get_by_role("button", name="Keep on this device")).to_have_count(0)


def test_only_the_plan_is_printed(page: Page, service: ChatService) -> None:
    page.add_init_script("window.print = () => { window.printed = true }")
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    open_plan(page)
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("printed")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="People you can ask for help")).to_be_visible()
    for words in ("Support between visits", "In danger now?", "Support chat"):
        expect(page.get_by_text(words, exact=True).first).to_be_hidden()
    expect(page.get_by_label("Your message")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(page.get_by_text("Support between visits")).to_be_visible()


def test_a_copy_is_kept_only_when_asked_for_and_opens_without_a_network(
    page: Page, service: ChatService, watched: Watched
) -> None:
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    open_plan(page)
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    keep(page, "short")
    assert page.evaluate("localStorage.length") == 0, "too short a word keeps nothing"
    page.get_by_label("Your word").fill(WORD)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("A locked copy is on this device.")).to_be_visible()
    kept = page.evaluate("Object.values(localStorage).map(atob).join()")
    assert "Sam" not in kept and "Rosa" not in kept and len(kept) > 200
    page.get_by_role("button", name="Back to the chat").click()

    page.context.set_offline(True)
    open_plan(page)
    page.get_by_label("Your word").fill("albatross")
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_text("That did not open it.")).to_be_visible()
    page.get_by_label("Your word").fill(WORD)
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_text("This is your plan as it was on")).to_be_visible()
    expect(page.get_by_role("link", name="Call +14155550142")).to_be_visible()
    page.get_by_role("button", name="Take it off this device").click()
    expect(page.get_by_text("The copy is gone from this device.")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0


def test_leaving_takes_the_copy_away(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    open_plan(page)
    keep(page, WORD)
    expect(page.get_by_text("A locked copy is on this device.")).to_be_visible()
    left = page.get_by_role("link", name="Leave this page").evaluate(
        "it => { it.click(); return localStorage.length }"
    )
    assert left == 0


def test_another_language_comes_from_the_service_or_it_is_said_that_it_does_not(
    browser: Browser, service: ChatService
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{service.url}/bare?lang=es-MX&region=ES")
    expect(page.get_by_role("link", name="Salir de esta p\u00e1gina")).to_be_visible()
    expect(page.locator("holdfast-chat dialog")).to_have_attribute("lang", "es-MX")
    service.translated = False
    page.reload()
    expect(shown(page, "This chat is in English for now.")).to_be_visible()
    expect(page.locator("holdfast-chat dialog")).to_have_attribute("lang", "en")
    context.close()
