"""The invariants that the record itself can show, each a query that finds what breaks one. Nothing is changed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery.call import CALL
from holdfast.models import Attempt, Conversation, Delivery, Escalation, EscalationEvent, Message, Person

# How long each thing may take before it is a finding (reliability.md, the watchdog's list).
OVERDUE, UNTOLD, STUCK = timedelta(seconds=30), timedelta(seconds=60), timedelta(seconds=60)
UNANSWERED, TURN_LATE = timedelta(seconds=10), timedelta(seconds=150)
UNTAKEN = {"emergency": timedelta(minutes=15), "urgent": timedelta(minutes=30), "care": timedelta(hours=2)}
# How far back finished things are looked at.
WINDOW = timedelta(hours=1)
HEARD = ("care", "urgent", "emergency")


@dataclass(frozen=True)
class Finding:
    """One invariant that does not hold, and for how many."""

    name: str
    count: int = 1


Claims = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Talk:
    """Scripts of the dialogue: not said while a human has someone, but to a choice that may be tapped then."""

    scripts: Sequence[str] = ()
    choices: Sequence[str] = ()


def findings(tx: Session, now: datetime, claims: Claims, talk: Talk = Talk()) -> list[Finding]:
    """Everything that does not hold now. `claims`: the scripts that claim each thing of the record."""
    queries: dict[str, Callable[[], int]] = {
        "overdue": lambda: _count(tx, _overdue(now)),
        "untold": lambda: _untold(tx, now),
        "untaken": lambda: _count(tx, _untaken(now)),
        "signal_without_episode": lambda: _count(tx, _without_episode(now)),
        "signal_without_words": lambda: _count(tx, _without_words(now)),
        "texts_stuck": lambda: _count(tx, _stuck(now)),
        "turns_late": lambda: _count(tx, _late(now)),
        "turns_out_of_order": lambda: _count(tx, _overtaken()),
        "bot_spoke_beside_human": lambda: _count(tx, _beside_human(now, talk)),
        "claim_without_record": lambda: sum(_count(tx, one) for one in _unproven(now, claims)),
    }
    found = {name: query() for name, query in queries.items()}
    return [Finding(name, count) for name, count in found.items() if count]


def _count(tx: Session, query: sa.Select[Any]) -> int:
    return tx.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0


def _real() -> sa.Select[Any]:
    """Open episodes of real people."""
    return sa.select(Escalation.id).join(Person).where(Escalation.state != "closed", ~Person.canary)


def _overdue(now: datetime) -> sa.Select[Any]:
    """I3: every open episode has a next moment, and something is done by then."""
    return _real().where(sa.or_(Escalation.next_due_at.is_(None), Escalation.next_due_at < now - OVERDUE))


def _untold(tx: Session, now: datetime) -> int:
    """I2, I6: a rung that named someone has reached a phone, or a later one has."""
    waiting = _real().where(Escalation.state == "waiting", Escalation.incident_id.is_(None))
    reached = sa.select(Delivery.id).join(Attempt, Attempt.delivery_id == Delivery.id).where(
        Delivery.escalation_id == Escalation.id, Delivery.to_kind == "responder", Attempt.result == "sent"
    )  # fmt: skip
    silent = list(tx.scalars(waiting.where(~reached.exists())))
    rungs = sa.select(EscalationEvent.escalation_id, EscalationEvent.facts).where(
        EscalationEvent.escalation_id.in_(silent), EscalationEvent.verb == "rung", EscalationEvent.at < now - UNTOLD
    )  # fmt: skip
    return len({episode for episode, facts in tx.execute(rungs) if facts.get("responders")}) if silent else 0


def _untaken(now: datetime) -> sa.Select[Any]:
    """Nobody has taken someone for very long, in hours when somebody is on duty."""
    late = [
        sa.and_(Escalation.level == level, Escalation.opened_at < now - most)
        for level, most in UNTAKEN.items()
    ]
    return _real().where(Escalation.state == "waiting", ~Escalation.unstaffed, sa.or_(*late))


def _signals(now: datetime) -> sa.Select[Any]:
    """Messages of people in which a signal was heard, lately but not just now."""
    lately = Message.at.between(now - WINDOW, now - UNANSWERED)
    heard = sa.select(Message.id).join(Conversation, Conversation.id == Message.conversation_id)
    return heard.where(Message.sender == "person", Message.level.in_(HEARD), lately)


def _without_episode(now: datetime) -> sa.Select[Any]:
    """I2: each has an episode, open or closed since."""
    episode = sa.select(Escalation.id).where(
        Escalation.person_id == Conversation.person_id,
        sa.or_(Escalation.closed_at.is_(None), Escalation.closed_at >= Message.at),
    )
    return _signals(now).where(~episode.exists())


def _without_words(now: datetime) -> sa.Select[Any]:
    """Each was answered in the same transaction, by whatever the policy says."""
    answer = sa.orm.aliased(Message)
    said = sa.select(answer.id).where(answer.answers_id == Message.id, answer.sender == "bot")
    return _signals(now).where(~said.exists())


def _stuck(now: datetime) -> sa.Select[Any]:
    """I6: what is due leaves, or fails with a reason; a lease that is over is taken over."""
    due = sa.and_(Delivery.state.in_(("queued", "inline")), Delivery.due_at < now - STUCK)
    left = sa.and_(Delivery.state == "sending", Delivery.lease_until < now - STUCK)
    return sa.select(Delivery.id).where(sa.or_(due, left))


def _late(now: datetime) -> sa.Select[Any]:
    """Calm messages wait for Rasa, and for a fallback in its place."""
    return sa.select(Message.id).where(Message.turn == "pending", Message.at < now - TURN_LATE)


def _overtaken() -> sa.Select[Any]:
    """I7: nobody's later message was answered in calm while an earlier one waits."""
    later = sa.orm.aliased(Message)
    answered = sa.select(later.id).where(
        later.conversation_id == Message.conversation_id, later.seq > Message.seq, later.turn == "done"
    )
    return sa.select(Message.id).where(Message.turn == "pending", answered.exists())


