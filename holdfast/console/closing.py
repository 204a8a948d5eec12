"""Closing an account: whoever works here no more signs in and is alerted no more. What they did stays in the record."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.console import codes, roles, second_factor
from holdfast.db import one_at_a_time
from holdfast.handoff import desk, record
from holdfast.models import ON_CALL, STAFF, Delivery, DeskSession, Escalation, Responder
from holdfast.parts import Parts

LAST_TO_INVITE = (
    "Nobody else could give anyone an account then. Give someone else this role, and a link, first."
)
LAST_ON_CALL = "Nobody else is on call. Add someone first."


class StillNeeded(Exception):
    """The account cannot be closed; the message says why, to whoever wanted to."""


def close(tx: Session, parts: Parts, responder: Responder, by: str) -> None:
    """Close it, for good: sessions end, codes end, whom they had is alerted for again, their number is forgotten.

    Raises StillNeeded when nobody else could give accounts, or be alerted.
    """
    if last_to_invite(tx, responder):
        raise StillNeeded(LAST_TO_INVITE)
    if responder.role in ON_CALL and not _others(tx, responder, Responder.role.in_(ON_CALL)):
        raise StillNeeded(LAST_ON_CALL)
    mine = sa.or_(Escalation.acknowledged_by == responder.id, Escalation.offered_to == responder.id)
    for found in tx.scalars(sa.select(Escalation.id).where(Escalation.state != "closed", mine)).all():
        if (escalation := record.take(tx, found)) is not None:
            desk.leave(tx, parts, escalation, responder, by)
    queued = sa.update(Delivery).where(Delivery.to_id == responder.id, Delivery.state == "queued")
    tx.execute(queued.values(state="cancelled", error="removed"))
    tx.execute(sa.delete(DeskSession).where(DeskSession.responder_id == responder.id))
    codes.end_all(tx, responder)
    second_factor.forget(responder)
    responder.password_hash, responder.closed_at = None, parts.clock.now()
    # Whoever gets this number next is somebody else: they may join the staff, and are not the one who left.
    responder.phone = parts.keys.own().seal("responder.phone", responder.id, "")
    responder.phone_index, responder.texts_blocked_at = f"closed {responder.id}", None
    parts.ring_after(tx, "desk")


def last_to_invite(tx: Session, responder: Responder) -> bool:
    """Whether without this account nobody could give accounts like it. Two at once are asked one after the other."""
    one_at_a_time(tx, "accounts")
    if responder.password_hash is None or responder.role not in roles.INVITE:
        return False
    others = _others(tx, responder, Responder.password_hash.is_not(None))
    return not any(roles.may_invite(one, responder.role) for one in others)


def _others(tx: Session, responder: Responder, which: sa.ColumnElement[bool]) -> list[str]:
    """The roles of everyone else who works here and of whom this holds."""
    query = sa.select(Responder.role).where(*STAFF, Responder.id != responder.id, which)
    return list(tx.scalars(query))
