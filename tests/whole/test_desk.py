"""The measure of the desk: a clinician who has never seen a terminal enters everything by the pages."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.whole.house import Desk, House, Phone

pytestmark = [pytest.mark.whole, pytest.mark.slow, pytest.mark.needs("chromium"), pytest.mark.timeout(240)]

PERSON, CONTACT, OTHER, ON_CALL = "+442079460131", "+442079460132", "+442079460133", "+442079460134"
# Everyone else who has a phone in the demonstration: its contact, its responders, its supervisor and the rest of it.
DARK = ("+12025550102", "+12025550110", "+12025550111", "+12025550112", "+12025550113", "+12025550114", OTHER)
PLAN = {
    "Warning signs": "I can\u2019t sit still\nI say \u201cfine\u201d, twice",
    "What I can do myself": "Ring the bells in my head\nNa\u00efve drawings\nCold tea -- on the step",
    "People and places that take my mind off it": "The caf\u00e9 by the canal",
    "People I can ask for help": "Auntie Jo: 020 7946 0132",
    "Professionals and services": "Dr Okafor\u2019s desk: +44 20 7946 0120",
    "Making my surroundings safer": "Sleep at Jo's",
    "My reasons for living": "My little brother",
}


@pytest.fixture
def page(house: House) -> Iterator[Page]:
    """A clinician's phone: a small screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": 360, "height": 740})
        opened.set_default_timeout(20_000)
        opened.goto(house.url + "/console")
        yield opened
        browser.close()


def test_what_a_clinician_enters_is_recalled_word_for_word_and_lights_exactly_those_phones(
    house: House, page: Page
) -> None:
    page.get_by_role("button", name="Mira (demo), clinician").click()
    _enrols(page)
    _writes_the_plan(page)
    _adds_contacts(page)
    _adds_who_is_on_call(page)
    bo, jo, vi = Phone(house, PERSON), Phone(house, CONTACT), Phone(house, ON_CALL)
    dark = [Phone(house, number) for number in DARK]

    bo.text("show my plan")
    for title, words in PLAN.items():
        if title == "Making my surroundings safer":
            continue  # never by text message
        bo.gets(f"\n{words}", 90)
        bo.text("next")

    bo.mark()
    bo.text("I want to end my life")
    bo.gets("116 123", 5)
    jo.gets("Bo may need company", 5)
    alert = vi.gets("A person on your list needs you now", 5)
    assert not [one.number for one in dark if one.new()]

    _ends(house, page, re.findall(r"\d{4}", alert)[0])


def _enrols(page: Page) -> None:
    page.get_by_role("link", name="Enrol a new person").click()
    page.get_by_label("Name", exact=True).fill("Bo Marsh")
    page.get_by_label("Country").select_option("GB")
    page.get_by_label("Phone number").fill("020 7946 0131")
    page.get_by_label("Safe to text").check()
    page.get_by_label("Their plan may be read back by text message (").check()
    page.get_by_label("The contacts in their plan may be told").check()
    page.get_by_role("button", name="Enrol").click()
    expect(page.get_by_role("heading", name="Bo Marsh")).to_be_visible()


def _writes_the_plan(page: Page) -> None:
    page.get_by_role("link", name="Write the plan").click()
    for title, words in PLAN.items():
        page.get_by_label(title).fill(words)
    page.get_by_role("button", name="Save the plan").click()
    expect(page.get_by_role("link", name="Change the plan")).to_be_visible()


def _adds_contacts(page: Page) -> None:
    for name, number, accepted in (("Auntie Jo", CONTACT, True), ("Lee", OTHER, False)):
        page.get_by_role("link", name="Add a contact").click()
        page.get_by_label("Name, as the person calls them").fill(name)
        page.get_by_label("Phone number").fill(number)
        page.get_by_label("This adult accepted to be told").set_checked(accepted)
        page.get_by_label("Told by themselves").select_option("urgent")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("link", name=f"Change {name}")).to_be_visible()


def _adds_who_is_on_call(page: Page) -> None:
    page.get_by_role("link", name="On call").click()
    page.get_by_role("link", name="Add a number").click()
    page.get_by_label("Name").fill("Vi Tran")
    page.get_by_label("Phone number").fill(ON_CALL)
    page.get_by_label("Place in the order on call").select_option("1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Vi Tran")).to_be_visible()


def _ends(house: House, page: Page, code: str) -> None:
    """The episode is closed, and the demonstration's own responders are first on call again."""
    robin = Desk(house, "Robin (demo)")
    robin.do(robin.case(code), "hand-back", outcome="safe_for_now")
    page.get_by_role("link", name="Vi Tran").click()
    page.get_by_label("Place in the order on call").select_option("5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Vi Tran")).to_be_visible()
