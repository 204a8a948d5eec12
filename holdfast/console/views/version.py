"""A short mark of what a page shows that changes with the record: how a page knows it is out of date."""

import hashlib

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.models import Conversation, Delivery, Escalation, EscalationEvent, Notice


def of_inbox(tx: Session) -> str:
    """Of the open escalations, and of what waits for a clinician."""
    it = Escalation
    open_ones = sa.select(
        it.id, it.state, it.level, it.acknowledged_by, it.offered_to, it.conversation_id
    ).where(it.state != "closed")
    left = sa.select(Notice.id).where(Notice.seen_at.is_(None)).order_by(Notice.id)
    return _mark([*tx.execute(open_ones.order_by(it.id)).all(), *tx.execute(left).all()])


def of_escalation(tx: Session, escalation_id: str) -> str:
    """Of one escalation: its state, its record, the person's messages and what became of every text."""
    escalation = tx.get(Escalation, escalation_id)
    if escalation is None:
        return "gone"
    events = sa.select(sa.func.max(EscalationEvent.id)).where(EscalationEvent.escalation_id == escalation_id)
    spoken = sa.select(Conversation.id, Conversation.last_seq, Conversation.left_at).where(
        Conversation.person_id == escalation.person_id
    )
    mine = sa.select(Conversation.id).where(Conversation.person_id == escalation.person_id)
    texts = (
        sa.select(Delivery.state, sa.func.count())
        .where(sa.or_(Delivery.escalation_id == escalation_id, Delivery.conversation_id.in_(mine)))
        .group_by(Delivery.state)
    )
    return _mark(
        [
            (escalation.state, escalation.level, escalation.acknowledged_by, escalation.offered_to),
            tx.scalar(events),
            *tx.execute(spoken.order_by(Conversation.id)).all(),
            *sorted(map(tuple, tx.execute(texts).all())),
        ]
    )


def _mark(facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
