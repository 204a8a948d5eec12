"""A test page: a real text by the real outbox to the phone of someone on call, which counts once its code came back."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import alert
from holdfast.handoff import episode
from holdfast.models import ON_CALL, Drill, Responder, new_id
from holdfast.parts import Parts

WORDS, THANKS = "utter_alert_test", "utter_alert_test_ok"
# Whoever answers later than this was not reached in time for anything.
ANSWERED_WITHIN = timedelta(hours=1)
# A second tap lights no phone a second time.
NOT_AGAIN_WITHIN = timedelta(minutes=1)


class CannotSend(Exception):
    """No test page can be sent to this phone; the message says why, to whoever wanted to."""


def send(tx: Session, parts: Parts, responder: Responder, by: str) -> Drill:
    """Light the phone of someone on call. A second time within a minute gives the page that is under way.

    Raises CannotSend. Words that nobody signed are never replaced here: the usual ones in their place claim that
    somebody needs an answer.
    """
    if responder.role not in ON_CALL:
        raise CannotSend("Only those on call are paged.")
    if responder.texts_blocked_at is not None:
        raise CannotSend("Texts to this phone are blocked. They write START to our number from it first.")
    if not parts.library.may_say(WORDS):
        raise CannotSend(f"The words of a test page are not signed yet ({WORDS}).")
    now, last = parts.clock.now(), newest(tx, responder)
    if last is not None and last.confirmed_at is None and last.sent_at > now - NOT_AGAIN_WITHIN:
        return last
    made = Drill(
        id=new_id(), responder_id=responder.id, phone_index=responder.phone_index, code=episode.new_code(tx),
        simulated=parts.settings.behind_simulator, sent_by=by, sent_at=now,
    )  # fmt: skip
    tx.add(made)
    tx.flush()
    alert.to_responder(tx, parts, responder, WORDS, {"code": made.code}, cause=made.id)
    return made


def confirm(tx: Session, parts: Parts, responder: Responder, code: str) -> bool:
    """Whether this code came back in time from the phone that was lit; the same code again changes nothing."""
    since = parts.clock.now() - ANSWERED_WITHIN
    sent = _of(responder).where(Drill.code == code, Drill.sent_at > since)
    found = tx.scalars(sent.limit(1)).first()
    if found is not None and found.confirmed_at is None:
        found.confirmed_at = parts.clock.now()
    return found is not None


def newest(tx: Session, responder: Responder) -> Drill | None:
    """The last test page to the phone that they have now."""
    return tx.scalars(_of(responder).limit(1)).first()


def last_confirmed(tx: Session, responder: Responder) -> Drill | None:
    """The last one that they answered from the phone that they have now; not of simulated phones."""
    return tx.scalars(
        _of(responder).where(Drill.confirmed_at.is_not(None), ~Drill.simulated).limit(1)
    ).first()


def _of(responder: Responder) -> sa.Select[Drill]:
    mine = (Drill.responder_id == responder.id, Drill.phone_index == responder.phone_index)
    return sa.select(Drill).where(*mine).order_by(Drill.sent_at.desc())
