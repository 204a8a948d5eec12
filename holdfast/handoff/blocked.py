"""When texts no longer reach someone at risk: whoever is on call learns it at once, and can call."""

from sqlalchemy.orm import Session

from holdfast.delivery import alert
from holdfast.handoff import record, rota
from holdfast.models import Escalation
from holdfast.parts import Parts


def tell(tx: Session, parts: Parts, escalation: Escalation) -> None:
    """Alert whoever has the person, else who is first on call; once for each time that texts were blocked."""
    if escalation.person.texts_blocked_at is None:
        return
    since = escalation.person.texts_blocked_at.isoformat()
    if since in record.facts(tx, escalation, "texts_blocked", "since"):
        return
    number = 4000 + record.count(tx, escalation, "texts_blocked")
    record.log(tx, parts, escalation, "texts_blocked", escalation.person_id, since=since)
    holder = [escalation.responder] if escalation.responder else rota.whom(tx, parts, "first_responder")
    for responder in holder:
        alert.to_responder(
            tx, parts, responder, "utter_alert_texts_blocked", {}, cause=escalation.id, escalation=escalation, n=number,
        )  # fmt: skip
