"""Signing in, staying signed in, and everything that refuses."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from holdfast.console import accounts, attempts
from holdfast.models import DeskSession, Responder

RIGHT = {"name": "sam rivera ", "password": accounts.DEMO_PASSWORD}


def test_the_right_password_opens_the_inbox(desk: Any) -> None:
    browser = desk.browser()
    answer = browser.post("/console/login", data=RIGHT)
    assert (answer.status_code, answer.headers["location"]) == (303, "/console")
    assert browser.get("/console").status_code == 200


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(desk: Any) -> None:
    browser = desk.browser()
    wrong = browser.post("/console/login", data={"name": "Sam Rivera", "password": "not this one"})
    unknown = browser.post("/console/login", data={"name": "Nobody", "password": "not this one"})
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.text == unknown.text


def test_the_cookie_is_kept_from_scripts_and_other_sites(desk: Any) -> None:
    cookie = desk.browser().post("/console/login", data=RIGHT).headers["set-cookie"].lower()
    assert "holdfast_desk=" in cookie
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_over_https_the_cookie_is_bound_to_the_host(desk: Any) -> None:
    browser = desk.browser()
    browser.base_url = "https://desk.example"
    cookie = browser.post("/console/login", data=RIGHT).headers["set-cookie"]
    assert cookie.startswith("__Host-holdfast=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_only_the_hash_of_the_token_is_stored_and_signing_in_replaces_it(desk: Any) -> None:
    browser = desk.browser()
    tokens = []
    for _ in range(2):
        browser.post("/console/login", data=RIGHT)
        tokens.append(browser.cookies["holdfast_desk"])
    assert len(set(tokens)) == 2
    with desk.parts.db.read() as tx:
        hashes = list(tx.scalars(sa.select(DeskSession.token_hash)))
    assert len(hashes) == 1
    assert not set(tokens) & set(hashes)


def test_a_session_ends_after_a_quarter_of_an_hour_without_a_sign_of_life(desk: Any) -> None:
    browser = desk.signed_in()
    for _ in range(3):
        desk.wait(timedelta(minutes=14))
        assert browser.get("/console").status_code == 200
    desk.wait(timedelta(minutes=15))
    assert browser.get("/console").headers["location"] == "/console/login"


def test_a_page_that_refreshes_itself_is_no_sign_of_life(desk: Any) -> None:
    browser = desk.signed_in()
    desk.wait(timedelta(minutes=14))
    assert browser.get("/console", headers={"X-Holdfast": "refresh"}).status_code == 200
    assert browser.get("/console?auto").status_code == 200
    desk.wait(timedelta(minutes=1))
    assert browser.get("/console", headers={"X-Holdfast": "refresh"}).status_code == 401


def test_a_session_ends_after_eight_hours_whatever_happens(desk: Any) -> None:
    browser = desk.signed_in()
    for _ in range(8 * 60 // 12 - 1):
        desk.wait(timedelta(minutes=12))
        assert browser.get("/console").status_code == 200
    desk.wait(timedelta(minutes=12))
    assert browser.get("/console").status_code == 303


def test_a_locked_session_opens_with_the_password_alone_until_its_own_end(desk: Any) -> None:
    with desk.parts.db.write() as tx:
        sam = tx.scalars(sa.select(Responder).where(Responder.name == "Sam Rivera")).one()
        sam.totp_since = desk.parts.clock.now()
    browser = desk.signed_in()
    desk.wait(timedelta(minutes=20))
    assert browser.get("/console").headers["location"] == "/console/login"
    page = browser.get("/console/login").text
    assert "Locked" in page
    assert 'value="Sam Rivera"' in page
    assert browser.post("/console/login", data=RIGHT).headers["location"] == "/console"
    assert browser.get("/console").status_code == 200
    for _ in range(4):  # it is not prolonged by being opened again
        desk.wait(timedelta(hours=2, minutes=30))
        browser.post("/console/login", data=RIGHT)
    assert browser.get("/console").headers["location"] == "/console/code"


def test_a_locked_session_is_no_way_in_for_another_account(desk: Any) -> None:
    with desk.parts.db.write() as tx:
        tx.execute(sa.update(Responder).values(totp_since=desk.parts.clock.now()))
    browser = desk.signed_in("Noor Haddad")
    desk.wait(timedelta(minutes=20))
    browser.post("/console/login", data=RIGHT)
    assert browser.get("/console").headers["location"] == "/console/code"


def test_the_page_asks_who_is_here_without_a_sign_of_life(desk: Any) -> None:
    browser = desk.signed_in()
    desk.wait(timedelta(minutes=14))
    assert browser.get("/console/here", headers={"X-Holdfast": "refresh"}).status_code == 200
    desk.wait(timedelta(minutes=1))
    assert browser.get("/console/here", headers={"X-Holdfast": "refresh"}).status_code == 401


def test_signing_out_ends_the_session_for_good(desk: Any) -> None:
    browser = desk.signed_in()
    token = browser.cookies["holdfast_desk"]
    csrf = browser.get("/console").text.split('name="csrf" value="')[1].split('"')[0]
    assert browser.post("/console/logout", data={"csrf": csrf}).status_code == 303
    again = desk.browser()
    again.cookies.set("holdfast_desk", token)
    assert again.get("/console").status_code == 303


def test_a_new_password_ends_all_sessions(desk: Any) -> None:
    browser = desk.signed_in()
    with desk.parts.db.write() as tx:
        sam = tx.scalars(sa.select(Responder).where(Responder.name == "Sam Rivera")).one()
        accounts.set_password(tx, sam, "another long one")
    assert browser.get("/console").status_code == 303


def test_a_short_password_is_refused(desk: Any) -> None:
    with desk.parts.db.write() as tx, pytest.raises(ValueError, match="12"):
        accounts.set_password(tx, tx.scalars(sa.select(Responder)).first(), "too short")


def test_the_demo_password_opens_nothing_in_production(desk: Any) -> None:
    with desk.parts.db.read() as tx:
        sam = accounts.named(tx, "Sam Rivera")
    assert accounts.match(sam, accounts.DEMO_PASSWORD, demo=True) == sam[0][0]
    assert accounts.match(sam, accounts.DEMO_PASSWORD, demo=False) is None


def test_guessing_is_slowed_down_by_name_and_address(desk: Any) -> None:
    now, limits = desk.parts.clock.now(), attempts.Attempts()
    for _ in range(attempts.MOST["name_and_address"]):
        assert limits.allowed("Sam", "203.0.113.5", now)
        limits.failed("Sam", "203.0.113.5", now)
    assert not limits.allowed(" sam", "203.0.113.5", now)
    assert limits.allowed("Sam", "203.0.113.6", now)
    assert limits.allowed("Noor", "203.0.113.5", now)
    assert limits.allowed("Sam", "203.0.113.5", now + attempts.WITHIN)


def test_an_address_cannot_go_through_names(desk: Any) -> None:
    now, limits = desk.parts.clock.now(), attempts.Attempts()
    for number in range(attempts.MOST["address"]):
        limits.failed(f"name {number}", "203.0.113.5", now)
    assert not limits.allowed("one more", "203.0.113.5", now)


def test_too_many_tries_are_told_so(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(attempts.MOST, "name_and_address", 1)
    browser = desk.browser()
    browser.post("/console/login", data={"name": "Sam Rivera", "password": "wrong"})
    assert browser.post("/console/login", data=RIGHT).status_code == 429


def test_the_demo_page_names_its_accounts_and_says_what_it_is(desk: Any) -> None:
    page = desk.browser().get("/console/login").text
    assert accounts.DEMO_PASSWORD in page
    assert "Sam Rivera, responder" in page
    assert "Demonstration" in page
