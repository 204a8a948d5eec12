"""People, plans and staff in a real browser: small, by keyboard, with scripts off, and when a session ends."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from holdfast.console import roles
from tests.console import fit

pytestmark = [pytest.mark.slow, pytest.mark.needs("chromium")]
SMALL, SCREEN = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


def _open(chromium: Browser, address: str, name: str = "Ira Bell", **context: Any) -> Page:
    page = chromium.new_context(**{"viewport": SMALL, **context}).new_page()
    page.set_default_timeout(20_000)
    page.goto(address)
    page.get_by_role("button", name=name).click()
    page.wait_for_url(f"{address}/people" if name == "Ira Bell" else f"{address}**")
    return page


@pytest.mark.parametrize(("size", "scheme"), [(SMALL, "light"), (SCREEN, "dark")])
def test_every_page_is_accessible_and_fits(
    chromium: Browser, address: str, desk: Any, size: dict[str, int], scheme: str
) -> None:
    # axe is injected as a script, which the page's own policy rightly refuses.
    page = _open(chromium, address, "Noor Haddad", viewport=size, color_scheme=scheme, bypass_csp=True)
    person = f"/people/{desk.person()}"
    desk.submit(desk.signed_in("Ira Bell"), f"/console{person}/plan", version="1", reasons="The sea")
    for part in ("/people", "/people/new", person, f"{person}/facts", f"{person}/contacts/new", f"{person}/plan",
                 f"{person}/plan/versions", f"{person}/plan/versions/1", f"{person}/plan/print", "/staff",
                 "/staff/new", "/audit", "/rota", "/switch"):  # fmt: skip
        page.goto(f"{address}{part}")
        fit.check(page)
    page.goto(f"{address}{person}/contacts/new")
    page.get_by_label("Name, as the person calls them").fill("Jo")
    page.get_by_label("Phone number").fill("12")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").filter(has_text="Nothing was saved yet").wait_for()
    fit.check(page)
    page.goto(f"{address}{person}")
    page.get_by_role("button", name="Make an invite code").click()
    page.get_by_role("link", name="Back").wait_for()
    fit.check(page)
    page.goto(f"{address}/people/nobody")
    expect(page.get_by_role("heading", name="Not found")).to_be_visible()
    fit.check(page)


@pytest.mark.parametrize(("name", "role"), [("Sam Rivera", "responder"), ("Noor Haddad", "supervisor"),
                                            ("Ira Bell", "clinician"), ("Uli Kern", "operator")])  # fmt: skip
def test_every_role_gets_from_page_to_page_by_keyboard(
    chromium: Browser, address: str, name: str, role: str
) -> None:
    page = _open(chromium, address, name, bypass_csp=True)
    for link, said in roles.links(role):
        page.get_by_role("navigation").get_by_role("link", name=said, exact=True).press("Enter")
        page.wait_for_url(address.removesuffix("/console") + link)
        expect(page.get_by_role("navigation").locator("[aria-current=page]")).to_have_text(said)
        fit.check(page)


def test_the_keyboard_is_enough_to_enrol(chromium: Browser, address: str, desk: Any) -> None:
    page = _open(chromium, address, viewport=SCREEN)
    page.goto(f"{address}/people/new")
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.type("Lou Marsh")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("+44 20 7946 0141")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Lou Marsh")).to_be_visible()
    expect(page.get_by_text("+442079460141")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_wrong_number_is_said_beside_it_and_the_rest_stays(
    chromium: Browser, address: str, desk: Any, scripts: bool
) -> None:
    page = _open(chromium, address, java_script_enabled=scripts)
    page.get_by_role("link", name="Maya Lind").click()
    page.get_by_role("link", name="Add a contact").click()
    page.get_by_label("Name, as the person calls them").fill("Jo")
    page.get_by_label("Phone number").fill("nine")
    page.get_by_label("This adult accepted to be told").check()
    page.get_by_label("Told by themselves").select_option("urgent")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#f-phone-fault")).to_contain_text("not a phone number")
    expect(page.get_by_label("Name, as the person calls them")).to_have_value("Jo")
    expect(page.get_by_label("This adult accepted to be told")).to_be_checked()
    page.get_by_label("Phone number").fill("415 555 0151")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("+14155550151")).to_be_visible()


def test_a_plan_outlives_the_session_it_was_typed_in(chromium: Browser, address: str, desk: Any) -> None:
    page = _open(chromium, address)
    page.goto(f"{address}/people/{desk.person()}/plan")
    page.get_by_label("My reasons for living").fill("The sea\nMy brother")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save the plan").click()
    expect(page.locator("#locked")).to_be_visible()
    other = page.context.new_page()
    other.goto(address)
    other.get_by_role("button", name="Ira Bell").click()
    other.wait_for_url(f"{address}/people")
    page.bring_to_front()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#locked")).to_be_hidden()
    page.get_by_role("button", name="Save the plan").click()
    page.locator("#step-7 summary").click()
    expect(page.locator("#step-7")).to_contain_text("The sea")
    expect(page.locator("#step-7")).to_contain_text("My brother")


def test_a_fault_takes_the_reader_to_it(chromium: Browser, address: str, desk: Any) -> None:
    page = _open(chromium, address)
    page.goto(f"{address}/people/{desk.person()}/plan")
    page.get_by_label("People I can ask for help").fill("Jo: 12345678901234567890")
    page.get_by_role("button", name="Save the plan").click()
    expect(page.locator("[data-first]")).to_be_focused()
    page.locator("[data-first] a").click()
    expect(page.get_by_label("People I can ask for help")).to_be_focused()
    expect(page.get_by_label("People I can ask for help")).to_have_value("Jo: 12345678901234567890")
