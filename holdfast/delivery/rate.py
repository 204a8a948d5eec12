"""How fast the sender hands texts over. What is over waits here, in order, and not in the provider's queue.

There a text for someone's safety would stand behind all the others; here it goes first, and never waits for this.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery.call import CALL
from holdfast.models import Attempt, Delivery
from holdfast.parts import Parts
from holdfast.settings import Settings

# Safety words are 0 and alerts 1: neither waits, but each counts.
CAN_WAIT = 2
SECOND = timedelta(seconds=1)


def limit(settings: Settings) -> int | None:
    """How many texts may be handed over in a second; None when there is no limit that we know of.

    A North American number carries one part of a text each second until its registration allows more.
    """
    ours = settings.twilio_from.startswith("+1") and not settings.twilio_api_base
    return int(settings.twilio_texts_each_second or ours) or None


class Allowance:
    """What may still be handed over in this second. Asked and counted by one worker at a time."""

    def __init__(self, tx: Session, parts: Parts, now: datetime) -> None:
        self._left = limit(parts.settings)
        if self._left is not None:
            self._left -= _handed_over(tx, now)

    def holds_up(self, delivery: Delivery) -> bool:
        """Whether this one has to wait for the next second."""
        return (
            self._left is not None
            and self._left < 1
            and delivery.kind != CALL
            and delivery.priority >= CAN_WAIT
        )

    def count(self, delivery: Delivery) -> None:
        """It is handed over."""
        if self._left is not None and delivery.kind != CALL:
            self._left -= 1


def _handed_over(tx: Session, now: datetime) -> int:
    lately = (
        sa.select(sa.func.count()).select_from(Attempt).join(Delivery, Delivery.id == Attempt.delivery_id)
    )
    return tx.scalar(lately.where(Attempt.started_at > now - SECOND, Delivery.kind != CALL)) or 0
