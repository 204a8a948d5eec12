"""Everything the page of one escalation shows."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.console.views import names, person, thread, timeline, version, why
from holdfast.handoff import desk, phrases, rota, transfer
from holdfast.handoff.record import TAKING
from holdfast.models import Conversation, Escalation, Message, Responder
from holdfast.parts import Parts


@dataclass(frozen=True)
class Shown:
    """One escalation. `mode` is what the reader may do: `free`, `mine`, `taken` (by another) or `closed`."""

    id: str
    code: str
    level: str
    state: str
    mode: str
    channel: str
    opened_at: datetime
    holder: str | None
    taken_at: datetime | None
    first_word_until: datetime | None
    closed_at: datetime | None
    outcome: str | None
    wrote: int
    version: str
    last_from_person: str | None
    facts: person.Facts
    reasons: list[why.Reason]
    lines: list[thread.Line]
    told: list[thread.Line]
    plan: list[person.Step]
    contacts: list[person.Told]
    moments: list[timeline.Moment]
    outcomes: tuple[tuple[str, str], ...]
    # Who was asked to take over, whether that is the reader, and whom the reader may ask.
    asked: str | None
    asks_me: bool
    colleagues: list[tuple[str, str]]
    phrases: list[tuple[str, str]]
    reached: list[person.Call]


def read(tx: Session, parts: Parts, escalation: Escalation, me: str) -> Shown:
    """The escalation as the record has it now."""
    conversation = tx.get_one(Conversation, escalation.conversation_id)
    record = timeline.events(tx, escalation)
    lines = thread.lines(tx, parts, escalation)
    holder = tx.get(Responder, escalation.closed_by or escalation.acknowledged_by or "")
    reader, asked = tx.get_one(Responder, me), transfer.asked(tx, escalation)
    mode = _mode(escalation, me)
    return Shown(
        id=escalation.id,
        code=escalation.code,
        level=escalation.level,
        state=escalation.state,
        mode=mode,
        channel=conversation.channel,
        opened_at=escalation.opened_at,
        holder=holder.name if holder else None,
        taken_at=next((event.at for event in reversed(record) if event.verb in TAKING), None),
        first_word_until=escalation.acknowledged_until if escalation.state == "acknowledged" else None,
        closed_at=escalation.closed_at,
        outcome=dict(desk.OUTCOMES).get(escalation.outcome or ""),
        wrote=own_words(tx, escalation, me),
        version=version.of_escalation(tx, escalation.id),
        last_from_person=thread.last_id(lines),
        facts=person.facts(parts, escalation, conversation),
        reasons=why.reasons(tx, escalation, record),
        lines=lines,
        told=[line for line in lines if line.during and line.kind in ("handoff", "status")],
        plan=person.plan(tx, parts, escalation),
        contacts=person.contacts(tx, parts, escalation, record),
        moments=timeline.moments(tx, parts, escalation, record),
        outcomes=desk.OUTCOMES,
        asked=asked.name if asked else None,
        asks_me=escalation.offered_to == me,
        colleagues=_colleagues(tx, parts, escalation) if mode == "mine" else [],
        phrases=[
            (script, phrases.text(parts, reader, conversation.channel, script))
            for script in phrases.offered(parts)
        ],
        reached=person.calls(record, escalation.person_id, names.responders(tx)),
    )


def _colleagues(tx: Session, parts: Parts, escalation: Escalation) -> list[tuple[str, str]]:
    """(id, name) of whom the holder may ask, with a word on who is on duty."""
    roster = rota.in_force(tx)
    on_duty = set(roster.on_duty(parts.clock.now())) if roster else set()
    return [
        (one.id, f"{one.name}, on duty now" if one.id in on_duty else one.name)
        for one in transfer.candidates(tx, parts, escalation)
    ]


def own_words(tx: Session, escalation: Escalation, me: str) -> int:
    """How many messages this responder has written in the conversation."""
    query = sa.select(sa.func.count()).select_from(Message)
    mine = (Message.conversation_id == escalation.conversation_id, Message.responder_id == me)
    return tx.scalar(query.where(*mine)) or 0


def _mode(escalation: Escalation, me: str) -> str:
    if escalation.state == "closed":
        return "closed"
    if escalation.acknowledged_by is None:
        return "free"
    return "mine" if escalation.acknowledged_by == me else "taken"
