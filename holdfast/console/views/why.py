"""Why an escalation fired: which signals, heard by which rules, at which level."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.console import wording
from holdfast.models import Conversation, Escalation, EscalationEvent, Message
from holdfast.risk import Level


@dataclass(frozen=True)
class Reason:
    """One signal. `rules` is empty when it does not come from words."""

    signal: str
    words: str
    rules: list[str]
    level: str
    first_at: datetime
    times: int


def reasons(tx: Session, escalation: Escalation, events: Sequence[EscalationEvent]) -> list[Reason]:
    """Every signal of the episode once, the highest level first."""
    heard = _heard(tx, escalation)
    found: dict[str, Reason] = {}
    for event in events:
        for signal in event.facts.get("signals", []):
            own = [one for one in heard if one["signal"] == signal]
            levels = [str(one["level"]) for one in own] or [str(event.facts.get("level", "care"))]
            known = found.get(signal)
            found[signal] = Reason(
                signal=signal,
                words=wording.plain(wording.SIGNALS, signal),
                rules=sorted({str(one["rule"]) for one in own}),
                level=max(levels, key=_rank),
                first_at=known.first_at if known else event.at,
                times=known.times + 1 if known else 1,
            )
    return sorted(found.values(), key=lambda one: (-_rank(one.level), one.first_at))


def _rank(level: str) -> int:
    return int(Level.named(level))


def _heard(tx: Session, escalation: Escalation) -> list[dict[str, str]]:
    """What rules heard since the episode opened; the message that opened it is a moment older."""
    opening = (
        sa.select(Message.at)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Conversation.person_id == escalation.person_id, Message.sender == "person")
        .where(Message.at <= escalation.opened_at)
        .order_by(Message.at.desc())
        .limit(1)
    )
    query = (
        sa.select(Message.heard)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Conversation.person_id == escalation.person_id, Message.sender == "person")
        .where(Message.at >= (tx.scalar(opening) or escalation.opened_at))
    )
    if escalation.closed_at:
        query = query.where(Message.at <= escalation.closed_at)
    return [one for heard in tx.scalars(query) for one in heard]
