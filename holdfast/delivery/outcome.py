"""What became of a try at sending, written to the record; it never moves a delivery backwards."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import news
from holdfast.models import Attempt, Contact, Delivery, Escalation, Person, Responder
from holdfast.parts import Parts

MOST_TRIES = 8


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
    attempt = tx.get_one(Attempt, found.attempt_id)
    attempt.ended_at, attempt.result = now, result
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
        news.apply_early(tx, delivery)
    if state == "failed" and "21610" in result:
        _opted_out(tx, delivery, now)
    tell_ladder(tx, parts, delivery)


def tell_ladder(tx: Session, parts: Parts, delivery: Delivery) -> None:
    """An alert that left or failed changes what may be told and done next: the ladder looks at once."""
    if delivery.escalation_id and delivery.state in ("sent", "failed"):
        tx.execute(
            sa.update(Escalation)
            .where(Escalation.id == delivery.escalation_id, Escalation.state == "waiting")
            .values(next_due_at=parts.clock.now())
        )
        parts.ring_after(tx, "ladder")


def _opted_out(tx: Session, delivery: Delivery, now: datetime) -> None:
    tables: dict[str, type[Person | Contact | Responder]] = {
        "person": Person, "contact": Contact, "responder": Responder,
    }  # fmt: skip
    table = tables[delivery.to_kind]
    # The first refusal counts: texts that were on their way with it are not a second opting out.
    first = sa.update(table).where(table.id == delivery.to_id, table.texts_blocked_at.is_(None))
    tx.execute(first.values(texts_blocked_at=now))
    if delivery.to_kind == "person":  # the ladder tells whoever is on call
        mine = sa.update(Escalation).where(
            Escalation.person_id == delivery.to_id, Escalation.state != "closed"
        )
        tx.execute(mine.values(next_due_at=now))
