"""Status reports of the provider: late, early, twice or reversed, they never move a delivery backwards.

The one way back is a new try: a text to a person that the network could not take this time is sent again, under a new
id, and what is still reported about the old one changes nothing.
"""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast import crash
from holdfast.delivery import bell, opted_out
from holdfast.delivery.twilio_errors import TRANSIENT
from holdfast.models import Delivery, DeliveryNews
from holdfast.parts import Parts

# What a provider's word means for a row here; unknown words change nothing.
MEANING = {
    "accepted": "sent", "queued": "sent", "sending": "sent", "sent": "sent",
    "delivered": "delivered", "read": "delivered",
    "undelivered": "failed", "failed": "failed",
    # Of a call. One that ended was not heard, unless a key was pressed (`call.heard`), and that stands above all this.
    "initiated": "sent", "ringing": "sent", "in-progress": "sent",
    "completed": "failed", "busy": "failed", "no-answer": "failed", "canceled": "failed",
}  # fmt: skip
# A text that the network could not take is sent again after a while, so often.
AGAIN_AFTER, MOST_TRIES = timedelta(seconds=10), 3
RANK = {"queued": 0, "inline": 0, "sending": 1, "sent": 2, "failed": 3, "delivered": 4, "cancelled": 5}

_KNOWN = sa.select(DeliveryNews.id).where(
    DeliveryNews.provider_id == sa.bindparam("provider_id"), DeliveryNews.status == sa.bindparam("status")
)


def take(
    tx: Session, parts: Parts, provider_id: str, status: str, error: str | None, delivery_id: str | None
) -> bool:
    """Keep a report and apply it. False when this very report is known already.

    A report for a row that does not yet know its provider's id is kept and applied later. Of two that come at the same
    moment one begins again (`transact`), and is known by then.
    """
    if tx.scalar(_KNOWN, {"provider_id": provider_id, "status": status}) is not None:
        return False
    tx.add(
        DeliveryNews(
            provider_id=provider_id, delivery_id=delivery_id, status=status, error=error, at=parts.clock.now()
        )
    )
    query = sa.select(Delivery).where(Delivery.provider_id == provider_id).with_for_update(key_share=True)
    delivery = tx.scalars(query).first()
    if delivery is None and delivery_id:
        delivery = tx.get(Delivery, delivery_id, with_for_update={"key_share": True})
    if delivery is not None and delivery.provider_id in (None, provider_id):
        delivery.provider_id = provider_id
        _follow(tx, parts, delivery, status, error)
    crash.point("report_before_commit")
    return True


def apply_early(tx: Session, parts: Parts, delivery: Delivery) -> None:
    """Apply reports that came before the row knew its provider's id."""
    query = (
        sa.select(DeliveryNews)
        .where(DeliveryNews.provider_id == delivery.provider_id)
        .order_by(DeliveryNews.id)
    )
    for report in tx.scalars(query).all():
        _follow(tx, parts, delivery, report.status, report.error)


def _follow(tx: Session, parts: Parts, delivery: Delivery, status: str, error: str | None) -> None:
    """Apply one report, and see to what follows from a failure."""
    before = delivery.state
    if MEANING.get(status) != "delivered" and _given_up(tx, delivery):
        return
    _apply(delivery, status, error)
    if delivery.state != "failed" or before == "failed":
        return
    opted_out.note(tx, parts, delivery)
    if _worth_another(delivery):
        delivery.state, delivery.due_at = "queued", parts.clock.now() + AGAIN_AFTER
        parts.ring_after(tx, "outbox")
    bell.ring(tx, parts, delivery)


def _given_up(tx: Session, delivery: Delivery) -> bool:
    """Whether the provider's id is that of a try that failed, and the text waits to be sent anew."""
    if delivery.state not in ("queued", "sending") or delivery.error is None:
        return False
    failed = sa.select(sa.func.count()).where(
        DeliveryNews.provider_id == delivery.provider_id, DeliveryNews.status.in_(("failed", "undelivered"))
    )
    return delivery.provider_id is not None and bool(tx.scalar(failed))


def _worth_another(delivery: Delivery) -> bool:
    """A text to a person that met a full queue or a busy network. Alerts are not repeated: the ladder goes on."""
    code = delivery.error or ""
    return (
        delivery.to_kind == "person"
        and code.isdecimal()
        and int(code) in TRANSIENT
        and delivery.tries < MOST_TRIES
    )


def _apply(delivery: Delivery, status: str, error: str | None) -> None:
    state = MEANING.get(status)
    if state is None or RANK[state] <= RANK[delivery.state]:
        return
    delivery.state = state
    delivery.lease_until = None
    if state == "failed":
        delivery.error = error or status
