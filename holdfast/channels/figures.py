"""What the record says in numbers: how fast humans were told and answered, and what waits. Nothing about anyone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery.timers import SPOKEN
from holdfast.models import (
    Attempt,
    Delivery,
    Escalation,
    EscalationEvent,
    Incident,
    Message,
    Person,
)
from holdfast.parts import Parts

# How far back times are looked at, and how late a due moment may be before it counts as missed.
WINDOW = timedelta(hours=24)
OVERDUE = timedelta(seconds=5)
# A calm turn that takes longer than Rasa is ever given, with room for a queue.
TURN_LATE = timedelta(seconds=10)
QUANTILES = (0.5, 0.95, 1.0)
STEPS = {"acknowledged": "acknowledged", "first_word": "first_human_word"}


@dataclass(frozen=True)
class Figure:
    """One number; `labels` tell it from others of the same name."""

    name: str
    value: float
    labels: tuple[str, ...] = ()


def of(tx: Session, parts: Parts) -> Iterator[Figure]:
    """Every figure that the database holds. The watchdog's own episodes are not counted."""
    now = parts.clock.now()
    mine = sa.select(Person.id).where(Person.canary)
    real = Escalation.person_id.not_in(mine)
    yield from _times(tx, now, real)
    yield from _open(tx, now, real)
    yield from _outbox(tx, now)
    yield from _turns(tx, now)
    opened = sa.select(Incident.kind, sa.func.count(), sa.func.count(Incident.closed_at))
    for kind, count, closed in tx.execute(opened.group_by(Incident.kind)):
        yield Figure("incidents_opened", count, (kind,))
        yield Figure("incidents_open", count - closed, (kind,))


def _times(tx: Session, now: datetime, real: sa.ColumnElement[bool]) -> Iterator[Figure]:
    since = sa.and_(Escalation.opened_at > now - WINDOW, real)
    told = (
        sa.select(Escalation.opened_at, sa.func.min(Attempt.ended_at))
        .join(Delivery, Delivery.escalation_id == Escalation.id)
        .join(Attempt, Attempt.delivery_id == Delivery.id)
        .where(since, Delivery.to_kind == "responder", Attempt.result == "sent")
        .group_by(Escalation.id, Escalation.opened_at)
    )
    yield from _spread("first_notice", _seconds(tx.execute(told)))
    for verb, step in STEPS.items():
        happened = (
            sa.select(Escalation.opened_at, sa.func.min(EscalationEvent.at))
            .join(EscalationEvent, EscalationEvent.escalation_id == Escalation.id)
            .where(since, EscalationEvent.verb == verb)
            .group_by(Escalation.id, Escalation.opened_at)
        )
        yield from _spread(step, _seconds(tx.execute(happened)))


def _seconds(rows: Iterable[Any]) -> list[float]:
    return sorted(max(0.0, (end - begin).total_seconds()) for begin, end in rows)


def _spread(step: str, seconds: list[float]) -> Iterator[Figure]:
    yield Figure("handoff_seconds_count", len(seconds), (step,))
    for quantile in QUANTILES if seconds else ():
        at = min(len(seconds) - 1, int(quantile * len(seconds)))
        yield Figure("handoff_seconds", seconds[at], (step, f"{quantile:g}"))


def _open(tx: Session, now: datetime, real: sa.ColumnElement[bool]) -> Iterator[Figure]:
    still = sa.and_(Escalation.state != "closed", real)
    counted = sa.select(Escalation.state, Escalation.level, sa.func.count()).where(still)
    for state, level, count in tx.execute(counted.group_by(Escalation.state, Escalation.level)):
        yield Figure("escalations_open", count, (state, level))
    overdue = sa.select(sa.func.count()).where(still, Escalation.next_due_at < now - OVERDUE)
    yield Figure("escalations_overdue", tx.scalar(overdue) or 0)
    waiting = sa.and_(still, Escalation.state == "waiting")
    first = sa.select(sa.func.count(), sa.func.min(Escalation.opened_at)).where(waiting)
    count, oldest = tx.execute(first).one()
    yield Figure("escalations_unacknowledged", count)
    yield Figure("escalations_unacknowledged_oldest_seconds", _age(now, oldest))


def _outbox(tx: Session, now: datetime) -> Iterator[Figure]:
    due = sa.and_(
        Delivery.state.in_(("queued", "inline", "sending")),
        Delivery.kind.not_in(SPOKEN),
        Delivery.due_at <= now,
    )
    found = sa.select(Delivery.to_kind, sa.func.count(), sa.func.min(Delivery.due_at)).where(due)
    rows = {kind: (count, oldest) for kind, count, oldest in tx.execute(found.group_by(Delivery.to_kind))}
    for kind in ("person", "contact", "responder"):
        count, oldest = rows.get(kind, (0, None))
        yield Figure("outbox_due", count, (kind,))
        yield Figure("outbox_oldest_seconds", _age(now, oldest), (kind,))
    failed = sa.select(Delivery.to_kind, sa.func.count()).where(
        Delivery.state == "failed", Delivery.created_at > now - WINDOW
    )
    for kind, count in tx.execute(failed.group_by(Delivery.to_kind)):
        yield Figure("outbox_failed", count, (kind,))


def _turns(tx: Session, now: datetime) -> Iterator[Figure]:
    pending = sa.select(sa.func.count(), sa.func.min(Message.at)).where(Message.turn == "pending")
    count, oldest = tx.execute(pending).one()
    late = tx.scalar(
        sa.select(sa.func.count()).where(Message.turn == "pending", Message.at < now - TURN_LATE)
    )
    yield Figure("turns_waiting", count)
    yield Figure("turns_late", late or 0)
    yield Figure("turns_oldest_seconds", _age(now, oldest))


def _age(now: datetime, since: datetime | None) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
