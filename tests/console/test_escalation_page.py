"""The page of an escalation, and its buttons."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from holdfast.models import Escalation, Message


def _page(desk: Any, browser: Any) -> str:
    answer = browser.get(f"/console/escalations/{desk.escalation}")
    assert answer.status_code == 200
    return str(answer.text)


def _state(desk: Any) -> str:
    with desk.parts.db.read() as tx:
        return str(tx.get_one(Escalation, desk.escalation).state)


def test_the_page_shows_why_it_fired_and_marks_what_was_heard(desk: Any) -> None:
    page = _page(desk, desk.signed_in())
    assert "Thoughts of suicide" in page
    assert "rule-7" in page
    assert "<mark>want to die</mark>" in page


def test_the_page_shows_the_plan_with_numbers_to_tap(desk: Any) -> None:
    page = _page(desk, desk.signed_in())
    assert "Cold water on my wrists" in page
    assert 'href="tel:+14155550113"' in page
    assert "agreed to be told from Urgent on" in page


def test_what_people_write_is_inert(desk: Any) -> None:
    desk.speak("<script>alert(1)</script>")
    page = _page(desk, desk.signed_in())
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_acknowledging_stops_others_who_see_who_was_first(desk: Any) -> None:
    sam, noor = desk.signed_in(), desk.signed_in("Noor Haddad")
    assert desk.press(sam, "acknowledge").status_code == 303
    assert _state(desk) == "acknowledged"
    late = desk.press(noor, "acknowledge")
    assert late.status_code == 409
    assert "Sam Rivera was first" in late.text


def test_a_second_responder_loses_no_text_when_another_was_first(desk: Any) -> None:
    sam, noor = desk.signed_in(), desk.signed_in("Noor Haddad")
    desk.press(sam, "reply", text="Hello, I am Sam.")
    late = desk.press(noor, "reply", text="Noor's own words")
    assert late.status_code == 409
    assert "Noor&#39;s own words</textarea>" in late.text


def test_the_first_word_takes_over(desk: Any) -> None:
    sam = desk.signed_in()
    assert "your first word takes over" in _page(desk, sam)
    assert desk.press(sam, "reply", text="Hello, I am Sam.").status_code == 303
    assert _state(desk) == "human"
    page = _page(desk, sam)
    assert "Hello, I am Sam." in page
    assert "The program is silent" in page


def test_the_same_tap_twice_sends_once(desk: Any) -> None:
    sam = desk.signed_in()
    page = _page(desk, sam)
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    form = {"csrf": csrf, "text": "Hello, I am Sam.", "wrote": "0"}
    for _ in range(2):
        assert sam.post(f"/console/escalations/{desk.escalation}/reply", data=form).status_code == 303
    with desk.parts.db.read() as tx:
        written = sa.select(sa.func.count()).select_from(Message).where(Message.sender == "responder")
        assert tx.scalar(written) == 1


def test_an_empty_reply_sends_nothing(desk: Any) -> None:
    answer = desk.press(desk.signed_in(), "reply", text="  ")
    assert answer.status_code == 400
    assert _state(desk) == "waiting"


def test_handing_back_needs_an_outcome_and_closes(desk: Any) -> None:
    sam = desk.signed_in()
    assert desk.press(sam, "hand-back", outcome="").status_code == 400
    answer = desk.press(sam, "hand-back", outcome="with_someone")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console")
    assert _state(desk) == "closed"
    assert "With someone they trust" in _page(desk, sam)
    assert desk.press(sam, "reply", text="Late words").status_code == 409


def test_a_note_is_shown_to_colleagues_and_not_sent(desk: Any) -> None:
    desk.press(desk.signed_in(), "note", text="Sister is on her way.")
    page = _page(desk, desk.signed_in("Noor Haddad"))
    assert "Note by Sam Rivera" in page
    assert "Sister is on her way." in page
    with desk.parts.db.read() as tx:
        assert tx.scalar(sa.select(Message.id).where(Message.sender == "responder")) is None


def test_the_timeline_tells_who_was_alerted(desk: Any) -> None:
    page = _page(desk, desk.signed_in())
    assert "Alerted the first responder (Sam Rivera)" in page
    assert "Texted Rosa" in page


def test_messages_on_another_channel_are_shown_too(desk: Any) -> None:
    desk.wait(timedelta(minutes=1))
    desk.speak("I am on the web page now", channel="web")
    page = _page(desk, desk.signed_in())
    assert "I am on the web page now" in page
    assert "Web chat" in page


def test_an_erased_person_does_not_blank_the_page(desk: Any) -> None:
    with desk.parts.db.write() as tx:
        tx.get_one(Escalation, desk.escalation).person.data_key = None
    sam = desk.signed_in()
    assert "Erased person" in _page(desk, sam)
    assert "Erased person" in sam.get("/console").text
    assert desk.press(sam, "reply", text="Hello").status_code == 409


def test_an_unknown_escalation_is_not_found(desk: Any) -> None:
    assert desk.signed_in().get("/console/escalations/nobody").status_code == 404
