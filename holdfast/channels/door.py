"""What both channels do with a message: the normal way, and the way when the database cannot take it."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa

from holdfast import intake
from holdfast.callout import Callout
from holdfast.delivery import guard
from holdfast.intake import Inbound, Taken
from holdfast.log import logger
from holdfast.parts import Parts
from holdfast.policy import stronger
from holdfast.risk import Level
from holdfast.spool import Spool

log = logger()
T = TypeVar("T")
# A network that swallows everything keeps no one waiting for longer (reliability.md, fault 9: answered within 3 s).
ANSWER_WITHIN_S = 2.5
AT_ONCE = 32
# So many kept messages are taken in before a new one, to keep the order; more would keep its writer waiting.
FEW = 20


@dataclass(frozen=True)
class Spooled:
    """The database could not take the message, so it is on disk. `text` is what the person is told now."""

    level: str
    script: str
    text: str


class Door:
    """Takes messages in, from any channel."""

    def __init__(self, parts: Parts, spool: Spool, callout: Callout | None = None) -> None:
        self._parts = parts
        self._spool = spool
        self._callout = callout
        self._pool = ThreadPoolExecutor(AT_ONCE, "intake")

    def take(
        self, inbound: Inbound, channel: str, country: str | None, show: intake.Show = intake.nothing
    ) -> Taken | Spooled | None:
        """Take it in; with the database away, or a fault of ours, gate it all the same, keep it on disk, and answer.

        None when a phone has answered an alert: there is nothing to say.
        Raises OSError when the message could be kept nowhere: the channel must then say so.
        """
        with self._parts.precedence.answering(calm=self._level(inbound) == "none"):
            return self._take_or_keep(inbound, channel, country, show)

    def _take_or_keep(
        self, inbound: Inbound, channel: str, country: str | None, show: intake.Show
    ) -> Taken | Spooled | None:
        try:
            return self.in_time(lambda: self._take(inbound, show))
        except TimeoutError:
            # It may yet be taken in: then the record on disk has its reference, and nothing is done twice.
            log.error("database_slow", channel=channel)
        except sa.exc.SQLAlchemyError as fault:
            log.error("database_away", error=type(fault).__name__, channel=channel)
        except Exception as fault:  # noqa: BLE001  (whatever is wrong inside: who wrote is answered, and it is kept)
            log.error("intake_fault", error=type(fault).__name__, channel=channel)
        level = self._level(inbound)
        if level != "none" and self._callout is not None:
            self._callout.page()  # before it is kept: who is on call learns of it also when the disk is full
        self._spool.keep(inbound, time.time_ns())
        # Nobody is alerted before the database is back, so these words do not say that anyone is.
        script = self._parts.policy.data["trouble"]["database_away"][level]
        return Spooled(level, script, self.words(script, channel, country))

    def _take(self, inbound: Inbound, show: intake.Show) -> Taken | None:
        try:
            if 0 < self._spool.waiting() <= FEW:
                self._spool.replay(lambda kept: intake.take_in(self._parts, kept))
        except OSError as fault:
            # The order of messages gives way to an answer; the worker tries the spool again.
            log.error("spool_unreadable", error=type(fault).__name__)
        return intake.take_in(self._parts, inbound, show)

    def in_time(self, take: Callable[[], T]) -> T:
        """What it gives, within the time that an answer may take. Raises TimeoutError; then it goes on by itself."""
        if not self._parts.db.remote:
            return take()  # every wait for a file is bounded already
        work = self._pool.submit(take)
        try:
            return work.result(ANSWER_WITHIN_S)
        except TimeoutError:
            work.cancel()
            raise

    def _level(self, inbound: Inbound) -> str:
        """What is heard without the record: the words alone, a word that asks for people, an answer that was tapped."""
        policy = self._parts.policy
        heard = self._parts.gate.hear(inbound.text).level
        if policy.signal_of_word(inbound.text) is not None:
            heard = max(heard, Level.CARE)
        raised = policy.data["answers"].get(inbound.choice, {}).get("raise", {}).get("care", "none")
        return stronger(heard.name.lower(), raised)

    def words(self, script: str, channel: str, country: str | None) -> str:
        """The words of a script without knowing the person; signed ones in production, whatever happens."""
        args = guard.standing_arguments(self._parts, country, channel)
        name = self._parts.library.for_country(script, country)
        return guard.signed(self._parts, name, channel, args, only=(), country=country).text
