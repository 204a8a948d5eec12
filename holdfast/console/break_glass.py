"""Break-glass: in without the second factor, for an hour. It is written down, and a supervisor's phone is lit."""

from sqlalchemy.orm import Session

from holdfast.delivery import alert
from holdfast.handoff import rota
from holdfast.models import Responder, new_id
from holdfast.parts import Parts

WORDS = "utter_alert_break_glass"


def tell(tx: Session, parts: Parts, responder: Responder) -> list[Responder]:
    """Text every supervisor on call but the one who came in; without another supervisor, everyone else on call."""
    others = [one for one in rota.whom(tx, parts, "supervisor") if one.id != responder.id]
    others = others or [one for one in rota.whom(tx, parts, "group") if one.id != responder.id]
    cause = new_id()
    for one in others:
        alert.to_responder(tx, parts, one, WORDS, {"responder": responder.name}, cause=cause)
    return others
