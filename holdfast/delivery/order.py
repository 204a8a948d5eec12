"""The order of texts: within a person's phone, and within one episode on the phone of somebody who is told of it.

An alert does not wait for another person's: each says all that is needed, and its code says whose it is.
"""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from holdfast.delivery.call import CALL
from holdfast.delivery.timers import SPOKEN
from holdfast.models import Delivery
from holdfast.models.base import UtcTime

# How long one text waits for an earlier one that has not left; then late and out of order beats silence.
PATIENCE = timedelta(seconds=10)


def line(delivery: Delivery) -> tuple[str, str | None, bool]:
    """Deliveries of the same line leave one after the other; calls have a line of their own."""
    about = None if delivery.to_kind == "person" else delivery.escalation_id
    return delivery.to_id, about, delivery.kind == CALL


def overtakes() -> sa.ColumnElement[bool]:
    """Whether a delivery would leave before an earlier one of the same line that is being tried again.

    A more urgent one may always overtake. The statement it stands in is given `now` and `patient_since`.
    """
    now = sa.bindparam("now", type_=UtcTime())
    earlier = aliased(Delivery)
    is_earlier = sa.tuple_(earlier.created_at, earlier.n) < sa.tuple_(Delivery.created_at, Delivery.n)
    tried_again = sa.or_(
        sa.and_(earlier.state == "queued", earlier.due_at > now),
        sa.and_(earlier.state == "sending", earlier.lease_until >= now),
    )
    return (
        sa.select(earlier.id)
        .where(
            earlier.to_id == Delivery.to_id,
            sa.or_(
                Delivery.to_kind == "person",
                earlier.escalation_id.is_not_distinct_from(Delivery.escalation_id),
            ),
            earlier.kind.not_in(SPOKEN),
            earlier.priority <= Delivery.priority,
            earlier.created_at > sa.bindparam("patient_since", type_=UtcTime()),
            # A text that does not leave keeps no call waiting, nor the other way round.
            (earlier.kind == CALL) == (Delivery.kind == CALL),
            is_earlier,
            tried_again,
        )
        .correlate(Delivery)
        .exists()
    )
