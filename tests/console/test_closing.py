"""Accounts that are closed: nobody comes in by them, nobody waits for them, and nobody is locked out."""

from typing import Any

import pytest
import sqlalchemy as sa

from holdfast.console import accounts, codes
from holdfast.delivery import call
from holdfast.handoff import call_answers, phone_replies, rota, rota_file, rota_words
from holdfast.models import AuditEntry, Delivery, DeskSession, Escalation, Message, Responder
from holdfast.plans import people

SAM, NOOR, IRA, ULI = "Sam Rivera", "Noor Haddad", "Ira Bell", "Uli Kern"
SAMS_NUMBER = "+14155550121"


def _id(desk: Any, name: str) -> str:
    with desk.parts.db.read() as tx:
        return str(tx.scalars(sa.select(Responder.id).where(Responder.name == name)).one())


def _close(desk: Any, by: str, whom: str, **typed: str) -> Any:
    page = f"/console/staff/{_id(desk, whom)}"
    return desk.submit(desk.signed_in(by), page, f"{page}/close", **(typed or {"sure": "yes"}))


def _role(desk: Any, by: str, whom: str, role: str, phone: str) -> Any:
    return desk.submit(
        desk.signed_in(by), f"/console/staff/{_id(desk, whom)}", name=whom, phone=phone, role=role, place="1"
    )


def test_a_closed_account_ends_at_once_and_its_deeds_stay(desk: Any) -> None:
    sam = desk.signed_in(SAM)
    with desk.parts.db.write() as tx:
        link = codes.invite(tx, desk.parts, tx.get_one(Responder, _id(desk, SAM)), "test")
    desk.press(sam, "acknowledge")
    desk.press(sam, "reply", text="Hello, I am Sam.")
    assert _close(desk, ULI, SAM).status_code == 303
    assert sam.get("/console").headers["location"] == "/console/login"
    assert sam.get(f"/console/invited/{link}").status_code == 404
    again = {"name": SAM, "password": accounts.DEMO_PASSWORD}
    assert desk.browser().post("/console/login", data=again).status_code == 401
    page = desk.signed_in(ULI).get("/console/staff").text
    assert "No longer here" in page
    assert SAMS_NUMBER not in page
    assert "closed an account" in desk.signed_in(NOOR).get("/console/audit").text
    shown = desk.signed_in(NOOR).get(f"/console/escalations/{desk.escalation}").text
    for line in (
        "Hello, I am Sam.",
        "Sam Rivera wrote the first word",
        "Uli Kern closed the account of Sam Rivera",
    ):
        assert line in shown
    with desk.parts.db.read() as tx:
        assert tx.scalar(sa.select(DeskSession.id).where(DeskSession.responder_id == _id(desk, SAM))) is None


def test_whoever_they_had_is_alerted_for_again_and_told(desk: Any) -> None:
    sam = desk.signed_in(SAM)
    desk.press(sam, "acknowledge")
    desk.press(sam, "reply", text="Hello, I am Sam.")
    _close(desk, NOOR, SAM)
    with desk.parts.db.read() as tx:
        escalation = tx.get_one(Escalation, desk.escalation)
        assert (escalation.state, escalation.acknowledged_by) == ("waiting", None)
        assert (
            escalation.next_due_at
            == escalation.ladder_from + desk.parts.policy.rung("urgent", escalation.rung).after
        )
        assert "utter_status_left" in tx.scalars(sa.select(Message.script)).all()
        waiting = sa.select(Delivery).where(Delivery.to_id == _id(desk, SAM), Delivery.state == "queued")
        assert tx.scalar(waiting) is None
        assert [one.name for one in rota.whom(tx, desk.parts, "group")] == [NOOR]
    desk.press(desk.signed_in(NOOR), "acknowledge")
    with desk.parts.db.read() as tx:
        assert tx.scalar(waiting) is None, "no news for whoever is gone"


def test_a_question_to_them_is_answered(desk: Any) -> None:
    _role(desk, NOOR, ULI, "responder", "+14155550124")
    noor = desk.signed_in(NOOR)
    desk.press(noor, "acknowledge")
    desk.press(noor, "transfer", to=_id(desk, SAM))
    _close(desk, NOOR, SAM)
    with desk.parts.db.read() as tx:
        escalation = tx.get_one(Escalation, desk.escalation)
        assert (escalation.offered_to, escalation.acknowledged_by) == (None, _id(desk, NOOR))
        told = sa.select(Delivery.to_id).where(Delivery.script == "utter_alert_transfer_declined")
        assert tx.scalars(told).all() == [_id(desk, NOOR)]


