"""The outbox: claims what is due, records each try before it is made and its result after.

Safety texts go first; within one line (holdfast/delivery/order.py) the order is kept; an unknown outcome is looked
up and then sent again, because a duplicate beats silence.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast import crash
from holdfast.db import one_at_a_time
from holdfast.delivery import bell, call, order, outcome, speaking
from holdfast.delivery.rate import Allowance
from holdfast.delivery.sender import Caller, Sender
from holdfast.delivery.timers import SPOKEN
from holdfast.errors import KeyFault, PermanentSendError, TransientSendError, UnknownOutcome
from holdfast.log import logger
from holdfast.models import Attempt, Contact, Delivery, Person, Responder
from holdfast.models.base import UtcTime
from holdfast.parts import Parts
from holdfast.plans import people

LEASE = timedelta(seconds=30)
AT_ONCE = 20
LOOK_AGAIN_S = 0.05
log = logger()
_NOW = sa.bindparam("now", type_=UtcTime())
_DUE = (
    sa.select(Delivery)
    .where(
        Delivery.kind.not_in(SPOKEN),
        sa.or_(
            sa.and_(Delivery.state.in_(("queued", "inline")), Delivery.due_at <= _NOW),
            # A try of which no result was written: whoever made it is gone.
            sa.and_(Delivery.state == "sending", Delivery.lease_until < _NOW),
        ),
        ~order.overtakes(),
    )
    .order_by(Delivery.priority, Delivery.created_at, Delivery.n)
    .limit(AT_ONCE * 5)
    .with_for_update(skip_locked=True)
)
_UNKNOWN = sa.select(Attempt.id).where(
    Attempt.delivery_id == sa.bindparam("delivery"),
    sa.or_(Attempt.result.is_(None), Attempt.result == "unknown"),
)


@dataclass(frozen=True)
class Job:
    """One text to hand over now, or one call to begin (`text` is None)."""

    delivery_id: str
    attempt_id: int
    to: str
    text: str | None
    look_first: bool


async def send_due(
    parts: Parts, sender: Sender, caller: Caller | None = None, beat: Callable[[], None] = lambda: None
) -> int:
    """Send and call what is due, also what falls due meanwhile; how many tries were made.

    Nothing waits for another's slow provider: what is new is taken up while earlier tries are under way. `beat` is
    called with each look, because under load there may always be something under way.
    """
    made, going = 0, set[asyncio.Task[None]]()
    try:
        while True:
            jobs = await asyncio.to_thread(claim, parts, AT_ONCE - len(going))
            going |= {
                asyncio.create_task(asyncio.to_thread(_carry, parts, sender, caller, job)) for job in jobs
            }
            made += len(jobs)
            beat()
            if not going:
                return made
            done, going = await asyncio.wait(going, timeout=LOOK_AGAIN_S)
            for task in done:
                task.result()
    except Exception:
        await asyncio.gather(*going, return_exceptions=True)  # they have begun, and write down how they end
        raise


def claim(parts: Parts, most: int = AT_ONCE) -> list[Job]:
    """Take a lease on what is due, one text per line, and write down that a try begins. Timers speak here.

    A line is a person's phone; or one episode on the phone of somebody who is told of it.
    """
    if most < 1:
        return []
    jobs: list[Job] = []
    parts.precedence.give_way()
    with parts.db.write() as tx:
        # The order within a line is kept only if workers look one after the other.
        one_at_a_time(tx, "outbox")
        now = parts.clock.now()  # a lease begins when the wait for the other worker is over
        speaking.say_due(tx, parts, now, AT_ONCE)
        allowance = Allowance(tx, parts, now)
        lines: set[tuple[str, str | None, bool]] = set()
        for delivery in tx.scalars(_DUE, {"now": now, "patient_since": now - order.PATIENCE}):
            if (line := order.line(delivery)) in lines or len(jobs) >= most or allowance.holds_up(delivery):
                continue
            lines.add(line)
            if job := _begin(tx, parts, delivery, now):
                jobs.append(job)
                allowance.count(delivery)
    if jobs:
        crash.point("outbox_claimed")
    return jobs


def _begin(tx: Session, parts: Parts, delivery: Delivery, now: datetime) -> Job | None:
    if delivery.kind == call.CALL and not call.needed(tx, delivery):
        delivery.state, delivery.error = "cancelled", call.NOT_NEEDED
        return None
    # After a try whose outcome is not known, the provider is asked before the text is sent again.
    look_first = delivery.tries > 0 and tx.scalar(_UNKNOWN.limit(1), {"delivery": delivery.id}) is not None
    try:
        to = _phone(tx, parts, delivery)
        text = None if delivery.kind == call.CALL else _words(parts, delivery)
    except KeyFault:
        delivery.state, delivery.error = "failed", "sealed"
        bell.ring(tx, parts, delivery)
        return None
    if to is None:
        delivery.state, delivery.error = "failed", "no_number"
        bell.ring(tx, parts, delivery)
        return None
    delivery.state, delivery.lease_until, delivery.tries = "sending", now + LEASE, delivery.tries + 1
    attempt = Attempt(delivery_id=delivery.id, started_at=now)
    tx.add(attempt)
    tx.flush()
    return Job(delivery.id, attempt.id, to, text, look_first)


def _words(parts: Parts, delivery: Delivery) -> str:
    return parts.keys.own().open("delivery.words", delivery.id, delivery.words or b"")


def _phone(tx: Session, parts: Parts, delivery: Delivery) -> str | None:
    if delivery.to_kind == "person":
        person = tx.get(Person, delivery.to_id)
        return people.phone(parts, person) if person else None
    if delivery.to_kind == "contact":
        contact = tx.get(Contact, delivery.to_id)
        return people.contact_phone(parts, contact) if contact else None
    responder = tx.get(Responder, delivery.to_id)
    return people.responder_phone(parts, responder) if responder and not responder.closed_at else None


def _carry(parts: Parts, sender: Sender, caller: Caller | None, job: Job) -> None:
    provider_id, state, result, wait = None, "sent", "sent", False
    try:
        provider_id = _found(parts, sender, caller, job) if job.look_first else None
        crash.point("outbox_before_call")
        provider_id = provider_id or _hand_over(sender, caller, job)
        crash.point("outbox_after_call")
    except PermanentSendError as fault:
        state, result = "failed", f"refused {fault.code or ''}".strip()
    except TransientSendError as fault:
        state, result, wait = "queued", f"later {fault.code or ''}".strip(), True
    except UnknownOutcome:
        # Stays `sending` with a lease that is over: the next claim looks it up and then sends again.
        state, result = "sending", "unknown"
    found = outcome.Outcome(job.delivery_id, job.attempt_id, provider_id, state, result, again=wait)
    parts.precedence.give_way()
    parts.db.transact(lambda tx: outcome.write(tx, parts, found))
    crash.point("outbox_recorded")
    log.info("delivery_tried", delivery=job.delivery_id, state=state, reason=result)


def _hand_over(sender: Sender, caller: Caller | None, job: Job) -> str:
    if job.text is not None:
        return sender.send(job.to, job.text, job.delivery_id)
    if caller is None:
        raise PermanentSendError("nothing here can call", "no_caller")
    return caller.call(job.to, job.delivery_id)


def _found(parts: Parts, sender: Sender, caller: Caller | None, job: Job) -> str | None:
    """The provider's id of what may have left already; never one that is another delivery's."""
    if job.text is not None:
        provider_id = sender.find(job.to, job.text, job.delivery_id)
    else:
        provider_id = caller.find_call(job.to, job.delivery_id) if caller else None
    with parts.db.read() as tx:
        other = sa.select(Delivery.id).where(
            Delivery.provider_id == provider_id, Delivery.id != job.delivery_id
        )
        return None if provider_id is None or tx.scalar(other) else provider_id
