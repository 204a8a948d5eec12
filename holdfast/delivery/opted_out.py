"""A provider's refusal because this phone said STOP: kept with whoever holds the phone."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import contact_stopped
from holdfast.models import Contact, Delivery, Person, Responder
from holdfast.parts import Parts

CODE = "21610"
TABLES: dict[str, type[Person | Contact | Responder]] = {
    "person": Person, "contact": Contact, "responder": Responder,
}  # fmt: skip


def note(tx: Session, parts: Parts, delivery: Delivery) -> None:
    """Texts to them are blocked from now on, if this delivery failed for that reason."""
    if delivery.state != "failed" or CODE not in (delivery.error or ""):
        return
    table = TABLES[delivery.to_kind]
    # The first refusal counts: texts that were on their way with it are not a second opting out.
    first = sa.update(table).where(table.id == delivery.to_id, table.texts_blocked_at.is_(None))
    newly = tx.scalar(first.values(texts_blocked_at=parts.clock.now()).returning(table.id))
    if newly is not None and table is Contact:
        contact_stopped.note(tx, parts, tx.get_one(Contact, newly))
