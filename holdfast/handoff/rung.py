"""One rung of the ladder: whom it texts and calls, and whether that reached a phone."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import alert, call
from holdfast.handoff import record, rota
from holdfast.log import logger
from holdfast.models import Delivery, Escalation
from holdfast.parts import Parts
from holdfast.policy import Rung

log = logger()


def tell(tx: Session, parts: Parts, escalation: Escalation, tell: str, to_call: str | None = None) -> bool:
    """Alert whom a rung names, and call whom it calls; whether a text or a call goes to anyone."""
    happened = record.counts(tx, escalation)
    number = happened["rung"]
    script = _words(escalation, tell, number, raised=happened["raised"] > 0)
    chosen = rota.for_person(tx, parts, escalation.person, tell)
    for responder in chosen:
        alert.to_responder(
            tx, parts, responder, script, {"code": escalation.code}, cause=escalation.id, escalation=escalation,
            n=number,
        )  # fmt: skip
    facts = {"rung": escalation.rung, "tell": tell, "responders": [one.id for one in chosen]}
    record.log(tx, parts, escalation, "rung", "ladder", **facts)
    if not chosen:
        log.error("nobody_on_call", escalation=escalation.id)
    called = _call(tx, parts, escalation, to_call, script, number)
    return called or any(one.texts_blocked_at is None for one in chosen)


def whom_to_call(tx: Session, parts: Parts, rung: Rung) -> str | None:
    """Whom a rung calls now: nobody without a number that can call, and at night only what cannot wait."""
    if rung.call is None or not parts.settings.calls:
        return None
    if rung.by_day:
        roster = rota.in_force(tx)
        if roster is None or parts.policy.is_night(parts.clock.now().astimezone(roster.zone)):
            return None
    return rung.call


def reached(tx: Session, escalation: Escalation) -> bool:
    """False when every text and every call of the last rung failed."""
    number = record.count(tx, escalation, "rung") - 1
    tx.flush()
    states = list(
        tx.scalars(
            sa.select(Delivery.state).where(
                Delivery.cause_id == escalation.id, Delivery.to_kind == "responder", Delivery.n == number
            )
        )
    )
    return not states or any(state != "failed" for state in states)


def _words(escalation: Escalation, tell: str, number: int, *, raised: bool) -> str:
    if number and raised and escalation.rung == 0:
        return "utter_alert_responder_raised"
    if tell == "supervisor":
        return "utter_alert_supervisor"
    if tell == "group":
        return "utter_alert_group"
    return "utter_alert_responder_again" if number else "utter_alert_responder"


def _call(
    tx: Session, parts: Parts, escalation: Escalation, to_call: str | None, script: str, number: int
) -> bool:
    """Whether anyone is called. The watchdog's own person lights no phone, so nobody is called for it."""
    if to_call is None or escalation.person.canary:
        return False
    chosen = rota.whom(tx, parts, to_call)
    for responder in chosen:
        call.to_responder(tx, parts, responder, script, escalation, number)
    called = [one.id for one in chosen]
    record.log(tx, parts, escalation, "called", "ladder", tell=to_call, responders=called)
    return bool(chosen)
