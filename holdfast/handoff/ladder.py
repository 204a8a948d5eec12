"""The ladder: climbs, rung by rung and without end, until a human takes the person; and says what the record shows.

All of an episode's next moment is in `next_due_at`. One step does everything that is due and sets the next.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast import crash
from holdfast.delivery import alert
from holdfast.errors import HoldfastError
from holdfast.handoff import blocked, code_word, contacts, holder, incident, record, rota, rung, status
from holdfast.log import logger
from holdfast.models import Escalation, Incident
from holdfast.parts import Parts
from holdfast.policy import Rung

AT_ONCE = 50
# When something stood in the way of telling the person.
TRY_AGAIN = timedelta(seconds=30)
log = logger()


def climb_due(parts: Parts) -> int:
    """One step for every episode that is due; how many were made. One failing episode does not stop the others."""
    parts.precedence.give_way()
    now = parts.clock.now()
    with parts.db.read() as tx:
        query = sa.select(Escalation.id).where(Escalation.state != "closed", Escalation.next_due_at <= now)
        due = list(tx.scalars(query.order_by(Escalation.next_due_at).limit(AT_ONCE)))
    made = 0
    for escalation_id in due:
        try:
            with parts.db.write() as tx:
                # Whoever has the person now does what is due as well, or leaves it to the next look.
                escalation = record.take(tx, escalation_id, wait=False)
                if escalation is not None and _is_due(escalation, now):
                    step(tx, parts, escalation)
                    made += 1
                crash.point("ladder_before_commit")
            crash.point("ladder_after_commit")
        except (HoldfastError, sa.exc.SQLAlchemyError) as fault:
            log.error("ladder_step_failed", escalation=escalation_id, error=type(fault).__name__)
    return made


def _is_due(escalation: Escalation, now: datetime) -> bool:
    """Another worker may have climbed since this one looked."""
    due = escalation.next_due_at
    return escalation.state != "closed" and due is not None and due <= now


def step(tx: Session, parts: Parts, escalation: Escalation) -> None:
    """Do what is due for one episode, and set when it is due next.

    Alerts come first: whatever stands in the way of telling the person does not keep a human from being told.
    """
    until = escalation.acknowledged_until
    expired = (
        escalation.state in ("acknowledged", "human") and until is not None and until <= parts.clock.now()
    )
    if expired:
        _expire(tx, parts, escalation)
    climb(tx, parts, escalation)
    code_word.tell_due(tx, parts, escalation)
    if escalation.state == "waiting":
        contacts.alert_in_their_hours(tx, parts, escalation)
    try:
        with tx.begin_nested():
            blocked.tell(tx, parts, escalation)
            if expired:
                status.take_back(tx, parts, escalation)
            if escalation.state == "waiting":
                status.tell(tx, parts, escalation)
    except (HoldfastError, sa.exc.SQLAlchemyError) as fault:
        log.error("person_not_told", escalation=escalation.id, error=type(fault).__name__)
        escalation.next_due_at = parts.clock.now() + TRY_AGAIN
    else:
        escalation.next_due_at = _next_due(tx, parts, escalation)


def climb(tx: Session, parts: Parts, escalation: Escalation) -> None:
    """Alert whom the ladder names by now, and set when the episode is due next."""
    _keep_hours(tx, parts, escalation)
    if escalation.state == "waiting" and escalation.incident_id is None:
        reached: bool | None = None
        while (told := _goes_on(tx, parts, escalation, reached)) is not None:
            reached = told
    elif escalation.state == "waiting":
        incident.page(tx, parts, tx.get_one(Incident, escalation.incident_id))
    escalation.next_due_at = _next_due(tx, parts, escalation)


def _keep_hours(tx: Session, parts: Parts, escalation: Escalation) -> None:
    """Change ladders when the stated unstaffed hours begin or end; at their end the whole group is told first."""
    if escalation.person.canary:
        return  # the watchdog tests at every hour
    if escalation.state != "waiting" or escalation.unstaffed == (closed := rota.closed(tx, parts)):
        return
    escalation.unstaffed = closed
    escalation.ladder_from, escalation.rung = parts.clock.now(), 0
    if not closed and escalation.incident_id is None:
        rung.tell(tx, parts, escalation, parts.policy.data["unstaffed"]["at_start"])
        escalation.rung = 1


def _goes_on(tx: Session, parts: Parts, escalation: Escalation, reached: bool | None) -> bool | None:
    """One rung, if it is due: whether it reached a phone; None when none is due.

    When the last one reached nobody, the next is due at once, while the ladder lists one. `reached` tells of a last
    one in this very step; None: the record knows.
    """
    now = parts.clock.now()
    listed = parts.policy.listed_rungs(escalation.level, unstaffed=escalation.unstaffed)
    upcoming = _next_rung(parts, escalation)
    if 0 < escalation.rung < listed and not (rung.reached(tx, escalation) if reached is None else reached):
        escalation.ladder_from = now - upcoming.after
    if upcoming.after + escalation.ladder_from > now:
        return None
    reached = rung.tell(tx, parts, escalation, upcoming.tell, rung.whom_to_call(tx, parts, upcoming))
    escalation.rung += 1
    if escalation.rung > listed and _next_rung(parts, escalation).after + escalation.ladder_from <= now:
        # After a long stop the repeats that were missed are not made up for: one now, the next in its time.
        escalation.ladder_from = now - upcoming.after
    return reached


def _next_rung(parts: Parts, escalation: Escalation) -> Rung:
    """The step that is next."""
    return parts.policy.rung(escalation.level, escalation.rung, unstaffed=escalation.unstaffed)


def _expire(tx: Session, parts: Parts, escalation: Escalation) -> None:
    """Taken, and then no first word: the ladder goes on from its next rung."""
    if escalation.responder is not None:
        number = record.count(tx, escalation, "acknowledgement_expired")
        alert.to_responder(
            tx, parts, escalation.responder, "utter_alert_ack_expired", {"code": escalation.code},
            cause=escalation.acknowledged_by or escalation.id, escalation=escalation, n=1000 + number,
        )  # fmt: skip
    record.log(
        tx, parts, escalation, "acknowledgement_expired", "ladder", responder=escalation.acknowledged_by
    )
    holder.release(tx, parts, escalation)


def _next_due(tx: Session, parts: Parts, escalation: Escalation) -> datetime:
    """Never null, never in the far future: an open episode cannot be forgotten."""
    now, planned = parts.clock.now(), escalation.contacts_due_at
    moments = [planned] if planned else []
    if escalation.state != "waiting":
        due = escalation.acknowledged_until or now + parts.policy.seconds("human_check")
        return max(now, min([*moments, due]))
    moments.append(now + timedelta(minutes=15))
    if escalation.incident_id is None:
        moments.append(escalation.ladder_from + _next_rung(parts, escalation).after)
        if escalation.unstaffed and (back := rota.back_on_duty(tx, parts)):
            moments.append(back)
    else:
        moments.append(incident.next_page(parts, tx.get_one(Incident, escalation.incident_id)))
    if notice := parts.policy.notice(escalation.level, escalation.notices):
        moments.append(escalation.opened_at + notice[0])
    return max(now, min(moments))
