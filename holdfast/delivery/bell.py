"""What became of a text may change what must be told and done next: then the ladder looks at once."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.models import Delivery, Escalation
from holdfast.parts import Parts


def ring(tx: Session, parts: Parts, delivery: Delivery) -> None:
    """For an alert that left or failed, and for a text that did not reach someone with an open episode."""
    concerned = None
    if delivery.escalation_id and delivery.state in ("sent", "failed"):
        concerned = sa.and_(Escalation.id == delivery.escalation_id, Escalation.state == "waiting")
    elif delivery.to_kind == "person" and delivery.state == "failed":
        concerned = sa.and_(Escalation.person_id == delivery.to_id, Escalation.state != "closed")
    if concerned is not None:
        tx.execute(sa.update(Escalation).where(concerned).values(next_due_at=parts.clock.now()))
        parts.ring_after(tx, "ladder")
