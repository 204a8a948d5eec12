"""The responder who has an episode: is told of new signals, and loses it when no word follows."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import alert
from holdfast.errors import HoldfastError
from holdfast.handoff import record
from holdfast.models import Escalation, EscalationEvent, Responder
from holdfast.parts import Parts


class Taken(HoldfastError):
    """Someone else has this episode."""

    def __init__(self, responder_name: str, at: datetime) -> None:
        super().__init__("taken by another responder")
        self.responder_name = responder_name
        self.at = at


def check_free(tx: Session, escalation: Escalation, responder: Responder) -> None:
    """Raises Taken when another has it, or when it is closed."""
    if escalation.state == "closed":
        raise Taken("", escalation.closed_at or escalation.opened_at)
    if escalation.state != "waiting" and escalation.acknowledged_by != responder.id:
        since = sa.select(sa.func.max(EscalationEvent.at)).where(
            EscalationEvent.escalation_id == escalation.id, EscalationEvent.verb.in_(record.TAKING)
        )
        name = escalation.responder.name if escalation.responder else ""
        raise Taken(name, tx.scalar(since) or escalation.opened_at)


def check_has(tx: Session, escalation: Escalation, responder: Responder) -> None:
    """The same, and also when nobody has it."""
    check_free(tx, escalation, responder)
    if escalation.state == "waiting":
        raise Taken("", escalation.opened_at)


def alert_again(tx: Session, parts: Parts, escalation: Escalation) -> None:
    """A new signal from someone who is taken: the holder's phone is lit, and a word of theirs is expected again.

    Without one the acknowledgement expires and the ladder goes on, also when they had written before.
    """
    if escalation.responder is None:
        return
    if escalation.acknowledged_until is None:
        escalation.acknowledged_until = parts.clock.now() + parts.policy.seconds("acknowledgement_expires")
    number = 5000 + record.count(tx, escalation, "holder_alerted")
    record.log(tx, parts, escalation, "holder_alerted", "gate", responder=escalation.acknowledged_by)
    alert.to_responder(
        tx, parts, escalation.responder, "utter_alert_responder_raised", {"code": escalation.code},
        cause=escalation.id, escalation=escalation, n=number,
    )  # fmt: skip


def release(tx: Session, parts: Parts, escalation: Escalation) -> None:
    """Nobody has the person any more: the ladder goes on from its next rung, now.

    After a first word nobody may be said not to have answered yet: those lines are over.
    """
    if escalation.state == "human":
        escalation.notices = len(parts.policy.data["status"]["scripts"])
    escalation.state, escalation.acknowledged_until = "waiting", None
    escalation.acknowledged_by, escalation.responder, escalation.offered_to = None, None, None
    now = parts.clock.now()
    escalation.ladder_from = (
        now - parts.policy.rung(escalation.level, escalation.rung, unstaffed=escalation.unstaffed).after
    )
    escalation.next_due_at = now
    parts.ring_after(tx, "ladder")
