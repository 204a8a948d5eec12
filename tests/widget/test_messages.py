"""Each message once and in order, and always clear who is speaking."""

import json
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.widget.chat_service import ChatService
from tests.widget.conftest import Watched, bubbles, say, shown
from tests.widget.script import SAFETY, WELCOME

pytestmark = [pytest.mark.slow, pytest.mark.needs("chromium")]


def test_a_person_is_welcomed_writes_and_is_answered(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    expect(bubbles(page)).to_have_text([WELCOME])
    say(page, "hello")
    expect(bubbles(page)).to_have_text([WELCOME, "hello", "Thank you for telling me. (5)"])
    expect(shown(page, "You are talking with a program, not a person.")).to_be_visible()


def test_a_reload_goes_on_with_the_same_session(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    say(page, "hello")
    expect(bubbles(page)).to_have_count(3)
    page.reload()
    expect(bubbles(page)).to_have_text([WELCOME, "hello", "Thank you for telling me. (5)"])
    assert len(service.conversations) == 1


def test_only_a_token_is_kept_and_only_in_this_tab(
    page: Page, service: ChatService, watched: Watched
) -> None:
    page.goto(service.url)
    say(page, "hello")
    expect(bubbles(page)).to_have_count(3)
    token = next(iter(service.conversations))
    assert json.loads(page.evaluate("JSON.stringify(Object.values(sessionStorage))")) == [token]
    assert page.evaluate("localStorage.length + document.cookie.length") == 0
    assert page.context.cookies() == []
    assert not [url for url in watched.requests if token in url]
    assert f"Bearer {token}" in service.authorizations


def test_the_safety_reply_needs_no_stream(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    service.faults.hold_stream = True
    say(page, "there is risk")
    card = page.locator("holdfast-chat .card")
    expect(card).to_contain_text(SAFETY, timeout=1_000)
    expect(card.locator("[role=alert]")).to_have_count(1)
    for link in ("Call 988", "Text 988", "Emergency 911"):
        expect(card.get_by_role("link", name=link)).to_be_visible()
    expect(shown(page, "Waiting for a person since")).to_be_visible()


def test_a_card_of_help_is_read_from_its_start(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    say(page, "hello")
    say(page, "there is risk")
    for number in range(6):
        service.last.add(f"Status line {number}.", type="status", sender="system")
    expect(page.locator("holdfast-chat li.quiet").last).to_have_text("Status line 5.")
    expect(page.locator("holdfast-chat .card")).to_be_in_viewport(ratio=1)
    service.last.add("Hello, this is Sam.", sender="responder", sender_name="Sam")
    expect(bubbles(page).last).to_be_in_viewport(ratio=1)


def test_two_tabs_of_one_session_show_the_same(browser: Browser, service: ChatService) -> None:
    context = browser.new_context()
    first = context.new_page()
    first.goto(service.url)
    say(first, "from the first")
    expect(bubbles(first)).to_have_count(3)
    with context.expect_page() as opened:
        first.evaluate("window.open(location.href)")
    second = opened.value
    expect(bubbles(second)).to_have_count(3)
    say(second, "from the second")
    for tab in (first, second):
        expect(bubbles(tab)).to_have_text(
            [
                WELCOME,
                "from the first",
                "Thank you for telling me. (14)",
                "from the second",
                "Thank you for telling me. (15)",
            ]
        )
    assert len(service.conversations) == 1
    context.close()


def test_it_is_always_said_who_is_speaking(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    say(page, "a person please")
    who = page.locator("holdfast-chat .who")
    expect(who).to_have_text(
        re.compile(
            r"^Waiting for a person since \d+:\d\d.[AP]M\. Their name will show here\. The program stays"
        )
    )
    service.last.add(
        "I have told a person on our team.", type="status", sender="system", script="utter_status_told"
    )
    expect(page.locator("holdfast-chat li.quiet").last).to_have_text("I have told a person on our team.")
    service.last.add("Hello, this is Sam.", sender="responder", sender_name="Sam")
    expect(who).to_have_text("You are talking with Sam, a person.")
    expect(page.locator("holdfast-chat .by").last).to_contain_text("Sam, a person")
    say(page, "thank you Sam")
    service.last.add("You are with me again.", sender="system", type="status", script="utter_handed_back")
    expect(who).to_have_text("You are talking with a program, not a person.")


def test_a_half_written_text_survives_making_the_chat_smaller(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    page.get_by_label("Your message").fill("half a sent")
    page.get_by_role("button", name="Make smaller").click()
    service.last.add("News.")
    page.get_by_role("button", name="Open the chat. New messages: 1").click()
    expect(page.get_by_label("Your message")).to_have_value("half a sent")
    expect(page.get_by_label("Your message")).to_be_focused()


def test_commands_and_markup_are_shown_as_the_text_they_are(
    page: Page, service: ChatService, watched: Watched
) -> None:
    page.goto(service.url)
    say(page, "/restart <img src=x onerror=alert(1)>")
    expect(bubbles(page).nth(1)).to_have_text("/restart <img src=x onerror=alert(1)>")
    service.last.add("<script>alert(1)</script> & <b>bold</b>")
    expect(bubbles(page).last).to_have_text("<script>alert(1)</script> & <b>bold</b>")
    assert service.posts[0]["text"] == "/restart <img src=x onerror=alert(1)>"
    assert watched.complaints == []
