"""The door: nothing without a session, nothing from elsewhere, nothing kept."""

from typing import Any

import pytest
from fastapi.routing import APIRoute

from holdfast import console

OPEN = {"/console/login", "/console/static/{version}/{name}", "/console/invited/{code}"}


def _routes(desk: Any) -> list[tuple[str, str]]:
    made = console.router(desk.parts, dict)
    return [
        (method, route.path)
        for route in made.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    ]


def test_every_route_but_sign_in_and_static_needs_a_session(desk: Any) -> None:
    closed = [(method, path) for method, path in _routes(desk) if path not in OPEN]
    assert len(closed) >= 9
    for method, path in closed:
        address = path.replace("{escalation_id}", desk.escalation)
        plain = desk.browser().request(method, address)
        assert (plain.status_code, plain.headers["location"]) == (303, "/console/login"), path
        scripted = desk.browser().request(method, address, headers={"X-Holdfast": "refresh"})
        assert scripted.status_code == 401, path
        for answer in (plain, scripted):
            assert "Maya" not in answer.text


def test_a_made_up_token_opens_nothing(desk: Any) -> None:
    browser = desk.browser()
    browser.cookies.set("holdfast_desk", "made-up")
    assert browser.get("/console").status_code == 303


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_form_from_elsewhere_is_refused(desk: Any, site: str) -> None:
    browser = desk.signed_in()
    browser.headers["Sec-Fetch-Site"] = site
    assert desk.press(browser, "acknowledge").status_code == 403


def test_a_browser_that_says_nothing_is_judged_by_its_origin(desk: Any) -> None:
    browser = desk.signed_in()
    del browser.headers["Sec-Fetch-Site"]
    assert desk.press(browser, "acknowledge").status_code == 403
    browser.headers["Origin"] = "http://localhost.example"
    assert desk.press(browser, "acknowledge").status_code == 403
    browser.headers["Origin"] = "http://localhost"
    assert desk.press(browser, "acknowledge").status_code == 303


def test_a_form_without_the_sessions_token_changes_nothing(desk: Any) -> None:
    browser = desk.signed_in()
    address = f"/console/escalations/{desk.escalation}/acknowledge"
    assert browser.post(address).status_code == 403
    assert browser.post(address, data={"csrf": "of another session"}).status_code == 403


def test_another_responders_token_does_not_fit(desk: Any) -> None:
    theirs = desk.signed_in("Noor Haddad").get("/console").text.split('name="csrf" value="')[1].split('"')[0]
    address = f"/console/escalations/{desk.escalation}/acknowledge"
    assert desk.signed_in().post(address, data={"csrf": theirs}).status_code == 403


def test_every_answer_carries_the_headers(desk: Any) -> None:
    sam = desk.signed_in()
    for answer in (
        desk.browser().get("/console/login"),
        desk.browser().get("/console"),
        sam.get("/console"),
        sam.get(f"/console/escalations/{desk.escalation}"),
        sam.get("/console/escalations/nobody"),
        sam.post("/console/logout"),
    ):
        policy = answer.headers["content-security-policy"]
        for part in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"):
            assert part in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"


def test_no_page_holds_anything_inline(desk: Any) -> None:
    page = desk.signed_in().get(f"/console/escalations/{desk.escalation}").text
    assert " style=" not in page
    assert "<style" not in page
    assert "onclick" not in page
    assert page.count("<script") == page.count('<script type="module" src="/console/static/')


def test_static_files_are_a_fixed_list(desk: Any) -> None:
    browser = desk.browser()
    page = browser.get("/console/login").text
    sheet = page.split('<link rel="stylesheet" href="')[1].split('"')[0]
    assert "immutable" in browser.get(sheet).headers["cache-control"]
    for path in ("..%2Fpages.py", "pages.py", ".", "%2e%2e"):
        assert browser.get(f"/console/static/x/{path}").status_code == 404


def test_a_form_larger_than_ours_is_refused(desk: Any) -> None:
    answer = desk.press(desk.signed_in(), "reply", text="x" * 200_000)
    assert answer.status_code == 413


def test_a_fault_is_a_page_in_words_and_a_log_line_without_any(
    desk: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sam = desk.signed_in()

    def fail(*_: object) -> None:
        raise RuntimeError("I want to die")

    monkeypatch.setattr("holdfast.console.views.inbox.rows", fail)
    answer = sam.get("/console")
    assert answer.status_code == 500
    assert "Nothing was changed" in answer.text
    printed = capsys.readouterr()
    assert "console_failed" in printed.out + printed.err
    assert "want to die" not in answer.text + printed.out + printed.err
