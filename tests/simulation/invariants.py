"""What must be true after every run, whatever happened in it (reliability.md, I1 to I7)."""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery.timers import SPOKEN
from holdfast.models import Attempt, Conversation, Delivery, Escalation, EscalationEvent, Message
from holdfast.risk import Level
from tests.simulation import cast
from tests.simulation.carrier import Carried
from tests.simulation.world import World
from tests.simulation.writers import Written

# Long enough after the last fault for every repeat of a rung, and every lease.
QUIET_S = 480
ENDED = {"sent", "delivered", "failed", "cancelled"}


def broken(world: World) -> list[str]:
    """Every rule that the run broke, in words."""
    found = list(world.failures)
    with world.parts.db.read() as tx:
        messages: defaultdict[str, list[Message]] = defaultdict(list)
        for message in tx.scalars(sa.select(Message).where(Message.reference.is_not(None))):
            messages[message.reference or ""].append(message)
        events = _events(tx)
        found += _nothing_is_lost(world, messages)
        found += _risk_is_handed_off(world, tx, messages, events)
        found += _ladders_climb(world, tx, events)
        found += _claims_are_true(world, tx, events)
        found += _the_bot_is_silent(world, tx, events)
        found += _deliveries_end(world, tx)
        found += _order_is_kept(world, messages)
    return found


def _events(tx: Session) -> defaultdict[str, list[EscalationEvent]]:
    found: defaultdict[str, list[EscalationEvent]] = defaultdict(list)
    for event in tx.scalars(sa.select(EscalationEvent).order_by(EscalationEvent.id)):
        found[event.escalation_id].append(event)
    return found


def _nothing_is_lost(world: World, messages: dict[str, list[Message]]) -> Iterator[str]:
    """I1."""
    if world.process.spool.waiting():
        yield "I1 the spool is not empty"
    for one in world.writers.written.values():
        if one.accepted_at is None:
            yield f"I1 {one.reference} was never accepted"
        elif len(messages.get(one.reference, ())) != 1:
            yield f"I1 {one.reference} stands {len(messages.get(one.reference, ()))} times in the record"


def _risk_is_handed_off(
    world: World, tx: Session, messages: dict[str, list[Message]], events: dict[str, list[EscalationEvent]]
) -> Iterator[str]:
    """I2, and that the words reached the phone or the page."""
    signals: defaultdict[str, int] = defaultdict(int)
    for escalation_events in events.values():
        for event in escalation_events:
            if event.verb in ("signal", "raised"):
                signals[str(event.facts.get("message"))] += 1
    for one in world.writers.written.values():
        heard = world.parts.gate.hear(one.text).level
        if heard == Level.NONE:
            continue
        for message in messages.get(one.reference, ()):
            if Level[message.level.upper()] < heard:
                yield f"I2 {one.reference} was heard as {message.level}"
            if not signals[message.id]:
                yield f"I2 {one.reference} is in no episode"
            if signals[message.id] > 1:
                yield f"I2 {one.reference} stands twice in the record of its episode"
            if not _reached(world, tx, one, message):
                yield f"I2 {one.reference} was not answered with safety words"


def _reached(world: World, tx: Session, one: Written, message: Message) -> bool:
    if one.answers:
        return True
    phone = cast.number(one.person)
    if one.channel == "web":
        return tx.scalar(sa.select(Message.id).where(Message.answers_id == message.id).limit(1)) is not None
    said = (
        sa.select(Delivery)
        .join(Message, Message.id == Delivery.message_id)
        .where(Message.answers_id == message.id)
    )
    states = [(delivery.state, delivery.error) for delivery in tx.scalars(said)]
    if phone in world.carrier.blocked or any(error for _, error in states):
        return bool(states)  # the network refused it for good, and the record says so
    return bool(states) and all(state in ("sent", "delivered") for state, _ in states)


def _ladders_climb(world: World, tx: Session, events: dict[str, list[EscalationEvent]]) -> Iterator[str]:
    """I3: an open episode has its next moment; one that nobody took was paged again lately."""
    now = world.clock.now()
    open_people: list[str] = []
    for escalation in tx.scalars(sa.select(Escalation)):
        if escalation.state == "closed":
            continue
        open_people.append(escalation.person_id)
        if escalation.next_due_at is None or escalation.next_due_at > now + timedelta(hours=2):
            yield f"I3 {escalation.id} is forgotten"
        elif escalation.next_due_at < now - timedelta(seconds=5):
            yield f"I3 {escalation.id} is overdue by {now - escalation.next_due_at}"
        if escalation.state == "waiting" and escalation.incident_id is None:
            rungs = [event.at for event in events[escalation.id] if event.verb == "rung"]
            longest = timedelta(minutes=31) if escalation.level == "care" else timedelta(seconds=250)
            if not rungs or now - rungs[-1] > longest:
                yield f"I3 {escalation.id} ({escalation.level}) is not paged any more"
    if len(open_people) != len(set(open_people)):
        yield "I3 a person has two open episodes"


