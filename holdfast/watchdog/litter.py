"""What trials leave behind, removed after a day: nobody's words, and a table that would grow without end."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.models import (
    Attempt,
    Conversation,
    Delivery,
    Escalation,
    EscalationEvent,
    Message,
    Person,
    Responder,
)

# Long enough to look into a trial that failed in the night.
KEPT = timedelta(days=1)
_MINE = sa.select(Person.id).where(Person.canary)
_ROBOT = sa.select(Responder.id).where(Responder.canary)


def remove(tx: Session, now: datetime) -> None:
    """Everything of closed trials that is older than a day; person and responder of the trials stay."""
    before = now - KEPT
    episodes = sa.select(Escalation.id).where(
        Escalation.person_id.in_(_MINE), Escalation.state == "closed", Escalation.opened_at < before
    )
    to_nobody = sa.and_(
        sa.or_(Delivery.to_id.in_(_MINE), Delivery.to_id.in_(_ROBOT)), Delivery.created_at < before
    )
    texts = sa.select(Delivery.id).where(sa.or_(to_nobody, Delivery.escalation_id.in_(episodes)))
    threads = sa.select(Conversation.id).where(Conversation.person_id.in_(_MINE))
    said = sa.and_(Message.conversation_id.in_(threads), Message.at < before)
    for statement in (
        sa.delete(Attempt).where(Attempt.delivery_id.in_(texts)),
        sa.delete(Delivery).where(Delivery.id.in_(texts)),
        sa.delete(EscalationEvent).where(EscalationEvent.escalation_id.in_(episodes)),
        sa.delete(Escalation).where(Escalation.id.in_(episodes)),
        sa.update(Message).where(said).values(answers_id=None),
        sa.delete(Message).where(said),
    ):
        tx.execute(statement.execution_options(synchronize_session=False))
