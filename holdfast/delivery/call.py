"""Calls to responders: rows of the outbox like texts. What is said is decided when somebody answers.

A call only ever counts as delivered once a key was pressed: a mailbox, a pocket and silence answer calls too.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.models import Delivery, Escalation, Responder, new_id
from holdfast.parts import Parts

CALL = "call"
# Why a call that was not made is not needed any more.
NOT_NEEDED = "taken"


def to_responder(
    tx: Session, parts: Parts, responder: Responder, script: str, escalation: Escalation, n: int
) -> None:
    """Queue a call about an episode; the same (episode, n) is queued once."""
    already = sa.select(Delivery.id).where(
        Delivery.cause_id == escalation.id,
        Delivery.kind == CALL,
        Delivery.to_id == responder.id,
        Delivery.n == n,
    )
    if tx.scalar(already) is not None:
        return
    now = parts.clock.now()
    tx.add(
        Delivery(
            id=new_id(),
            kind=CALL,
            cause_id=escalation.id,
            n=n,
            to_kind="responder",
            to_id=responder.id,
            escalation_id=escalation.id,
            script=script,
            state="queued",
            priority=1,
            due_at=now,
            created_at=now,
        )
    )
    parts.ring_after(tx, "outbox")


def needed(tx: Session, delivery: Delivery) -> bool:
    """Whether the person still waits; if not, a phone need not ring any more."""
    state = tx.scalar(sa.select(Escalation.state).where(Escalation.id == delivery.escalation_id))
    return state == "waiting"


def by_id(tx: Session, delivery_id: str) -> Delivery | None:
    """A call by its row's id, None when there is no such call; a report about it waits until this is done."""
    found = tx.get(Delivery, delivery_id, with_for_update={"key_share": True}, populate_existing=True)
    return found if found is not None and found.kind == CALL else None


def heard(delivery: Delivery) -> None:
    """A key was pressed: a human heard it, whatever was or will be reported about the call."""
    delivery.state, delivery.error, delivery.lease_until = "delivered", None, None
