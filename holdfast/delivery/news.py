"""Status reports of the provider: late, early, twice or reversed, they never move a delivery backwards."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from holdfast.models import Delivery, DeliveryNews, Escalation
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
RANK = {"queued": 0, "inline": 0, "sending": 1, "sent": 2, "failed": 3, "delivered": 4, "cancelled": 5}


def take(
    tx: Session, parts: Parts, provider_id: str, status: str, error: str | None, delivery_id: str | None
) -> bool:
    """Keep a report and apply it. False when this very report is known already.

    A report for a row that does not yet know its provider's id is kept and applied later.
    """
    try:
        with tx.begin_nested():
            tx.add(
                DeliveryNews(
                    provider_id=provider_id,
                    delivery_id=delivery_id,
                    status=status,
                    error=error,
                    at=parts.clock.now(),
                )
            )
    except IntegrityError:
        return False
    query = sa.select(Delivery).where(Delivery.provider_id == provider_id).with_for_update(key_share=True)
    delivery = tx.scalars(query).first()
    if delivery is None and delivery_id:
        delivery = tx.get(Delivery, delivery_id, with_for_update={"key_share": True})
    if delivery is not None and delivery.provider_id in (None, provider_id):
        delivery.provider_id = provider_id
        _apply(delivery, status, error)
        if delivery.state == "failed" and delivery.escalation_id:
            tx.execute(
                sa.update(Escalation)
                .where(Escalation.id == delivery.escalation_id, Escalation.state == "waiting")
                .values(next_due_at=parts.clock.now())
            )
            parts.ring_after(tx, "ladder")
    return True


def apply_early(tx: Session, delivery: Delivery) -> None:
    """Apply reports that came before the row knew its provider's id."""
    query = (
        sa.select(DeliveryNews)
        .where(DeliveryNews.provider_id == delivery.provider_id)
        .order_by(DeliveryNews.id)
    )
    for report in tx.scalars(query):
        _apply(delivery, report.status, report.error)


def _apply(delivery: Delivery, status: str, error: str | None) -> None:
    state = MEANING.get(status)
    if state is None or RANK[state] <= RANK[delivery.state]:
        return
    delivery.state = state
    delivery.lease_until = None
    if state == "failed":
        delivery.error = error or status
