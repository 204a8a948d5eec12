"""Texts that never reached us: listed at the provider, taken in, gated and answered as if they had come by themselves.

A text is claimed by the same reference as its webhook, so that it is taken in once, whichever way it comes.
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from holdfast import intake
from holdfast.delivery.twilio_account import Received, TwilioAccount
from holdfast.intake import Inbound
from holdfast.log import logger
from holdfast.models import Delivery, Message
from holdfast.parts import Parts

# A webhook may take 15 s and its fallback as long: until then the text may still come by itself.
GRACE = timedelta(seconds=40)
# Looked at again each time, in case the provider lists a text late; and how far back at most.
OVERLAP, FURTHEST = timedelta(minutes=10), timedelta(hours=24)
log = logger()


class CatchingUp:
    """Where we are is kept in a file beside the spool, so that a restart goes on from there."""

    def __init__(self, parts: Parts, account: TwilioAccount) -> None:
        self._parts, self._account = parts, account
        self._file = parts.settings.folder / "caught-up"

    def look(self) -> int:
        """Take in what never came; how many. Raises SendError and SQLAlchemyError: then nothing is skipped."""
        now = datetime.now(UTC)  # the provider's own clock counts here, not one that a test has moved
        until, taken = now - GRACE, 0
        listed = [one for one in self._account.received(self._since(now)) if one.at <= until]
        for one in self._unknown(listed):
            taken += self._take(one)
        new = self._file.with_suffix(".new")
        new.write_text(until.isoformat())
        new.replace(self._file)
        return taken

    def _since(self, now: datetime) -> datetime:
        """From where it stopped; a first start answers nothing of what came before it."""
        try:
            last = datetime.fromisoformat(self._file.read_text())
        except (FileNotFoundError, ValueError):
            return now - GRACE - OVERLAP
        return max(last - OVERLAP, now - FURTHEST)

    def _reference(self, one: Received) -> str:
        return f"{self._parts.settings.twilio_account_sid}:{one.sid}"

    def _unknown(self, listed: list[Received]) -> list[Received]:
        """Those whose reference the record does not have. Answers to alerts keep none: intake knows them again."""
        with self._parts.db.read() as tx:
            known = set(tx.scalars(sa.select(Message.reference).where(
                Message.reference.in_([self._reference(one) for one in listed])
            )))  # fmt: skip
        return [one for one in listed if self._reference(one) not in known]

    def _take(self, one: Received) -> bool:
        return take_late(
            self._parts, Inbound(self._reference(one), one.text, media=one.media, phone=one.phone)
        )


def take_late(parts: Parts, inbound: Inbound) -> bool:
    """Take in a text long after it was sent, with nobody waiting for the answer. False when it is known already."""
    taken = intake.take_in(parts, inbound)
    if taken is None or taken.again:
        return False
    with parts.db.write() as tx:
        # No webhook waits for an answer that could carry these words: they leave by themselves, now.
        mine = sa.select(Message.id).where(Message.answers_id == taken.message_id)
        inline = sa.update(Delivery).where(Delivery.message_id.in_(mine), Delivery.state == "inline")
        tx.execute(inline.values(due_at=parts.clock.now()))
        parts.ring_after(tx, "outbox")
    log.error("caught_up", message=taken.message_id, level=taken.level)
    return True
