"""Messages heard wrongly: marked at the desk, taken out of their conversation by a clinician, given as test lines."""

import io
import json
from typing import Any

import sqlalchemy as sa

from holdfast.handoff import unnamed
from holdfast.models import Message, Misheard, Person
from holdfast.plans import erase
from holdfast.risk import Gate, screen
from holdfast.risk.corpus import of_file

SAID = "Rosa says it's nothing, call 415 555 0112, i am maya@example.org and i went on 3/4/2027"


def _message(desk: Any, text: str = SAID) -> str:
    desk.speak(text)
    with desk.parts.db.read() as tx:
        return str(tx.scalars(sa.select(Message.id).order_by(Message.at.desc(), Message.seq.desc())).first())


def _mark(desk: Any, message: str, level: str = "urgent", escalation: str = "") -> Any:
    page = f"/console/escalations/{escalation or desk.escalation}/heard/{message}"
    return desk.submit(desk.signed_in(), page, level=level)


def _row(desk: Any) -> Misheard:
    with desk.parts.db.read() as tx:
        return tx.scalars(sa.select(Misheard)).one()


def test_a_responder_marks_and_a_clinician_makes_a_line_of_it_that_leads_to_nobody(
    desk: Any, tmp_path: Any
) -> None:
    message = _message(desk)
    thread = desk.signed_in().get(f"/console/escalations/{desk.escalation}").text
    assert f"/heard/{message}" in thread
    assert _mark(desk, message).status_code == 303
    ira = desk.signed_in("Ira Bell")
    queue = ira.get("/console/heard").text
    assert "heard as Calm, should have been Urgent" in queue
    assert "Rosa" not in queue
    page = f"/console/heard/{_row(desk).id}"
    suggested = "NAME says it&#39;s nothing, call NUMBER, i am ADDRESS and i went on DAY"
    assert suggested in ira.get(page).text
    kept = desk.submit(ira, page, text=SAID, level="urgent", nobody="yes", do="confirm")
    assert "is still in it" in kept.text
    assert (
        "nobody can be recognised"
        in desk.submit(ira, page, text="I hear it", level="urgent", do="confirm").text
    )
    line = "NAME says it's nothing, but I have a plan"
    assert desk.submit(ira, page, text=line, level="urgent", nobody="yes", do="confirm").status_code == 303
    row = _row(desk)
    assert (row.state, row.message_id) == ("confirmed", None)
    assert line.encode() not in (row.words or b"")
    given = ira.get("/console/heard/desk.jsonl").text
    assert json.loads(given) == {"text": line, "label": 1, "set": "desk", "sub": "missed", "level": "urgent"}
    (tmp_path / "desk.jsonl").write_text(given)
    read = next(of_file(tmp_path / "desk.jsonl"))
    assert (read.text, read.label, read.file) == (line, 1, "desk")
    told = io.BytesIO()
    gate = Gate.load(desk.parts.library.folder / "risk")
    screen._screen(gate, io.BytesIO(given.encode()), told, explain=False)
    assert json.loads(told.getvalue())["sub"] == "missed"


def test_what_is_dropped_or_erased_leaves_no_way_back(desk: Any) -> None:
    message = _message(desk, "a quiet evening")
    _mark(desk, message, "care")
    page = f"/console/heard/{_row(desk).id}"
    assert desk.submit(desk.signed_in("Ira Bell"), page, do="drop").status_code == 303
    row = _row(desk)
    assert (row.state, row.message_id, row.words) == ("dropped", None, None)
    _mark(desk, _message(desk, "another one"), "care")
    desk.press(desk.signed_in(), "acknowledge")
    desk.press(desk.signed_in(), "hand-back", outcome="safe_for_now")
    with desk.parts.db.write() as tx:
        assert erase.erase(tx, desk.parts, tx.get_one(Person, desk.person()), "test")
        assert tx.scalar(sa.select(sa.func.count()).where(Misheard.state == "marked")) == 0


def test_a_second_mark_replaces_the_first_and_the_same_level_is_none(desk: Any) -> None:
    message = _message(desk)
    assert "heard at this level" in _mark(desk, message, "none").text
    _mark(desk, message, "urgent")
    _mark(desk, message, "care")
    assert _row(desk).level == "care"


def test_only_a_message_of_this_person_can_be_marked(desk: Any) -> None:
    message = _message(desk)
    with desk.parts.db.read() as tx:
        ours = tx.scalars(sa.select(Message.id).where(Message.sender != "person")).first()
    for other in (ours, "nobody"):
        assert (
            desk.signed_in().get(f"/console/escalations/{desk.escalation}/heard/{other}").status_code == 404
        )
    assert desk.signed_in().get(f"/console/escalations/nobody/heard/{message}").status_code == 404


def test_names_are_found_whatever_their_case_and_short_words_stay() -> None:
    about = unnamed.Known(frozenset({"Maya", "Lind"}), frozenset({"amber lantern"}))
    assert (
        unnamed.without("MAYA LIND said Amber Lantern, I am 30 days in", about)
        == "NAME said CODE, I am 30 days in"
    )
    assert not unnamed.left("I feel blinded", about)
