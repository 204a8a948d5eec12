"""How far the last test page to each phone on call got, in words."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.console import wording
from holdfast.handoff import drill
from holdfast.models import ON_CALL, Delivery, Drill, Responder


def read(tx: Session, everyone: Sequence[Responder]) -> dict[str, tuple[Drill | None, str]]:
    """For everyone on call, by id: the last test page to the phone that they have now, and what became of it."""
    last = {one.id: drill.newest(tx, one) for one in everyone if one.role in ON_CALL}
    return {who: (sent, _words(tx, sent)) for who, sent in last.items()}


def _words(tx: Session, sent: Drill | None) -> str:
    if sent is None:
        return "no test page yet"
    what = f"test page of {sent.sent_at:%Y-%m-%d}" + (" to a simulated phone" if sent.simulated else "")
    if sent.confirmed_at is not None:
        return f"{what}: answered after {wording.span(sent.confirmed_at - sent.sent_at)}"
    text = tx.scalars(sa.select(Delivery).where(Delivery.cause_id == sent.id)).first()
    state = wording.delivery(text.state, text.error) if text else "not sent"
    return f"{what}: {state}, no answer yet"
