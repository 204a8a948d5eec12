"""From a signal to a handoff, in one transaction: the episode, its first rung, and the words to the person."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import thread
from holdfast.delivery.timers import CHECK_IN, GENTLE, TIMER
from holdfast.handoff import code_word, contacts, holder, incident, ladder, record, reply
from holdfast.models import Conversation, Drill, Escalation, Message
from holdfast.parts import Parts
from holdfast.policy import stronger

_CODES = sa.union_all(
    sa.select(Escalation.code).where(Escalation.state != "closed"),
    sa.select(Drill.code).where(Drill.confirmed_at.is_(None)),
)
_DROP = (
    sa.update(Message)
    .where(
        Message.conversation_id.in_(
            sa.select(Conversation.id).where(Conversation.person_id == sa.bindparam("person"))
        ),
        Message.turn == "pending",
    )
    .values(turn="dropped")
    .execution_options(synchronize_session=False)
)


def hand_off(
    tx: Session,
    parts: Parts,
    conversation: Conversation,
    message: Message,
    level: str,
    signals: Sequence[str],
    *,
    inline: bool = False,
    answer: bool = False,
) -> Message:
    """Open an episode at this level, or add to the open one and raise it; never lower it.

    Queues the alerts that are due at once, cancels exercises, and says the safety words, which are returned.
    `inline`: the caller carries the words in its answer. `answer`: it follows from a direct question.
    """
    # What is added here is written at once, not one by one before each thing that is read; whatever reads what was
    # just added flushes it by itself.
    with tx.no_autoflush:
        script, args = _alert(tx, parts, conversation, message, level, signals, answer=answer)
        return thread.say(
            tx,
            parts,
            conversation,
            script,
            args=args,
            kind="handoff",
            level=level,
            answers=message,
            inline=inline,
        )


def _alert(
    tx: Session, parts: Parts, conversation: Conversation, message: Message, level: str, signals: Sequence[str],
    *, answer: bool,
) -> tuple[str, dict[str, str]]:  # fmt: skip
    """The record of the signal and the alerts that follow from it; which words are to be said."""
    escalation = record.open_of(tx, conversation.person)
    raised = escalation is not None and stronger(level, escalation.level) != escalation.level
    ours = set(signals) <= set(parts.policy.data["grouped"]["signals"])
    if escalation is None:
        escalation = _open(tx, parts, conversation, level, signals)
    else:
        _add(parts, escalation, level, raised=raised, ours=ours)
    escalation.conversation_id = conversation.id
    if not ours:
        conversation.person.at_risk_at = parts.clock.now()
        # No exercise goes on by itself after this: the person chooses it again, or does not.
        conversation.position = {}
    if set(signals) & set(parts.policy.data["contacts_blocked_by"]):
        escalation.contacts_blocked = True
    record.log(
        tx,
        parts,
        escalation,
        "raised" if raised else "signal",
        "gate",
        level=level,
        signals=list(signals),
        message=message.id,
    )
    _drop_calm_turns(tx, conversation)
    thread.cancel_timers(tx, conversation.person_id, (TIMER, CHECK_IN, GENTLE))
    planned = code_word.plan(tx, parts, escalation) if code_word.inside(message) and not answer else []
    told = [] if planned else contacts.alert(tx, parts, escalation)
    # Someone's worry for another, at `care`, must not choose the words for their own thoughts, at `urgent`.
    reached = [] if answer else [one["signal"] for one in message.heard if one["level"] == level]
    if planned:
        script, args = reply.before_contacts(tx, parts, escalation, planned)
    else:
        script, args = reply.choose(
            tx, parts, escalation, level, reached or signals, told=told, answer=answer
        )
    if escalation.state != "waiting":
        holder.alert_again(tx, parts, escalation)
    ladder.climb(tx, parts, escalation)
    return script, args


def _add(parts: Parts, escalation: Escalation, level: str, *, raised: bool, ours: bool) -> None:
    """A further signal: the level may rise; and a person's own words take them out of a fault's group."""
    alone = escalation.incident_id is not None and not ours
    if raised:
        escalation.level = level
    if alone:
        escalation.incident_id = None
    if (raised or alone) and escalation.state == "waiting":
        escalation.ladder_from, escalation.rung = parts.clock.now(), 0


def _open(
    tx: Session, parts: Parts, conversation: Conversation, level: str, signals: Sequence[str]
) -> Escalation:
    now = parts.clock.now()
    escalation = Escalation(
        person_id=conversation.person_id,
        person=conversation.person,
        conversation_id=conversation.id,
        code=new_code(tx),
        level=level,
        state="waiting",
        opened_at=now,
        ladder_from=now,
        next_due_at=now,
        cards=[],
    )
    grouped = parts.policy.data["grouped"]
    recently = timedelta(hours=grouped["own_page_if_at_risk_within_hours"])
    last = conversation.person.at_risk_at
    if set(signals) <= set(grouped["signals"]) and not (last and now - last < recently):
        escalation.incident_id = incident.join(tx, parts, signals[0]).id
    tx.add(escalation)
    tx.flush()
    record.log(tx, parts, escalation, record.OPENED, "gate", level=level)
    return escalation


def new_code(tx: Session) -> str:
    """Four digits that no open episode has, and no test page without an answer.

    Two that open at once may get the same: an index refuses the second, and its transaction begins again. A lock
    would make everyone at risk wait for everyone else's commit.
    """
    taken = set(tx.scalars(_CODES))
    while True:
        code = f"{secrets.randbelow(9000) + 1000}"
        if code not in taken:
            return code


def _drop_calm_turns(tx: Session, conversation: Conversation) -> None:
    """What was still to be answered in calm is not answered over a safety reply; it stays in the record."""
    tx.execute(_DROP, {"person": conversation.person_id})
