"""For those who listen, use keys, or avoid movement."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.widget.chat_service import ChatService
from tests.widget.conftest import bubbles, say, shown
from tests.widget.script import WELCOME

pytestmark = [pytest.mark.slow, pytest.mark.needs("chromium")]

# What a reader would be given: texts put into the log, and alerts put on the page.
LISTEN = """() => {
  const root = document.querySelector('holdfast-chat').shadowRoot;
  window.spoken = [];
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
    if (change.target.classList?.contains('log')) window.spoken.push(node.textContent);
    const alert = node.querySelector?.('[role=alert]');
    if (alert) window.spoken.push('ALERT ' + alert.textContent);
  }))).observe(root, { subtree: true, childList: true });
}"""


def test_each_message_is_spoken_once(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    expect(bubbles(page)).to_have_text([WELCOME])
    page.evaluate(LISTEN)
    say(page, "hello")
    expect(bubbles(page)).to_have_count(3)
    say(page, "risk")
    expect(page.locator("holdfast-chat .card")).to_be_visible()
    service.last.add("I have told a person.", type="status", sender="system")
    service.last.add("Hello.", sender="responder", sender_name="Sam")
    expect(bubbles(page)).to_have_count(5)
    page.wait_for_timeout(2_000)
    spoken = page.evaluate("window.spoken")
    assert len(spoken) == 4
    assert spoken[0].startswith("Program: Thank you for telling me. (5) Choices: 1, Breathe. 2, Grounding.")
    assert spoken[1].startswith("ALERT Help for you right now")
    assert spoken[2:] == ["I have told a person.", "Sam, a person: Hello."]
    assert page.locator("holdfast-chat .log").inner_text() == ""


def test_what_was_said_before_is_not_spoken_again(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    say(page, "risk")
    expect(page.locator("holdfast-chat .card")).to_be_visible()
    page.add_init_script(f"addEventListener('DOMContentLoaded', () => ({LISTEN})())")
    page.reload()
    expect(page.locator("holdfast-chat .card")).to_be_visible()
    page.wait_for_timeout(500)
    assert page.evaluate("window.spoken") == []
    expect(page.locator("holdfast-chat [role=alert]")).to_have_count(0)


def test_nothing_that_arrives_takes_the_focus(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    assert page.evaluate("document.activeElement === document.body")
    box = page.get_by_label("Your message")
    box.fill("half a sent")
    service.last.add("News.", choices=[{"id": "stop", "label": "Stop"}])
    service.last.add("Call 988.", type="handoff", level="care")
    expect(page.locator("holdfast-chat .card")).to_be_visible()
    expect(box).to_be_focused()
    expect(box).to_have_value("half a sent")


def test_choices_are_one_stop_for_the_tab_key_and_arrows_move_inside(
    page: Page, service: ChatService
) -> None:
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    page.get_by_role("region", name="Messages").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="1 Breathe")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="3 My plan")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("Home")
    expect(page.get_by_role("button", name="1 Breathe")).to_be_focused()
    service.faults.hold_stream = True
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your message")).to_be_focused()
    taken = page.get_by_role("button", name="1 Breathe You chose this")
    expect(taken).to_have_attribute("aria-disabled", "true")
    taken.click(force=True)
    page.wait_for_timeout(300)
    assert [post.get("choice") for post in service.posts] == ["start_breathing"]


def test_all_of_it_by_keys_alone(page: Page, service: ChatService) -> None:
    """Open, send, choose, make smaller, open again, leave; the focus is never lost."""
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    focused = """() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at === document.body ? '' : at.getAttribute('aria-label') || at.innerText || at.localName;
    }"""
    walked = []
    while "Clear chat" not in walked and len(walked) < 30:
        page.keyboard.press("Tab")
        walked.append(" ".join(page.evaluate(focused).split()))
    assert walked == [
        "Leave this page", "Make smaller", "Call 988", "Text 988", "Emergency 911", "Messages", "1 Breathe",
        "textarea", "Send", "My plan", "Breathing", "Save a copy", "Clear chat",
    ]  # fmt: skip
    page.get_by_label("Your message").focus()
    page.keyboard.type("hello")
    page.keyboard.press("Enter")
    expect(bubbles(page)).to_have_count(3)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(shown(page, "Step 3 of 5")).to_be_visible()
    expect(page.get_by_label("Your message")).to_be_focused()
    page.keyboard.press("Escape")
    assert page.evaluate(focused).startswith("Open the chat")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your message")).to_be_focused()
    for _ in range(8):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(focused)
        if page.evaluate(focused) == "Leave this page":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/neutral")


def test_a_typed_number_takes_a_choice(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    say(page, "1")
    expect(shown(page, "Breathe in for 4, and out for 6.")).to_be_visible()
    assert service.posts[0]["text"] == "1"


def test_a_new_message_while_reading_above_is_offered_not_forced(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    expect(bubbles(page)).to_have_count(1)
    for number in range(12):
        service.last.add(f"Line {number}")
    expect(bubbles(page)).to_have_count(13)
    scroll = page.get_by_role("region", name="Messages")
    scroll.evaluate("it => it.scrollTo(0, 0)")
    page.wait_for_timeout(200)
    service.last.add("The newest.")
    newer = page.get_by_role("button", name="New messages")
    expect(newer).to_be_visible()
    assert scroll.evaluate("it => it.scrollTop") == 0
    newer.click()
    expect(shown(page, "The newest.")).to_be_in_viewport()
    expect(newer).to_have_count(0)


def test_the_pacer_counts_in_words_and_moves_only_where_movement_is_wanted(
    browser: Browser, service: ChatService
) -> None:
    for motion, moves in (("reduce", False), ("no-preference", True)):
        context = browser.new_context(reduced_motion=motion)
        page = context.new_page()
        page.goto(service.url)
        page.get_by_role("button", name="Breathing").click()
        expect(shown(page, "Breathe in for 4. Breathe out for 6.")).to_be_visible()
        assert page.locator("holdfast-pacer .circle").count() == 0
        page.evaluate(LISTEN)
        page.get_by_role("button", name="Start").click()
        expect(page.locator("holdfast-pacer .circle")).to_be_visible(visible=moves)
        expect(page.locator("holdfast-pacer .phase")).to_have_text("Breathe out", timeout=6_000)
        page.get_by_role("button", name="Pause").click()
        held = page.locator("holdfast-pacer .count").inner_text()
        page.wait_for_timeout(1_300)
        assert page.locator("holdfast-pacer .count").inner_text() == held
        spoken = [text for text in page.evaluate("window.spoken") if text.startswith("Breathe")]
        assert spoken == ["Breathe in", "Breathe out"]
        page.get_by_role("button", name="Close breathing").click()
        expect(page.get_by_role("button", name="Breathing")).to_be_focused()
        context.close()


def test_a_breath_that_was_begun_is_there_after_a_reload_and_waits(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    page.get_by_role("button", name="Breathing").click()
    page.get_by_role("button", name="Start").click()
    expect(page.locator("holdfast-pacer .count")).to_have_text("3", timeout=6_000)
    page.reload()
    expect(page.locator("holdfast-pacer").get_by_text("Paused")).to_be_visible()
    expect(page.locator("holdfast-pacer .count")).to_have_text("3")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("holdfast-pacer .count")).to_have_text("4")
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Close breathing").click()
    page.reload()
    expect(bubbles(page)).to_have_count(1)
    expect(page.locator("holdfast-pacer")).to_have_count(0)


def test_a_change_of_phase_is_felt_only_by_those_who_ask(page: Page, service: ChatService) -> None:
    page.add_init_script("window.felt = []; navigator.vibrate = (ms) => felt.push(ms)")
    page.goto(service.url)
    page.get_by_role("button", name="Breathing").click()
    page.get_by_role("button", name="Start").click()
    expect(page.locator("holdfast-pacer .count")).to_have_text("2")
    assert page.evaluate("felt") == []
    page.get_by_role("button", name="Feel it").click()
    expect(page.get_by_role("button", name="Feel it")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("holdfast-pacer .phase")).to_have_text("Breathe out", timeout=6_000)
    assert len(page.evaluate("felt")) == 2, "once as it was asked for, once as the phase changed"


def test_a_step_of_grounding_is_a_card_that_says_how_far_it_goes(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    say(page, "ground")
    step = page.locator("holdfast-chat li.step")
    expect(step).to_contain_text("Now listen.")
    expect(step).to_contain_text("Step 3 of 5")
    for name in ("1 Done", "2 Skip", "3 Back", "4 Pause"):
        expect(step.get_by_role("button", name=name)).to_be_visible()
    page.get_by_role("button", name="2 Skip").click()
    expect(bubbles(page).get_by_text("Skip", exact=True)).to_be_visible()
    assert service.posts[-1]["choice"] == "skip_step"


def test_a_wait_says_when_it_is_over_also_after_a_reload(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    say(page, "wait")
    expect(shown(page, "The wait is over at")).to_be_visible()
    page.reload()
    expect(shown(page, "The wait is over at")).to_be_visible()


def test_the_pacer_is_offered_with_the_counts_of_the_exercise(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    page.get_by_role("button", name="1 Breathe").click()
    page.get_by_role("button", name="Count with me").click()
    expect(page.get_by_text("Breathe in for 4. Breathe out for 6. Do this 3 times.")).to_be_visible()


def test_the_strength_of_an_urge_can_be_typed_or_moved(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    say(page, "strong")
    page.get_by_role("slider").press("ArrowRight")
    page.get_by_role("button", name="Send 6").wait_for()
    page.get_by_label("As a number").fill("7")
    page.get_by_label("As a number").press("Tab")
    page.get_by_role("button", name="Send 7").click()
    expect(bubbles(page).get_by_text("7", exact=True)).to_be_visible()
    assert service.posts[-1]["text"] == "7"


def test_numbers_in_a_plan_can_be_tapped(page: Page, service: ChatService) -> None:
    page.goto(service.url)
    say(page, "my plan")
    expect(page.get_by_role("link", name="555 010 0199")).to_have_attribute("href", "tel:5550100199")
