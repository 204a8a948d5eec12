"""The inbox."""

import re
import time
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from holdfast.handoff import episode, rota, rota_file, rota_words
from holdfast.models import Escalation, EscalationEvent, Incident, Person
from holdfast.plans import notices, people


def test_an_empty_inbox_says_so(quiet_desk: Any) -> None:
    page = quiet_desk.signed_in().get("/console").text
    assert "Nobody is waiting." in page
    assert "<title>(0) Open" in page


def test_a_row_says_level_name_age_channel_and_who_has_it(desk: Any) -> None:
    desk.wait(timedelta(minutes=65))
    sam = desk.signed_in()
    page = sam.get("/console").text
    for words in ("Urgent", "Maya", "1 h 5 min", "Text message", "Nobody has it"):
        assert words in page
    assert "Lind" not in page
    desk.press(sam, "acknowledge")
    assert "You have it, no first word yet" in sam.get("/console").text
    assert "Sam Rivera has it, no first word yet" in desk.signed_in("Noor Haddad").get("/console").text


def test_the_health_strip_shows_what_is_wrong_in_words(quiet_desk: Any) -> None:
    page = quiet_desk.signed_in().get("/console").text
    assert "<dt>Program</dt>" in page
    assert "3 alerts failed" in page
    assert (page.count('class="good"'), page.count('class="bad"')) == (3, 1)


def test_closed_escalations_are_gone(desk: Any) -> None:
    sam = desk.signed_in()
    desk.press(sam, "hand-back", outcome="safe_for_now")
    assert "Maya" not in sam.get("/console").text


def test_titles_and_addresses_hold_no_words_of_a_person(desk: Any) -> None:
    page = desk.signed_in().get(f"/console/escalations/{desk.escalation}").text
    title = page.split("<title>")[1].split("</title>")[0]
    assert "Maya" not in title


def _fill(parts: Any, numbers: range) -> None:
    with parts.db.write() as tx:
        now = parts.clock.now()
        for number in numbers:
            person = people.add(tx, parts, f"+1415556{number:04}")
            talk = people.conversation(tx, parts, person, "sms")
            it = Escalation(
                person_id=person.id, conversation_id=talk.id, code=episode.new_code(tx), level="care",
                opened_at=now, ladder_from=now, next_due_at=now,
            )  # fmt: skip
            tx.add(it)
            tx.flush()
            tx.add(EscalationEvent(escalation_id=it.id, verb="opened", actor="gate", facts={}, at=now))
            notices.leave(tx, parts, person, "lapse")


def _statements(parts: Any, browser: Any) -> int:
    """How many reach the database for one inbox."""
    seen: list[object] = []
    sa.event.listen(parts.db._engine, "before_cursor_execute", lambda *what: seen.append(what))
    assert browser.get("/console").status_code == 200
    return len(seen)


def test_five_hundred_open_escalations_take_no_more_statements_than_five(quiet_desk: Any) -> None:
    _fill(quiet_desk.parts, range(5))
    sam = quiet_desk.signed_in()
    sam.get("/console")
    few = _statements(quiet_desk.parts, sam)
    _fill(quiet_desk.parts, range(5, 500))
    begun = time.process_time()
    page = sam.get("/console").text
    # The goal is 200 ms of server time (docs/speed.md); the bound leaves room for a busy machine.
    assert time.process_time() - begun < 1.0
    assert page.count('class="row card') == 500
    assert _statements(quiet_desk.parts, sam) == few
    assert 5 < few < 20


def test_the_order_is_who_waits_then_the_level_then_the_age(quiet_desk: Any) -> None:
    _fill(quiet_desk.parts, range(6))
    facts = [("human", "emergency", 9), ("waiting", "care", 9), ("waiting", "urgent", 1), ("waiting", "urgent", 5),
             ("waiting", "emergency", 0), ("acknowledged", "urgent", 9)]  # fmt: skip
    with quiet_desk.parts.db.write() as tx:
        for it, (state, level, minutes) in zip(tx.scalars(sa.select(Escalation)), facts, strict=True):
            it.state, it.level, it.opened_at = state, level, it.opened_at - timedelta(minutes=minutes)
            it.code = str(facts.index((state, level, minutes)))
        codes = {it.id: it.code for it in tx.scalars(sa.select(Escalation))}
    page = quiet_desk.signed_in().get("/console").text
    found = [codes[one] for one in re.findall(r'id="row-([\w-]+)"', page)]
    assert found == ["4", "3", "2", "1", "0", "5"]


def test_the_strip_says_who_is_on_duty_and_who_waits(desk: Any) -> None:
    desk.wait(timedelta(minutes=12))
    sam = desk.signed_in()
    page = sam.get("/console").text
    assert "everyone, for no shift says who" in page
    assert "1, the longest" in page
    with desk.parts.db.write() as tx:
        text = b"time_zone: UTC\nshifts:\n  - {who: Noor Haddad}\n"
        rota.replace(tx, desk.parts, rota_file.parse(text, rota_words.ids(tx, desk.parts)), "test")
    desk.press(sam, "acknowledge")
    page = sam.get("/console").text
    assert "</span> Noor Haddad" in page
    assert "</span> nobody" in page


def test_a_row_says_that_a_reply_may_not_arrive(desk: Any) -> None:
    with desk.parts.db.write() as tx:
        person = tx.get_one(Person, desk.person())
        person.texts_blocked_at = desk.parts.clock.now()
    assert "Texts blocked: call" in desk.signed_in().get("/console").text


def test_a_fault_is_closed_for_everyone_it_touched_with_one_press(quiet_desk: Any) -> None:
    parts = quiet_desk.parts
    with parts.db.write() as tx:
        now = parts.clock.now()
        found = Incident(kind="bot_down", code="", opened_at=now)
        tx.add(found)
        tx.flush()
        for number in range(3):
            person = people.add(tx, parts, f"+1415556{number:04}")
            talk = people.conversation(tx, parts, person, "sms")
            it = Escalation(
                person_id=person.id, conversation_id=talk.id, code=episode.new_code(tx), level="care",
                opened_at=now, ladder_from=now, next_due_at=now, incident_id=found.id,
            )  # fmt: skip
            tx.add(it)
        incident_id = found.id
    sam = quiet_desk.signed_in()
    page = sam.get("/console").text
    assert "The program could not answer" in page
    assert "wrote nothing risky: 3" in page
    address = f"/console/incidents/{incident_id}/close"
    assert sam.post(address, data={"csrf": "wrong"}).status_code == 403
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    sam.post(address, data={"csrf": csrf})
    page = sam.get("/console").text
    assert "Nobody is waiting." in page
    assert "wrote nothing risky" not in page
    assert sam.post("/console/incidents/none/close", data={"csrf": csrf}).status_code == 404


def test_what_a_person_left_for_their_clinician_waits_until_someone_has_seen_it(quiet_desk: Any) -> None:
    parts = quiet_desk.parts
    with parts.db.write() as tx:
        notices.leave(tx, parts, people.add(tx, parts, "+14155560199"), "lapse")
    sam = quiet_desk.signed_in()
    page = sam.get("/console").text
    assert "wants you to know of a lapse" in page
    address = page.split('action="/console/notices/')[1].split('"')[0]
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    assert sam.post(f"/console/notices/{address}", data={"csrf": "wrong"}).status_code == 403
    sam.post(f"/console/notices/{address}", data={"csrf": csrf})
    assert "wants you to know of a lapse" not in sam.get("/console").text
