"""The button for a test page, and what counts for going live."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from holdfast import readiness
from holdfast.handoff import phone_replies
from holdfast.models import AuditEntry, Drill, Responder

ON_CALL = {"Sam Rivera": "+14155550121", "Noor Haddad": "+14155550122"}


def _page(desk: Any, name: str) -> str:
    with desk.parts.db.read() as tx:
        return f"/console/staff/{tx.scalars(sa.select(Responder.id).where(Responder.name == name)).one()}"


def _send(desk: Any, whom: str, by: str = "Uli Kern") -> Any:
    page = _page(desk, whom)
    return desk.submit(desk.signed_in(by), page, f"{page}/test-page")


def _reply(desk: Any, phone: str) -> None:
    with desk.parts.db.write() as tx:
        code = tx.scalars(sa.select(Drill.code).order_by(Drill.sent_at.desc())).first()
        assert phone_replies.heed(tx, desk.parts, phone, f"{code} A", f"SM{phone}")


def _step(desk: Any) -> readiness.Step:
    settings = replace(desk.parts.settings, twilio_account_sid="AC1")
    with desk.parts.db.read() as tx:
        found = readiness.steps(settings, desk.parts.library, tx, desk.parts.clock.now())
    return next(one for one in found if one.name == "page")


def test_going_live_counts_answers_and_nothing_less(quiet_desk: Any) -> None:
    desk = quiet_desk
    for name, phone in ON_CALL.items():
        assert f"{name} has answered no test page in 30 days" in _step(desk).lacks
        assert _send(desk, name).status_code == 303
        assert f"{name} has answered no test page in 30 days" in _step(desk).lacks, "sent is not reached"
        desk.wait(timedelta(minutes=2))
        _reply(desk, phone)
    assert _step(desk).state == readiness.DONE
    desk.wait(timedelta(days=30))
    assert _step(desk).state == readiness.ADVISED


def test_the_pages_say_how_far_it_got(quiet_desk: Any) -> None:
    desk, uli = quiet_desk, quiet_desk.signed_in("Uli Kern")
    assert uli.get("/console/staff").text.count("no test page yet") == 2, "clinicians and operators get none"
    _send(desk, "Sam Rivera")
    assert "not sent yet, no answer yet" in uli.get("/console/staff").text
    assert "Look again" in uli.get(_page(desk, "Sam Rivera")).text
    desk.wait(timedelta(minutes=2))
    _reply(desk, ON_CALL["Sam Rivera"])
    shown = uli.get(_page(desk, "Sam Rivera")).text
    assert "answered after 2 min" in shown
    assert "Look again" not in shown
    with desk.parts.db.read() as tx:
        assert tx.scalars(sa.select(AuditEntry.verb).where(AuditEntry.verb == "sent_test_page")).all()


def test_only_who_may_sends_one_to_who_gets_one(quiet_desk: Any) -> None:
    sam = _page(quiet_desk, "Sam Rivera")
    assert "Test page" not in quiet_desk.signed_in("Ira Bell").get(sam).text
    assert "Test page" not in quiet_desk.signed_in("Uli Kern").get(_page(quiet_desk, "Ira Bell")).text
    assert _send(quiet_desk, "Ira Bell").status_code == 409
    with quiet_desk.parts.db.write() as tx:
        tx.execute(sa.update(Responder).values(texts_blocked_at=quiet_desk.parts.clock.now()))
    answer = _send(quiet_desk, "Sam Rivera")
    assert answer.status_code == 409
    assert "START" in answer.text
    with quiet_desk.parts.db.read() as tx:
        assert tx.scalar(sa.select(Drill.id)) is None
