"""When texts no longer reach someone at risk: whoever is on call learns it at once, and can call."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import alert
from holdfast.handoff import record, rota
from holdfast.models import Delivery, Escalation
from holdfast.parts import Parts

VERB = "texts_blocked"
# In the record, in place of the moment of a STOP: their phone was not reached, and more than once does not say more.
NOT_REACHED = "not reached"


def tell(tx: Session, parts: Parts, escalation: Escalation) -> None:
    """Alert whoever has the person, else who is first on call; once for each time that texts were blocked.

    A text that the network gave up on is told of as well, once for the episode.
    """
    blocked_at = escalation.person.texts_blocked_at
    since = blocked_at.isoformat() if blocked_at else NOT_REACHED if _failed(tx, escalation) else None
    known = record.facts(tx, escalation, VERB, "since")
    if since is None or since in known or (since == NOT_REACHED and known):
        return
    record.log(tx, parts, escalation, VERB, escalation.person_id, since=since)
    holder = [escalation.responder] if escalation.responder else rota.whom(tx, parts, "first_responder")
    for responder in holder:
        alert.to_responder(
            tx, parts, responder, "utter_alert_texts_blocked", {}, cause=escalation.id, escalation=escalation,
            n=4000 + len(known),
        )  # fmt: skip


def _failed(tx: Session, escalation: Escalation) -> bool:
    """Whether the newest text to the person of which anything is known did not arrive."""
    states = ("sent", "delivered", "failed")
    newest = (
        sa.select(Delivery.state)
        .where(
            Delivery.to_id == escalation.person_id,
            Delivery.created_at >= escalation.opened_at,
            Delivery.words.is_not(None),
            Delivery.state.in_(states),
        )
        .order_by(Delivery.created_at.desc(), Delivery.n.desc())
    )
    return tx.scalars(newest.limit(1)).first() == "failed"
