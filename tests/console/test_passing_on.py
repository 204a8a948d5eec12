"""Passing a person on by the page, who was reached, and ready phrases."""

import re
from typing import Any

import pytest
import sqlalchemy as sa

from holdfast.models import Escalation, Message, Responder


def _page(desk: Any, browser: Any) -> str:
    return str(browser.get(f"/console/escalations/{desk.escalation}").text)


def _id(desk: Any, name: str) -> str:
    with desk.parts.db.read() as tx:
        return str(tx.scalars(sa.select(Responder.id).where(Responder.name == name)).one())


def _has(desk: Any) -> str | None:
    with desk.parts.db.read() as tx:
        return tx.get_one(Escalation, desk.escalation).acknowledged_by


def test_a_colleague_is_asked_sees_it_and_takes_over(desk: Any) -> None:
    sam, noor = desk.signed_in(), desk.signed_in("Noor Haddad")
    desk.press(sam, "reply", text="Hello, I am Sam.")
    assert desk.press(sam, "transfer", to=_id(desk, "Noor Haddad")).status_code == 303
    assert "You asked <strong>Noor Haddad</strong>" in _page(desk, sam)
    assert "Sam Rivera asks you to take over" in noor.get("/console").text
    assert "Sam Rivera asks you to take over." in _page(desk, noor)
    assert desk.press(noor, "reply", text="Too early").status_code == 409
    assert desk.press(sam, "reply", text="Noor will write to you.").status_code == 303
    assert desk.press(noor, "acknowledge").status_code == 303
    assert _has(desk) == _id(desk, "Noor Haddad")
    assert "Noor Haddad took over from Sam Rivera" in _page(desk, sam)
    late = desk.press(sam, "reply", text="One more")
    assert late.status_code == 409
    assert "Noor Haddad was first" in late.text


def test_a_colleague_cannot_and_the_question_can_be_taken_back(desk: Any) -> None:
    sam, noor = desk.signed_in(), desk.signed_in("Noor Haddad")
    desk.press(sam, "acknowledge")
    desk.press(sam, "transfer", to=_id(desk, "Noor Haddad"))
    assert desk.press(noor, "cannot").status_code == 303
    assert _has(desk) == _id(desk, "Sam Rivera")
    assert "Noor Haddad cannot take over" in _page(desk, sam)
    desk.press(sam, "transfer", to=_id(desk, "Noor Haddad"))
    assert desk.press(sam, "keep").status_code == 303
    assert desk.press(noor, "acknowledge").status_code == 409


@pytest.mark.parametrize("name", ["Sam Rivera", "Ira Bell", "nobody"])
def test_who_is_not_on_call_cannot_be_asked(desk: Any, name: str) -> None:
    sam = desk.signed_in()
    desk.press(sam, "acknowledge")
    assert desk.press(sam, "transfer", to=_id(desk, name) if name != "nobody" else name).status_code == 400


def test_giving_back_lets_the_alerts_go_on(desk: Any) -> None:
    sam, noor = desk.signed_in(), desk.signed_in("Noor Haddad")
    desk.press(sam, "reply", text="Hello, I am Sam.")
    assert desk.press(noor, "give-back").status_code == 409
    assert desk.press(sam, "give-back").status_code == 303
    assert _has(desk) is None
    assert "Sam Rivera had to stop here" in _page(desk, noor)
    assert "Nobody has it" in noor.get("/console").text


def test_who_was_reached_stands_beside_the_number(desk: Any) -> None:
    noor = desk.signed_in("Noor Haddad")
    desk.press(desk.signed_in(), "acknowledge")
    whom = re.findall(r'id="reached-yes-([\w-]+)"', _page(desk, noor))
    assert len(whom) == 2
    for one, did in zip(whom, ("no", "yes"), strict=True):
        assert desk.press(noor, "reached", whom=one, did=did).status_code == 303
    page = _page(desk, noor)
    assert "Noor Haddad called Maya: not reached" in page
    assert "Noor Haddad reached Rosa by phone" in page
    assert page.count("Noor Haddad: <strong>") == 2
    assert desk.press(noor, "reached", whom=_id(desk, "Sam Rivera"), did="yes").status_code == 400


def test_a_ready_phrase_is_sent_as_it_is_and_marked_beside_own_words(desk: Any) -> None:
    sam = desk.signed_in()
    said = desk.press(sam, "phrase", script="utter_phrase_safe_now", wrote="0")
    assert said.status_code == 303
    assert desk.press(sam, "phrase", script="utter_phrase_safe_now", wrote="0").status_code == 303
    desk.press(sam, "reply", text="I can stay for a while.", wrote="1")
    with desk.parts.db.read() as tx:
        written = tx.scalars(sa.select(Message).where(Message.sender == "responder").order_by(Message.seq))
        assert [one.script for one in written] == ["utter_phrase_safe_now", None]
    page = _page(desk, sam)
    assert (page.count("ready phrase</span>"), page.count("own words</span>")) == (1, 1)


@pytest.mark.parametrize("script", ["utter_minimal", "utter_status_here", "made_up", ""])
def test_nothing_else_is_a_phrase(desk: Any, script: str) -> None:
    assert desk.press(desk.signed_in(), "phrase", script=script).status_code == 400


def test_an_unsigned_phrase_is_not_offered_outside_a_demonstration(desk: Any) -> None:
    object.__setattr__(desk.parts.library, "signed_only", True)
    try:
        sam = desk.signed_in()
        assert "utter_phrase" not in _page(desk, sam)
        assert desk.press(sam, "phrase", script="utter_phrase_here").status_code == 400
    finally:
        object.__setattr__(desk.parts.library, "signed_only", False)
