"""Lost answers, restarts, spent invites, no network: nothing lost, nothing doubled, never silence."""

import pytest
from playwright.sync_api import Page, expect

from tests.widget.chat_service import ChatService
from tests.widget.conftest import bubbles, say, shown, until
from tests.widget.script import WELCOME

pytestmark = [pytest.mark.slow, pytest.mark.needs("chromium")]


def test_a_stream_that_a_proxy_holds_back_is_replaced_by_asking(page: Page, service: ChatService) -> None:
    service.faults.hold_stream = True
    page.goto(service.url)
    expect(bubbles(page)).to_have_text([WELCOME], timeout=8_000)
    say(page, "hello")
    expect(bubbles(page)).to_have_count(3, timeout=8_000)


def test_an_answer_that_got_lost_leads_to_no_second_message(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    service.faults.lose_answer = 2
    say(page, "hello")
    expect(shown(page, "Not sent yet")).to_have_count(0, timeout=8_000)
    expect(bubbles(page)).to_have_text([WELCOME, "hello", "Thank you for telling me. (5)"])
    page.wait_for_timeout(3_000)
    assert len(service.posts) == 3
    assert len({post["client_id"] for post in service.posts}) == 1
    expect(bubbles(page)).to_have_count(3)


def test_a_restart_of_the_service_in_the_middle_of_a_message_loses_and_doubles_nothing(
    page: Page, service: ChatService
) -> None:
    page.goto(service.url)
    say(page, "one")
    expect(bubbles(page)).to_have_count(3)
    service.stop()
    say(page, "two")
    say(page, "three")
    expect(shown(page, "Not sent yet. Trying again by itself.")).to_have_count(1)
    expect(shown(page, "The chat cannot be reached.")).to_be_visible()
    expect(page.get_by_role("link", name="Call 988").first).to_be_visible()
    service.start()
    page.get_by_role("button", name="Try now").click()
    thanks = "Thank you for telling me. ({})"
    told = [WELCOME, "one", thanks.format(3), "two", thanks.format(3), "three", thanks.format(5)]
    expect(bubbles(page)).to_have_text(told, timeout=20_000)
    expect(shown(page, "The chat cannot be reached.")).to_have_count(0)
    service.last.add("One more.")
    expect(bubbles(page)).to_have_text([*told, "One more."])


def test_a_reload_while_the_service_is_away_keeps_what_was_not_sent(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    say(page, "one")
    expect(bubbles(page)).to_have_count(3)
    service.faults.lose_answer = 1
    # The page itself comes from the browser's own hand, as a clinic's page would from its own server.
    page.route("**/api/chat/messages", lambda route: route.abort())
    say(page, "two")
    say(page, "three")
    expect(shown(page, "Not sent yet. Trying again by itself.")).to_have_count(1)
    page.reload()
    expect(bubbles(page)).to_have_text([WELCOME, "one", "Thank you for telling me. (3)", "two", "three"])
    page.unroute("**/api/chat/messages")
    thanks = "Thank you for telling me. ({})"
    told = [WELCOME, "one", thanks.format(3), "two", thanks.format(3), "three", thanks.format(5)]
    expect(bubbles(page)).to_have_text(told, timeout=20_000)
    assert [post["text"] for post in service.posts].count("three") == 1
    until(page, "Object.keys(sessionStorage).length === 1")  # nothing but the token is left


def test_a_message_whose_answer_was_lost_is_not_said_again_after_a_reload(
    page: Page, service: ChatService
) -> None:
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    service.faults.lose_answer = 1
    service.faults.mute = True
    say(page, "only once")
    page.reload()
    expect(bubbles(page)).to_have_text([WELCOME, "only once"])
    expect(shown(page, "Not sent yet")).to_have_count(0)
    until(page, "Object.keys(sessionStorage).length === 1")
    assert [event["text"] for event in service.last.events].count("only once") == 1


def test_an_unknown_token_leads_to_a_new_session_and_the_text_is_sent_there(
    page: Page, service: ChatService
) -> None:
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    service.faults.unknown_token = 1
    say(page, "please keep this")
    expect(shown(page, "A new chat was started.")).to_be_visible()
    expect(bubbles(page)).to_have_text([WELCOME, "please keep this", "Thank you for telling me. (16)"])
    assert len(service.conversations) == 1


def test_an_invite_that_is_spent_says_so_and_gives_the_text_back(page: Page, service: ChatService) -> None:
    page.goto(f"{service.url}/bare?code=spent")
    expect(shown(page, "This chat has closed.")).to_be_visible()
    say(page, "please keep this")
    expect(page.get_by_label("Your message")).to_have_value("please keep this")
    expect(page.get_by_role("link", name="Call 988").first).to_be_visible()


def test_a_text_that_is_too_long_can_be_taken_back(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    say(page, "long " * 4_000)
    expect(shown(page, "This was too long to send.")).to_be_visible()
    page.get_by_role("button", name="Put it back in the box").click()
    expect(page.get_by_label("Your message")).to_have_value("long " * 4_000)
    expect(bubbles(page)).to_have_count(1)


def test_no_answer_in_eight_seconds_shows_what_else_there_is(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    service.faults.mute = True
    say(page, "is anyone there")
    expect(shown(page, "No answer yet")).to_be_visible(timeout=9_500)
    card = page.locator("holdfast-chat .card")
    expect(card.get_by_role("link", name="Call 988")).to_be_visible()
    service.last.add("Here I am.")
    expect(shown(page, "No answer yet")).to_have_count(0)


def test_offline_is_said_and_what_was_written_goes_out_later(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    page.context.set_offline(True)
    expect(shown(page, "You are offline.")).to_be_visible()
    say(page, "still here")
    expect(shown(page, "Not sent yet")).to_be_visible()
    page.context.set_offline(False)
    expect(bubbles(page)).to_have_text(
        [WELCOME, "still here", "Thank you for telling me. (10)"], timeout=15_000
    )
    expect(shown(page, "You are offline.")).to_have_count(0)


def test_words_off_the_record_are_shown_each_time(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    service.faults.off_record = True
    say(page, "one")
    say(page, "two")
    words = "I cannot store this right now."
    expect(bubbles(page)).to_have_text([WELCOME, "one", words, "two", words])
