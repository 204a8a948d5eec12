"""A call to a responder: what it says when somebody answers, and what a pressed key does.

It is bound to the responder who was called. Silence, a mailbox and any other key take nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from holdfast.delivery import call, news
from holdfast.handoff import desk, holder, phone_replies, record
from holdfast.models import Delivery, Escalation, Responder
from holdfast.parts import Parts

TAKE, CANNOT = "1", "2"
OVER, TAKEN, WRONG_KEY = "utter_call_over", "utter_alert_taken_by_other", "utter_call_wrong_key"


@dataclass(frozen=True)
class Said:
    """Scripts to be spoken one after the other; `asks`: a key is waited for after the last one."""

    scripts: tuple[str, ...]
    args: Mapping[str, str] = field(default_factory=dict)
    asks: bool = False


def answered(tx: Session, parts: Parts, delivery_id: str, provider_id: str) -> Said:
    """What whoever answers the phone hears: the alert while the person waits, else who has them."""
    news.take(tx, parts, provider_id, "in-progress", None, delivery_id)
    return _now(_found(tx, delivery_id))


def pressed(tx: Session, parts: Parts, delivery_id: str, keys: str) -> Said:
    """Do what the keys say; the same keys again do nothing more.

    Only one key, once or repeated, means anything: a pocket presses many.
    """
    found = _found(tx, delivery_id)
    if found is None:
        return Said((OVER,))
    delivery, escalation, responder = found
    key = keys[0] if keys and set(keys) <= {keys[0]} else ""
    if key not in (TAKE, CANNOT):
        said = _now(found)
        return Said((WRONG_KEY, *said.scripts), said.args, said.asks) if said.asks else said
    already = delivery.state == "delivered"
    call.heard(delivery)
    if key == CANNOT:
        if not already:
            phone_replies.decline(tx, parts, escalation, responder)
        return Said(("utter_alert_declined",))
    try:
        desk.acknowledge(tx, parts, escalation, responder)
    except holder.Taken as taken:
        return _taken(taken.responder_name)
    return Said(("utter_alert_ack_ok",))


def _found(tx: Session, delivery_id: str) -> tuple[Delivery, Escalation, Responder] | None:
    """The call, its episode as it is now with its person held, and whose phone rang."""
    delivery = call.by_id(tx, delivery_id)
    if delivery is None or delivery.escalation_id is None:
        return None
    escalation = record.take(tx, delivery.escalation_id)
    responder = tx.get(Responder, delivery.to_id)
    gone = responder is None or responder.closed_at is not None
    return None if escalation is None or responder is None or gone else (delivery, escalation, responder)


def _now(found: tuple[Delivery, Escalation, Responder] | None) -> Said:
    if found is None or found[1].state == "closed":
        return Said((OVER,))
    delivery, escalation, responder = found
    if escalation.state == "waiting":
        return Said((delivery.script or "utter_alert_responder",), asks=True)
    if escalation.acknowledged_by == responder.id:
        return Said(("utter_alert_ack_ok",))
    return _taken(escalation.responder.name if escalation.responder else "")


def _taken(name: str) -> Said:
    return Said((TAKEN,), {"responder": name}) if name else Said((OVER,))