def _beside_human(now: datetime, talk: Talk) -> sa.Select[Any]:
    """I5: since a human's first word the dialogue has said nothing to someone whom they still have."""
    first_word = (
        sa.select(sa.func.max(EscalationEvent.at))
        .where(EscalationEvent.escalation_id == Escalation.id, EscalationEvent.verb == "first_word")
        .scalar_subquery()
    )
    asked = sa.orm.aliased(Message)
    tapped = sa.select(asked.id).where(asked.id == Message.answers_id, asked.choice.in_(talk.choices))
    said = sa.select(Message.id).join(Conversation, Conversation.id == Message.conversation_id)
    return said.join(Escalation, Escalation.person_id == Conversation.person_id).where(
        Escalation.state == "human", Message.sender == "bot", Message.level == "none", Message.at > now - WINDOW,
        Message.at > first_word, Message.script.in_(talk.scripts), ~tapped.exists(),
    )  # fmt: skip


def _unproven(now: datetime, claims: Claims) -> Iterator[sa.Select[Any]]:
    """I4: no words claim contact that the record did not show when they were said."""
    said = sa.select(Message.id).join(Conversation, Conversation.id == Message.conversation_id)
    said = said.where(Message.sender != "person", Message.at > now - WINDOW)
    mine = Escalation.person_id == Conversation.person_id
    for claim, kind in (("told", "responder"), ("contact_told", "contact")):
        left = sa.select(Attempt.id).join(Delivery, Delivery.id == Attempt.delivery_id).join(
            Escalation, Escalation.id == Delivery.escalation_id
        ).where(
            mine, Delivery.to_kind == kind, Attempt.result == "sent", Attempt.started_at <= Message.at,
            sa.or_(Delivery.kind != CALL, Delivery.state == "delivered"),
        )  # fmt: skip
        yield said.where(Message.script.in_(claims.get(claim, ())), ~left.exists())
    for claim, verb in (("taken", "acknowledged"), ("here", "first_word")):
        happened = sa.select(EscalationEvent.id).join(
            Escalation, Escalation.id == EscalationEvent.escalation_id
        ).where(mine, EscalationEvent.verb == verb, EscalationEvent.at <= Message.at)  # fmt: skip
        yield said.where(Message.script.in_(claims.get(claim, ())), ~happened.exists())
