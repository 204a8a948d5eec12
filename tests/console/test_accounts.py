"""Accounts outside a demonstration: by invitation, with a second factor, and a way in when that is gone."""

import argparse
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa

from holdfast import account_commands
from holdfast.console import accounts, second_factor
from holdfast.models import AccountCode, AuditEntry, Delivery, Responder
from holdfast.parts import Parts

PASSWORD = "a lamp in the hall"


def _csrf(text: str) -> str:
    return str(text.split('name="csrf" value="')[1].split('"', maxsplit=1)[0])


def _own_password(desk: Any, name: str = "Sam Rivera") -> None:
    with desk.parts.db.write() as tx:
        accounts.set_password(
            tx, tx.scalars(sa.select(Responder).where(Responder.name == name)).one(), PASSWORD
        )


def _password(desk: Any, name: str = "Sam Rivera") -> Any:
    """A browser in which the right password was typed."""
    browser = desk.browser()
    answer = browser.post("/console/login", data={"name": name, "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/console")
    return browser


def _code(desk: Any, secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(desk.parts.clock.now(), counter_offset=steps)


def _type(browser: Any, page: str, code: str, action: str | None = None) -> Any:
    return browser.post(action or page, data={"csrf": _csrf(browser.get(page).text), "code": code})


def _enrolled(desk: Any) -> tuple[str, list[str]]:
    """Sam, through the pages; the app's secret and the codes on paper."""
    _own_password(desk)
    browser = _password(desk)
    assert browser.get("/console").headers["location"] == "/console/enrol"
    page = browser.get("/console/enrol").text
    secret = re.sub(r"\s", "", page.split("Key: <code>")[1].split("</code>")[0])
    done = _type(browser, "/console/enrol", _code(desk, secret))
    assert done.status_code == 200
    paper = re.findall(r"<code>([A-Z0-9-]{14})</code>", done.text)
    assert browser.get("/console").status_code == 200
    return secret, paper


def test_the_first_sign_in_sets_up_a_second_factor_and_the_next_asks_for_it(strict_desk: Any) -> None:
    secret, paper = _enrolled(strict_desk)
    assert len(set(paper)) == 4
    strict_desk.wait(timedelta(minutes=2))
    browser = _password(strict_desk)
    assert browser.get("/console").headers["location"] == "/console/code"
    assert _type(browser, "/console/code", "000000").status_code == 401
    code = _code(strict_desk, secret)
    assert _type(browser, "/console/code", f"{code[:3]} {code[3:]}").status_code == 303
    assert browser.get("/console").status_code == 200


@pytest.mark.parametrize("name", ["Sam Rivera", "Noor Haddad", "Ira Bell", "Uli Kern"])
def test_every_role_needs_one(strict_desk: Any, name: str) -> None:
    _own_password(strict_desk, name)
    browser = _password(strict_desk, name)
    for page in ("/console", "/console/rota", f"/console/escalations/{strict_desk.escalation}"):
        assert browser.get(page).headers["location"] == "/console/enrol"


def test_the_secret_is_sealed_and_the_square_is_drawn_here(strict_desk: Any) -> None:
    _own_password(strict_desk)
    page = _password(strict_desk).get("/console/enrol").text
    secret = re.sub(r"\s", "", page.split("Key: <code>")[1].split("</code>")[0])
    assert page.count("<svg") == 1
    assert "http://" not in page
    assert "https://" not in page
    with strict_desk.parts.db.read() as tx:
        sam = tx.scalars(sa.select(Responder).where(Responder.name == "Sam Rivera")).one()
        assert sam.totp_secret is not None
        assert secret.encode() not in sam.totp_secret
        assert strict_desk.parts.keys.own().open(second_factor.WHERE, sam.id, sam.totp_secret) == secret


def test_a_code_counts_once_and_only_in_its_time(strict_desk: Any) -> None:
    secret, _ = _enrolled(strict_desk)
    strict_desk.wait(timedelta(minutes=5))
    code = _code(strict_desk, secret)
    assert _type(_password(strict_desk), "/console/code", code).status_code == 303
    assert _type(_password(strict_desk), "/console/code", code).status_code == 401
    assert _type(_password(strict_desk), "/console/code", _code(strict_desk, secret, -3)).status_code == 401
    assert _type(_password(strict_desk), "/console/code", _code(strict_desk, secret, 1)).status_code == 303


def test_guessing_codes_is_slowed_down(strict_desk: Any) -> None:
    secret, _ = _enrolled(strict_desk)
    strict_desk.wait(timedelta(minutes=5))
    browser = _password(strict_desk)
    for _ in range(5):
        assert _type(browser, "/console/code", "123123").status_code == 401
    assert _type(browser, "/console/code", _code(strict_desk, secret)).status_code == 429


def test_break_glass_lets_in_for_an_hour_is_written_down_and_lights_the_supervisor(strict_desk: Any) -> None:
    _, paper = _enrolled(strict_desk)
    browser = _password(strict_desk)
    assert _type(browser, "/console/code", "AAAA-BBBB-CCCC", "/console/glass").status_code == 401
    assert (
        _type(browser, "/console/code", paper[0].lower().replace("-", " "), "/console/glass").status_code
        == 303
    )
    page = browser.get(f"/console/escalations/{strict_desk.escalation}")
    assert page.status_code == 200
    assert "Without a second factor until" in page.text
    with strict_desk.parts.db.read() as tx:
        noor = tx.scalars(sa.select(Responder.id).where(Responder.name == "Noor Haddad")).one()
        texts = sa.select(Delivery).where(Delivery.script == "utter_alert_break_glass")
        (told,) = tx.scalars(texts).all()
        assert (told.to_id, told.state) == (noor, "queued")
        assert "broke_glass" in tx.scalars(sa.select(AuditEntry.verb)).all()
    for _ in range(4):
        strict_desk.wait(timedelta(minutes=14))
        assert browser.get("/console").status_code == 200
    strict_desk.wait(timedelta(minutes=5))
    assert browser.get("/console").headers["location"] == "/console/login"


def test_a_code_from_paper_works_once_and_for_its_owner(strict_desk: Any) -> None:
    _, paper = _enrolled(strict_desk)
    assert _type(_password(strict_desk), "/console/code", paper[1], "/console/glass").status_code == 303
    assert _type(_password(strict_desk), "/console/code", paper[1], "/console/glass").status_code == 401
    _own_password(strict_desk, "Noor Haddad")
    with strict_desk.parts.db.write() as tx:
        tx.execute(sa.update(Responder).values(totp_since=strict_desk.parts.clock.now()))
    noor = _password(strict_desk, "Noor Haddad")
    assert _type(noor, "/console/code", paper[2], "/console/glass").status_code == 401


def _invited(desk: Any, name: str, by: str = "Noor Haddad") -> str:
    """The path of a link that was made by the page of the staff."""
    with desk.parts.db.read() as tx:
        one = tx.scalars(sa.select(Responder.id).where(Responder.name == name)).one()
    page = desk.submit(desk.signed_in(by), f"/console/staff/{one}", f"/console/staff/{one}/invite").text
    link = page.split("readonly>")[1].split("</textarea>")[0]
    return str(link.split("desk.example")[1])


def test_an_invitation_opens_an_account_once(strict_desk: Any) -> None:
    link, browser = _invited(strict_desk, "Sam Rivera"), strict_desk.browser()
    for _ in range(2):  # programs look at links before people do
        assert "Hello, Sam Rivera" in browser.get(link).text
    assert browser.post(link, data={"password": "short"}).status_code == 422
    assert browser.post(link, data={"password": PASSWORD}).status_code == 303
    assert browser.get("/console").headers["location"] == "/console/enrol"
    assert browser.get(link).status_code == 404
    assert browser.post(link, data={"password": "another long one"}).status_code == 404
    assert _password(strict_desk).get("/console").headers["location"] == "/console/enrol"


def test_an_invitation_ends_with_time_and_with_a_newer_one(strict_desk: Any) -> None:
    first, second = _invited(strict_desk, "Sam Rivera"), _invited(strict_desk, "Sam Rivera", "Uli Kern")
    assert strict_desk.browser().get(first).status_code == 404
    assert strict_desk.browser().get(second).status_code == 200
    strict_desk.wait(timedelta(days=3, minutes=1))
    assert strict_desk.browser().get(second).status_code == 404


def test_a_new_link_takes_away_the_lost_factor_the_sessions_and_the_paper(strict_desk: Any) -> None:
    _enrolled(strict_desk)
    old = strict_desk.signed_in()
    strict_desk.browser().post(_invited(strict_desk, "Sam Rivera"), data={"password": "another long one"})
    assert old.get("/console").headers["location"] == "/console/login"
    with strict_desk.parts.db.read() as tx:
        sam = tx.scalars(sa.select(Responder).where(Responder.name == "Sam Rivera")).one()
        assert (sam.totp_since, sam.totp_step) == (None, 0)
        left = sa.select(AccountCode).where(AccountCode.used_at.is_(None))
        assert tx.scalars(left).all() == []


def test_links_are_tried_by_nobody_for_long(strict_desk: Any) -> None:
    browser = strict_desk.browser()
    for _ in range(5):
        assert browser.get("/console/invited/made-up").status_code == 404
    assert browser.get(_invited(strict_desk, "Sam Rivera")).status_code == 429


def test_only_hashes_of_codes_are_kept(strict_desk: Any) -> None:
    _, paper = _enrolled(strict_desk)
    link = _invited(strict_desk, "Noor Haddad")
    with strict_desk.parts.db.read() as tx:
        kept = repr([(one.code_hash, one.made_by) for one in tx.scalars(sa.select(AccountCode))])
    assert not [one for one in paper if one in kept or one.replace("-", "") in kept]
    assert link.rsplit("/", 1)[1] not in kept


def test_the_first_account_comes_from_the_command_line(
    strict_desk: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = strict_desk.parts
    monkeypatch.setattr(Parts, "assemble", lambda _: parts)
    given = argparse.Namespace(verb="account", phone="+1 415 555 0177", name="Vi Moss", role="supervisor")
    assert account_commands.run(parts.settings, given) == 0
    said = capsys.readouterr().out
    link = re.findall(r"https://desk\.example(/console/invited/\S+)", said)[0]
    browser = strict_desk.browser()
    assert "Hello, Vi Moss" in browser.get(link).text
    assert browser.post(link, data={"password": PASSWORD}).status_code == 303
    given = argparse.Namespace(verb="account", phone="+14155550121", name=None, role="supervisor")
    assert account_commands.run(parts.settings, given) == 0
    assert "Sam Rivera, responder" in capsys.readouterr().out


def test_a_demonstration_marks_its_ready_accounts_and_asks_for_no_second_factor(desk: Any) -> None:
    page = desk.browser().get("/console/login").text
    assert "Demonstration accounts" in page
    browser = desk.browser()
    browser.post("/console/login", data={"name": "Sam Rivera", "password": accounts.DEMO_PASSWORD})
    assert browser.get("/console").status_code == 200
    strict = replace(desk.parts, settings=replace(desk.parts.settings, mode="production"))
    with desk.parts.db.read() as tx:
        assert second_factor.needed(strict, tx.scalars(sa.select(Responder)).first()) == "enrol"
