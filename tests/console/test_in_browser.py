"""The console in a real browser: on a phone, on a desk, live, and with scripts off."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from holdfast.models import Escalation, Person
from tests.console import fit

pytestmark = [pytest.mark.slow, pytest.mark.needs("chromium")]
PHONE, SCREEN = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


def _open(chromium: Browser, address: str, name: str = "Sam Rivera", **context: Any) -> Page:
    page = chromium.new_context(**{"viewport": PHONE, **context}).new_page()
    page.set_default_timeout(20_000)
    page.goto(address)
    page.get_by_role("button", name=name).click()
    page.wait_for_url(address)
    return page


def _open_escalation(chromium: Browser, address: str, name: str = "Sam Rivera", **context: Any) -> Page:
    page = _open(chromium, address, name, **context)
    page.get_by_role("link", name="Maya").click()
    expect(page.get_by_role("heading", name="Maya").first).to_be_visible()
    return page


@pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "dark"), (SCREEN, "light"), ({"width": 360, "height": 740}, "light")]
)
def test_pages_are_accessible_and_fit(
    chromium: Browser, address: str, size: dict[str, int], scheme: str
) -> None:
    # axe is injected as a script, which the page's own policy rightly refuses.
    context = chromium.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(address)
    for step in (
        lambda: None,
        lambda: page.get_by_role("button", name="Sam Rivera").click(),
        lambda: page.get_by_role("link", name="Maya").click(),
        lambda: page.get_by_role("button", name="I have this person").click(),
        lambda: page.get_by_text("Write your first word by").wait_for(),
        lambda: [one.click() for one in page.locator("summary").all()],
    ):
        step()
        fit.check(page)
    context.close()


def test_a_long_name_and_an_emergency_fit_on_a_narrow_phone(
    chromium: Browser, address: str, desk: Any
) -> None:
    with desk.parts.db.write() as tx:
        person = tx.get_one(Person, desk.person())
        long = "Maya-Alexandrina of the house by the lake"
        person.discreet_name = desk.parts.sealer(person).seal("person.discreet_name", person.id, long)
        tx.get_one(Escalation, desk.escalation).level = "emergency"
    page = _open(chromium, address, viewport={"width": 360, "height": 740}, bypass_csp=True)
    fit.check(page)
    page.get_by_role("link", name="Maya").click()
    fit.check(page)
    expect(page.locator("#why .quote")).to_have_text(
        "In their words: I want to die. I can't do this any more."
    )


def test_the_newest_message_is_seen_without_scrolling(chromium: Browser, address: str, desk: Any) -> None:
    desk.speak("are you there?")
    page = _open_escalation(chromium, address, viewport={"width": 360, "height": 740})
    newest = page.locator("#lines li").last.locator(".text").bounding_box()
    reply = page.locator("#reply").bounding_box()
    assert newest is not None
    assert reply is not None
    assert newest["y"] + newest["height"] <= reply["y"]


def test_a_new_message_appears_while_typed_words_and_focus_stay(
    chromium: Browser, address: str, desk: Any
) -> None:
    faults: list[str] = []
    page = _open_escalation(chromium, address)
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.locator("#text").click()
    page.keyboard.type("I am here")
    page.keyboard.press("Home")
    desk.speak("are you there?")
    expect(page.locator("#lines")).to_contain_text("are you there?")
    expect(page.locator("#news")).to_have_text("A new message from the person")
    page.keyboard.type("Hello. ")
    expect(page.locator("#text")).to_have_value("Hello. I am here")
    assert not faults


def test_the_first_word_is_sent_without_leaving_the_page(chromium: Browser, address: str) -> None:
    page = _open_escalation(chromium, address)
    page.locator("#text").fill("Hello, I am Sam.")
    expect(page.locator("#parts")).to_have_text("1 text message, 16 characters")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#lines")).to_contain_text("Hello, I am Sam.")
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("#head")).to_contain_text("You have it")
    page.locator("#text").fill("Where are you now?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#lines")).to_contain_text("Where are you now?")


def test_two_browsers_race_and_the_second_keeps_their_words(chromium: Browser, address: str) -> None:
    sam = _open_escalation(chromium, address)
    noor = _open_escalation(chromium, address, "Noor Haddad")
    noor.locator("#text").fill("Noor's words")
    # As if her page had not heard yet.
    noor.evaluate("document.querySelector('main').dataset.version = 'old'")
    sam.get_by_role("button", name="I have this person").click()
    expect(sam.locator("#head")).to_contain_text("You have it")
    expect(noor.locator("#reply")).to_contain_text("Sam Rivera has this person. Only they can write.")
    expect(noor.locator("#text")).to_have_value("Noor's words")
    expect(noor.get_by_role("button", name="Send")).to_be_disabled()


def test_two_browsers_press_at_the_same_moment_and_the_second_sees_who_was_first(
    chromium: Browser, address: str
) -> None:
    pages = {name: _open_escalation(chromium, address, name) for name in ("Sam Rivera", "Noor Haddad")}
    for page in pages.values():  # both requests are under way before either answer is looked at
        page.evaluate("void document.getElementById('acknowledge').form.requestSubmit()")
    for page in pages.values():
        expect(page.locator("main")).to_contain_text(re.compile("You have it|was first"))
    heads = {name: page.locator("#head").inner_text() for name, page in pages.items()}
    first = [name for name, text in heads.items() if "You have it" in text]
    assert len(first) == 1, heads
    (second,) = set(pages) - set(first)
    expect(pages[second].locator("#reply")).to_contain_text(
        f"{first[0]} has this person. Only they can write."
    )
    expect(pages[second].locator("#notice")).to_contain_text(f"{first[0]} was first")


def test_a_colleague_takes_over_live_and_by_keyboard(chromium: Browser, address: str) -> None:
    sam = _open_escalation(chromium, address)
    noor = _open_escalation(chromium, address, "Noor Haddad", viewport={"width": 360, "height": 740})
    sam.locator("#phrases summary").press("Enter")
    sam.get_by_role("button", name="Are you safe right now").press("Enter")
    expect(sam.locator("#lines")).to_contain_text("ready phrase")
    expect(noor.locator("#lines")).to_contain_text("Are you safe right now, where you are?")
    sam.locator("#pass-on summary").press("Enter")
    sam.locator("#to").select_option(label="Noor Haddad")
    sam.get_by_role("button", name="Ask them").press("Enter")
    expect(sam.locator("#closing")).to_contain_text("You asked Noor Haddad")
    expect(noor.locator("#reply")).to_contain_text("Sam Rivera asks you to take over.")
    noor.get_by_role("button", name="I take over").press("Enter")
    expect(noor.locator("#head")).to_contain_text("You have it")
    expect(sam.locator("#head")).to_contain_text("Noor Haddad has it")
    noor.get_by_role("button", name="Not reached: Rosa").press("Enter")
    expect(noor.locator("#timeline")).to_contain_text("Noor Haddad called Rosa: not reached")


def test_the_inbox_changes_by_itself_and_keeps_focus(chromium: Browser, address: str, desk: Any) -> None:
    page = _open(chromium, address)
    row = page.get_by_role("link", name="Maya")
    row.focus()
    desk.press(desk.signed_in("Noor Haddad"), "acknowledge")
    expect(row).to_contain_text("Noor Haddad has it")
    expect(row).to_be_focused()
    desk.press(desk.signed_in("Noor Haddad"), "hand-back", outcome="safe_for_now")
    expect(page.get_by_text("Nobody is waiting.")).to_be_visible()
    expect(page).to_have_title("(0) Open · Holdfast desk")


def test_a_sound_is_made_only_for_whoever_asked_for_it(chromium: Browser, address: str, desk: Any) -> None:
    page = _open(chromium, address)
    page.add_init_script(
        "window.tones = 0; const make = AudioContext.prototype.createOscillator;"
        "AudioContext.prototype.createOscillator = function () { window.tones++; return make.call(this); }"
    )
    page.reload()
    desk.press(desk.signed_in("Noor Haddad"), "hand-back", outcome="safe_for_now")
    expect(page.get_by_text("Nobody is waiting.")).to_be_visible()
    desk.speak("I want to die", "urgent", "suicidal_thought")
    expect(page.get_by_role("link", name="Maya")).to_be_visible()
    assert page.evaluate("window.tones") == 0
    page.get_by_role("button", name="Sound for someone new").press("Enter")
    assert page.evaluate("window.tones") == 2
    desk.escalation = desk.speak("hello")
    desk.press(desk.signed_in("Noor Haddad"), "hand-back", outcome="safe_for_now")
    expect(page.get_by_text("Nobody is waiting.")).to_be_visible()
    desk.speak("I want to die", "urgent", "suicidal_thought")
    expect(page.get_by_role("link", name="Maya")).to_be_visible()
    assert page.evaluate("window.tones") == 4


def test_signed_out_elsewhere_the_words_stay_and_can_still_be_sent(
    chromium: Browser, address: str, desk: Any
) -> None:
    page = _open_escalation(chromium, address)
    page.locator("#text").fill("Hello, I am Sam.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#trouble")).to_contain_text("You are signed out")
    expect(page.locator("#locked")).to_be_visible()
    other = page.context.new_page()
    other.goto(address)
    other.get_by_role("button", name="Sam Rivera").click()
    other.wait_for_url(address)
    page.bring_to_front()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#trouble")).to_be_hidden()
    expect(page.locator("#text")).to_have_value("Hello, I am Sam.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#lines")).to_contain_text("Hello, I am Sam.")


def test_everything_works_with_scripts_off(chromium: Browser, address: str) -> None:
    page = _open_escalation(chromium, address, java_script_enabled=False)
    page.locator("#text").fill("Hello, I am Sam.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#lines")).to_contain_text("Hello, I am Sam.")
    page.locator("#outcome").select_option("with_someone")
    page.get_by_role("button", name="Hand back and close").click()
    expect(page.get_by_text("Nobody is waiting.")).to_be_visible()


def test_the_keyboard_is_enough(chromium: Browser, address: str) -> None:
    page = _open_escalation(chromium, address, viewport=SCREEN)
    page.keyboard.press("Tab")
    expect(page.get_by_text("To the content")).to_be_focused()
    page.locator("#acknowledge").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#head")).to_contain_text("You have it")
    page.locator("#step-2 summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Cold water on my wrists")).to_be_visible()