def _claims_are_true(world: World, tx: Session, events: dict[str, list[EscalationEvent]]) -> Iterator[str]:
    """I4: what a person was told stood in the record by then, and the network had taken it."""
    scripts = world.parts.library.scripts
    for message in tx.scalars(sa.select(Message).where(Message.sender.in_(("bot", "system")))):
        claim = scripts[message.script].claims if message.script in scripts else None
        if claim is None:
            continue
        person_id = tx.get_one(Conversation, message.conversation_id).person_id
        mine = list(tx.scalars(sa.select(Escalation).where(Escalation.person_id == person_id)))
        if not any(_shown(world, tx, one, events[one.id], claim, message.at) for one in mine):
            yield f"I4 {message.script} was said at {message.at:%H:%M:%S} and was not true"


def _shown(
    world: World, tx: Session, escalation: Escalation, events: list[EscalationEvent], claim: str, at: datetime
) -> bool:
    before = [event for event in events if event.at <= at]
    if claim == "taken":
        return any(event.verb == "acknowledged" for event in before)
    if claim == "here":
        return any(event.verb == "first_word" for event in before)
    kind = "responder" if claim == "told" else "contact"
    sent = sa.select(Delivery.id).where(Delivery.escalation_id == escalation.id, Delivery.to_kind == kind)
    return any(
        carried.at <= at
        for delivery in tx.scalars(sent)
        for carried in (*world.carrier.by_delivery[delivery], *_pressed(world, delivery))
    )


def _pressed(world: World, delivery: str) -> list[Carried]:
    """A phone that rang has told nobody anything, until a key was pressed."""
    return [world.calls.pressed[delivery]] if delivery in world.calls.pressed else []


def _the_bot_is_silent(world: World, tx: Session, events: dict[str, list[EscalationEvent]]) -> Iterator[str]:
    """I5: while a human has someone the dialogue says nothing, but to a choice that they tapped: crisis lines."""
    topics = set(world.parts.policy.data["dialogue_topics"])
    scripts = world.parts.library.scripts
    asked = set(
        tx.scalars(sa.select(Message.id).where(Message.choice.in_(world.parts.policy.data["answers"])))
    )
    for escalation in tx.scalars(sa.select(Escalation)):
        spans = _human(events[escalation.id])
        mine = sa.select(Message).join(Conversation, Conversation.id == Message.conversation_id)
        for message in tx.scalars(
            mine.where(Conversation.person_id == escalation.person_id, Message.sender == "bot")
        ):
            talk = (
                message.script in scripts
                and scripts[message.script].topic in topics
                and message.level == "none"
                and message.answers_id not in asked
            )
            if talk and any(start < message.at < end for start, end in spans):
                yield f"I5 {message.script} was said while a human had them"


def _human(events: list[EscalationEvent]) -> list[tuple[datetime, datetime]]:
    spans, start, who = [], None, ""
    for event in events:
        if event.verb == "first_word":
            start, who = event.at, event.actor
        elif start is not None and (
            event.verb in ("acknowledgement_expired", "closed")
            or (event.verb == "declined" and event.actor == who)
        ):
            spans.append((start, event.at))
            start = None
    return spans


def _deliveries_end(world: World, tx: Session) -> Iterator[str]:
    """I6: nothing vanishes, what is called sent was taken, and nothing is sent twice without a reason."""
    now = world.clock.now()
    tries: defaultdict[str, list[Attempt]] = defaultdict(list)
    for attempt in tx.scalars(sa.select(Attempt)):
        tries[attempt.delivery_id].append(attempt)
    known: set[str] = set()
    for delivery in tx.scalars(sa.select(Delivery)):
        known.add(delivery.id)
        carried = world.carrier.by_delivery.get(delivery.id) or world.calls.by_delivery.get(delivery.id, [])
        late = delivery.due_at < now - timedelta(seconds=QUIET_S / 2)
        if delivery.state not in ENDED and late:
            yield f"I6 {delivery.id} ({delivery.kind}) stays {delivery.state}"
        if delivery.state in ("sent", "delivered") and delivery.kind not in SPOKEN and not carried:
            yield f"I6 {delivery.id} ({delivery.kind}) is called {delivery.state} and was never taken"
        if delivery.state == "failed" and not delivery.error:
            yield f"I6 {delivery.id} failed without a reason"
        unclear = any(one.result in (None, "unknown") for one in tries[delivery.id])
        if len(carried) > 1 and not unclear and delivery.kind != "inline":
            yield f"I6 {delivery.id} was sent {len(carried)} times without a reason"
    for delivery_id in world.carrier.by_delivery:
        if delivery_id not in known and world.carrier.by_delivery[delivery_id]:
            yield f"I6 {delivery_id} was sent and stands in no record"


def _order_is_kept(world: World, messages: dict[str, list[Message]]) -> Iterator[str]:
    """I7: what was taken before another was written stands before it."""
    rows: defaultdict[str, list[tuple[int, Written]]] = defaultdict(list)
    for one in world.writers.written.values():
        for message in messages.get(one.reference, ()):
            rows[message.conversation_id].append((message.seq, one))
    for pairs in rows.values():
        in_order = [one for _, one in sorted(pairs, key=lambda pair: pair[0])]
        for earlier, later in itertools.combinations(in_order, 2):
            if (later.accepted_at or 0.0) < (earlier.at or 0.0):
                yield f"I7 {earlier.reference} was written after {later.reference} was taken, and stands before it"
