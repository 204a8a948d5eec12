"""What became of a try at sending, written to the record; it never moves a delivery backwards."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import bell, news, opted_out
from holdfast.models import Attempt, Delivery
from holdfast.parts import Parts

MOST_TRIES = 8
_END = (
    sa.update(Attempt)
    .where(Attempt.id == sa.bindparam("attempt"))
    .values(ended_at=sa.bindparam("at"), result=sa.bindparam("of"))
    .execution_options(synchronize_session=False)
)


@dataclass(frozen=True)
class Outcome:
    """Of one attempt. `state` is what the delivery becomes; `again`: it was not taken, and may be tried later."""

    delivery_id: str
    attempt_id: int
    provider_id: str | None
    state: str
    result: str
    again: bool


def write(tx: Session, parts: Parts, found: Outcome) -> None:
    """Complete the attempt and move the delivery on."""
    now, state, result = parts.clock.now(), found.state, found.result
    # A report of the provider about this very text may be coming in at the same time.
    delivery = tx.get_one(Delivery, found.delivery_id, with_for_update={"key_share": True})
    tx.execute(_END, {"attempt": found.attempt_id, "at": now, "of": result})
    if found.provider_id is None and delivery.state in ("sent", "delivered"):
        return  # the provider's report came before the result of our call, and knows better
    if state in ("queued", "sending") and delivery.tries >= MOST_TRIES:
        state, result = "failed", "gave up after " + result
    delivery.state, delivery.provider_id = state, found.provider_id or delivery.provider_id
    delivery.error = None if state == "sent" else result[:64]
    if found.again:
        delivery.due_at = now + timedelta(seconds=min(60, 2**delivery.tries))
    delivery.lease_until = now + timedelta(seconds=min(20, 2**delivery.tries)) if state == "sending" else None
    if state == "sent":
        news.apply_early(tx, parts, delivery)
    opted_out.note(tx, parts, delivery)
    bell.ring(tx, parts, delivery)