def test_neither_a_text_nor_a_pressed_key_takes_anybody_afterwards(desk: Any) -> None:
    with desk.parts.db.write() as tx:
        escalation, sam = tx.get_one(Escalation, desk.escalation), tx.get_one(Responder, _id(desk, SAM))
        call.to_responder(tx, desk.parts, sam, "utter_alert_responder", escalation, 9)
        rings = str(tx.scalars(sa.select(Delivery.id).where(Delivery.kind == call.CALL)).one())
        code = escalation.code
    _close(desk, NOOR, SAM)
    with desk.parts.db.write() as tx:
        assert not phone_replies.heed(tx, desk.parts, SAMS_NUMBER, f"{code} A", "SM1")
        assert call_answers.pressed(tx, desk.parts, rings, "1").scripts == (call_answers.OVER,)
        assert tx.get_one(Escalation, desk.escalation).state == "waiting"


def test_whoever_gets_the_number_next_is_somebody_else(desk: Any) -> None:
    _close(desk, NOOR, SAM)
    form = {"name": "Vi", "phone": SAMS_NUMBER, "role": "responder", "place": "1"}
    assert (
        desk.submit(desk.signed_in(NOOR), "/console/staff/new", "/console/staff", **form).status_code == 303
    )
    with desk.parts.db.read() as tx:
        vi = people.responder_by_phone(tx, desk.parts, SAMS_NUMBER)
        assert vi is not None
        assert (vi.name, vi.id != _id(desk, SAM), vi.password_hash) == ("Vi", True, None)
    gone = f"/console/staff/{_id(desk, SAM)}"
    assert desk.signed_in(NOOR).get(gone).status_code == 404
    assert (
        desk.submit(desk.signed_in(NOOR), "/console/staff/new", f"{gone}/close", sure="yes").status_code
        == 404
    )


@pytest.mark.parametrize(
    ("by", "whom", "status", "said"),
    [
        (ULI, NOOR, 403, "A supervisor closes a supervisor"),
        (NOOR, NOOR, 409, "Nobody else could give anyone an account"),
        (NOOR, SAM, 303, ""),
        (NOOR, ULI, 303, ""),
        (ULI, ULI, 303, ""),
    ],
)
def test_nobody_is_locked_out(desk: Any, by: str, whom: str, status: int, said: str) -> None:
    answer = _close(desk, by, whom)
    assert (answer.status_code, said in answer.text) == (status, True)
    with desk.parts.db.read() as tx:
        assert (tx.get_one(Responder, _id(desk, whom)).closed_at is None) == (status != 303)
        assert bool(tx.scalar(sa.select(AuditEntry.id).where(AuditEntry.verb == "closed_account"))) == (
            status == 303
        )


def test_the_last_operator_without_a_supervisor_stays(desk: Any) -> None:
    with desk.parts.db.write() as tx:
        tx.get_one(Responder, _id(desk, NOOR)).password_hash = None
    assert _close(desk, ULI, ULI).status_code == 409
    assert desk.signed_in(ULI).get("/console/staff").status_code == 200


def test_the_last_supervisor_does_not_give_the_role_away_either(desk: Any) -> None:
    answer = _role(desk, NOOR, NOOR, "responder", "+14155550122")
    assert answer.status_code == 422
    assert "Nobody else could give anyone an account" in answer.text
    assert _role(desk, NOOR, IRA, "supervisor", "+14155550123").status_code == 303
    assert _role(desk, NOOR, NOOR, "responder", "+14155550122").status_code == 303
    assert _close(desk, IRA, NOOR).status_code == 303


def test_somebody_stays_on_call(desk: Any) -> None:
    with desk.parts.db.write() as tx:
        tx.get_one(Responder, _id(desk, NOOR)).role = "operator"
    assert "Nobody else is on call" in _close(desk, ULI, SAM).text
    assert desk.signed_in(SAM).get("/console").status_code == 200


def test_it_is_asked_for_twice(desk: Any) -> None:
    assert "Tick the box" in _close(desk, NOOR, SAM, sure="").text
    assert desk.signed_in(SAM).get("/console").status_code == 200


def test_hours_of_the_rota_that_were_theirs_are_named(desk: Any) -> None:
    text = "time_zone: America/New_York\nshifts: [{who: Sam Rivera}]\n"
    with desk.parts.db.write() as tx:
        rota.replace(tx, desk.parts, rota_file.parse(text.encode(), rota_words.ids(tx, desk.parts)), "test")
    assert "On duty now: <strong>Sam Rivera" in desk.signed_in(NOOR).get("/console/rota").text
    _close(desk, NOOR, SAM)
    page = desk.signed_in(NOOR).get("/console/rota").text
    assert "Hours of Sam Rivera, who is on call no more" in page
    assert "On duty now: <strong>everyone" in page
    assert "who: Sam Rivera (no longer here)" in page
    assert "on call no more" in desk.signed_in(NOOR).get("/console/going-live").text
    with desk.parts.db.read() as tx:
        assert [one.name for one in rota.whom(tx, desk.parts, "first_responder")] == [NOOR]
