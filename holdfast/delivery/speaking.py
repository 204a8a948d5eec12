"""Rows of the outbox that become words only when they are due: pauses of an exercise, gentle checks, check-ins."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import check_in, contact_stopped, switch, thread
from holdfast.delivery.timers import SPOKEN
from holdfast.errors import KeyFault, Refused
from holdfast.log import logger
from holdfast.models import Conversation, Delivery
from holdfast.models.base import UtcTime
from holdfast.parts import Parts
from holdfast.plans import people

log = logger()
_NOW = sa.bindparam("now", type_=UtcTime())
_DUE = (
    sa.select(Delivery)
    .where(Delivery.kind.in_(SPOKEN), Delivery.state == "queued", Delivery.due_at <= _NOW)
    .order_by(Delivery.due_at)
    .with_for_update(skip_locked=True)
)


def say_due(tx: Session, parts: Parts, now: datetime, most: int) -> None:
    """Say what is due, each with its person held; what may not be said now waits, or is cancelled with a reason."""
    for timer in tx.scalars(_DUE.limit(most), {"now": now}).all():
        if not people.hold(tx, timer.to_id, wait=False):
            continue
        if not all(terms.may_speak(tx, parts, timer, now) for terms in (check_in, contact_stopped)):
            continue
        conversation = tx.get_one(Conversation, timer.conversation_id)
        if switch.is_on(tx):
            timer.state, timer.error = "cancelled", switch.CRISIS_ONLY
            continue
        try:
            args = contact_stopped.arguments(tx, parts, timer)
            thread.say(tx, parts, conversation, timer.script or "", ref=timer.ref, args=args, unasked=True)
            timer.state = "sent"
        except (Refused, KeyFault) as fault:
            timer.state, timer.error = "failed", type(fault).__name__
            log.error("timer_refused", delivery=timer.id, script=timer.script, error=type(fault).__name__)
