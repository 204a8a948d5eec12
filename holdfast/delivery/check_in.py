"""Check-ins: texts that a person asked for. Rows in the outbox, said when they are due if that is still right."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery.timers import CHECK_IN
from holdfast.models import Delivery, Escalation, Message, Person, new_id
from holdfast.parts import Parts
from holdfast.plans import local, people

SCRIPT = "utter_check_in"


def possible(person: Person) -> bool:
    """Whether a text may be sent to this person without their having just written."""
    return person.safe_to_text and person.texts_blocked_at is None and person.phone is not None


def schedule(tx: Session, parts: Parts, person: Person, message: Message, times: Sequence[datetime]) -> None:
    """These check-ins instead of any that were set before."""
    cancel(tx, person.id)
    conversation = people.conversation(tx, parts, person, "sms")
    for n, due_at in enumerate(times):
        tx.add(
            Delivery(
                id=new_id(),
                kind=CHECK_IN,
                cause_id=message.id,
                n=n,
                to_kind="person",
                to_id=person.id,
                conversation_id=conversation.id,
                script=SCRIPT,
                ref={"end": True},
                state="queued",
                due_at=local.quiet_until(parts, person, due_at) or due_at,
                created_at=parts.clock.now(),
            )
        )
    tx.flush()


def cancel(tx: Session, person_id: str, why: str = "cancelled") -> int:
    """None of them will be sent; how many there were."""
    waiting = sa.select(Delivery.id).where(
        Delivery.kind == CHECK_IN, Delivery.to_id == person_id, Delivery.state == "queued"
    )
    ids = list(tx.scalars(waiting))
    tx.execute(
        sa.update(Delivery)
        .where(Delivery.id.in_(ids))
        .values(state="cancelled", error=why)
        .execution_options(synchronize_session=False)
    )
    return len(ids)


def may_speak(tx: Session, parts: Parts, row: Delivery, now: datetime) -> bool:
    """Whether a row that is due is said now. If not, it waits for the end of quiet hours or is cancelled here."""
    if row.kind != CHECK_IN:
        return True
    person = tx.get_one(Person, row.to_id)
    open_episode = sa.select(Escalation.id).where(
        Escalation.person_id == person.id, Escalation.state != "closed"
    )
    if not possible(person) or tx.scalar(open_episode) is not None:
        row.state, row.error = "cancelled", "not_now"
        return False
    if later := local.quiet_until(parts, person, now):
        row.due_at = later
        return False
    return True
