"""What must be true when a fault is over and everything has come to rest (reliability.md, I1 to I9)."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.models import Attempt, Conversation, Delivery, Escalation, EscalationEvent, Message, Person
from holdfast.watchdog import audit
from holdfast.watchdog.watch import claims, talk
from tests.faults.outside import ACCOUNT
from tests.faults.town import Town

# What a test may bring about on purpose, or what is only late because the test moved the clock.
ALLOWED = {"untaken", "untold"}
CANARY = "quetzalfeather"


def broken(town: Town) -> list[str]:
    """Every rule that does not hold, in words."""
    with town.parts.db.read() as tx:
        return [
            *_nothing_lost(town, tx),
            *_handed_off(town, tx),
            *_ends(town, tx),
            *_order(tx),
            *(
                f"audit: {one.name} {one.count}"
                for one in audit.findings(tx, town.parts.clock.now(), *_rules(town))
                if one.name not in ALLOWED
            ),
        ]


def _rules(town: Town) -> tuple[audit.Claims, audit.Talk]:
    library = town.parts.library
    return claims(library), talk(library, town.parts.policy)


def _nothing_lost(town: Town, tx: Session) -> Iterator[str]:
    """I1, I10: each text stands in the record once, and there is none that nobody sent."""
    real = sa.select(Message.reference).join(Conversation).join(Person).where(~Person.canary)
    rows = Counter(tx.scalars(real.where(Message.reference.like(f"{ACCOUNT}:%"))))
    for one in town.written:
        if rows.pop(f"{ACCOUNT}:{one.carried.sid}", 0) != 1:
            yield f"I1 {one.carried.sid} does not stand in the record once"
    for reference in rows:
        if reference and reference.partition(":")[2] not in town.twilio.messages:
            yield f"I10 {reference} was never signed by the provider"


def _handed_off(town: Town, tx: Session) -> Iterator[str]:
    """I2: each text at risk is in exactly one episode, once, and was answered in the record."""
    signals = Counter(
        str(one.facts.get("message"))
        for one in tx.scalars(
            sa.select(EscalationEvent).where(EscalationEvent.verb.in_(("signal", "raised")))
        )
    )
    answered = set(tx.scalars(sa.select(Message.answers_id).where(Message.answers_id.is_not(None))))
    by_reference = {
        one.reference: one for one in tx.scalars(sa.select(Message).where(Message.reference.is_not(None)))
    }
    for one in (one for one in town.written if one.risk):
        message = by_reference.get(f"{ACCOUNT}:{one.carried.sid}")
        if message is None:
            continue
        if message.level == "none":
            yield f"I2 {one.carried.sid} was not heard"
        if signals[message.id] != 1:
            yield f"I2 {one.carried.sid} is in {signals[message.id]} episodes"
        if message.id not in answered:
            yield f"I2 {one.carried.sid} was not answered"
    late = sa.select(Escalation.id).where(Escalation.state != "closed", Escalation.next_due_at.is_(None))
    yield from (f"I3 {one} is forgotten" for one in tx.scalars(late))


def _ends(town: Town, tx: Session) -> Iterator[str]:
    """I6: what is called sent was taken by the network, and nothing left twice but where an outcome was not known."""
    carried: defaultdict[str, int] = defaultdict(int)
    for message in town.twilio.messages.values():
        if found := re.search(r"delivery=([0-9a-f-]{36})", message.status_callback or ""):
            carried[found[1]] += 1
    unclear = set(
        tx.scalars(
            sa.select(Attempt.delivery_id).where(
                sa.or_(Attempt.result.is_(None), Attempt.result == "unknown")
            )
        )
    )
    known = {one.id: one for one in tx.scalars(sa.select(Delivery))}
    for delivery_id, count in carried.items():
        row = known.get(delivery_id)
        if row is None:
            yield f"I6 {delivery_id} left and stands in no record"
        elif count > 1 and row.kind != "inline" and delivery_id not in unclear:
            yield f"I6 {delivery_id} ({row.kind}) left {count} times without a mark"
    for row in known.values():
        aside = (row.provider_id or "").startswith("canary-")
        if row.kind == "alert" and row.state in ("sent", "delivered") and not carried[row.id] and not aside:
            yield f"I6 {row.id} ({row.kind}) is called {row.state} and was never taken"
        if row.state == "failed" and not row.error:
            yield f"I6 {row.id} failed without a reason"


def _order(tx: Session) -> Iterator[str]:
    """I7: a thread's numbers have no gap, and no person has two open episodes."""
    query = sa.select(Conversation.id, sa.func.count(Message.id), sa.func.max(Message.seq)).join(
        Message, Message.conversation_id == Conversation.id
    )
    for conversation, count, last in tx.execute(query.group_by(Conversation.id)):
        if count != last:
            yield f"I7 {conversation} has {count} messages and the last is number {last}"
    twice = sa.select(Escalation.person_id).where(Escalation.state != "closed").group_by(Escalation.person_id)
    for person in tx.scalars(twice.having(sa.func.count() > 1)):
        yield f"I3 {person} has two open episodes"


def in_clear(town: Town) -> list[str]:
    """I8: files that hold a word which people wrote: logs, spool, what the database has on disk."""
    places = (town.var, town.log.parent, town.cluster.data / "base", town.cluster.data / "pg_wal")
    files = {file for place in places for file in place.rglob("*") if file.is_file()}
    return [file.name for file in sorted(files) if CANARY.encode() in file.read_bytes()]
