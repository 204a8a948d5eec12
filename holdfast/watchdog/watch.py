"""`holdfast watch`: looks every few seconds, pages when something is wrong, and says outside that all is well."""

import json
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path

import httpx
import sqlalchemy as sa

from holdfast import signatures
from holdfast.clock import Clock
from holdfast.content import CannotSay, Library
from holdfast.db import Database
from holdfast.delivery.pager import Pager, Spacing
from holdfast.errors import KeyFault
from holdfast.keys import KeyRing
from holdfast.log import logger
from holdfast.models import ON_CALL, STAFF, Responder
from holdfast.policy import Policy
from holdfast.settings import ROOT, Settings
from holdfast.watchdog import audit, surroundings
from holdfast.watchdog.audit import Finding, Talk
from holdfast.watchdog.trial import Trial

log = logger()
EVERY_S, TRIAL_EVERY_S, OUTSIDE_EVERY_S = 5.0, 600.0, 30.0
# A fault must stand for two looks: one slow answer wakes nobody. The same faults are paged again only after this.
LOOKS, AGAIN_S, SOONER_S = 2, 900.0, 60.0


class Watchdog:
    """One look after the other."""

    def __init__(self, settings: Settings, service: str, *, every_s: float = EVERY_S) -> None:
        """`service` is the address on this machine where the service listens."""
        self.settings, self.service, self.every_s = settings, service, every_s
        self.db, self.keys = Database(settings.database), KeyRing.parse(settings.key_ring())
        self.clock = Clock(Path(settings.clock_file) if settings.clock_file else None)
        self.library = Library.load(ROOT / "data", signed_only=not settings.demo, reviews=settings.reviews)
        self._claims = claims(self.library)
        self._talk = talk(self.library, Policy.load(ROOT / "data" / "handoff.yml"))
        self._pager, self._spacing, self._sooner = Pager(settings), Spacing(AGAIN_S), Spacing(SOONER_S)
        self._thread = ThreadPoolExecutor(1, "trial")
        self._trial: Future[str | None] | None = None
        self._next_trial = time.monotonic() + min(60.0, 6 * every_s)
        self._broken: str | None = None
        self._seen: dict[str, int] = {}
        self._paged: frozenset[str] = frozenset()
        self._phones: list[str] = []
        self._outside_at = 0.0
        self.came_round = time.monotonic()

    def run(self, stopping: Callable[[], bool]) -> None:
        """Until told to stop."""
        while not stopping():
            self.look()
            time.sleep(self.every_s)

    def look(self) -> list[Finding]:
        """One round: everything that does not hold now."""
        found = [*self._record(), *surroundings.findings(self.settings, self.service)]
        self._go_the_whole_way()
        if self._broken is not None:
            found.append(Finding(f"canary_{self._broken}"))
        names = [one.name for one in found]
        self._seen = {name: self._seen.get(name, 0) + 1 for name in names}
        self._tell(sorted(name for name, looks in self._seen.items() if looks >= LOOKS))
        if not found:
            self._say_outside()
        self._note(found)
        self.came_round = time.monotonic()
        return found

    def _record(self) -> list[Finding]:
        try:
            with self.db.read() as tx:
                found = audit.findings(tx, self.clock.now(), self._claims, self._talk)
                query = sa.select(Responder).where(*STAFF, Responder.role.in_(ON_CALL))
                everyone = list(tx.scalars(query.order_by(Responder.position)))
                self._phones = _phones(self.keys, everyone) or self._phones
            signatures.refresh(self.db, self.library.reviews, demo=self.settings.demo)
            return found
        except sa.exc.SQLAlchemyError as fault:
            log.error("record_not_read", error=type(fault).__name__)
            return [Finding("database_away")]

    def _go_the_whole_way(self) -> None:
        """Start a trial when one is due, and take the outcome of the last; the looks go on meanwhile."""
        if self._trial is not None and self._trial.done():
            fault = self._trial.exception()
            self._broken = self._trial.result() if fault is None else type(fault).__name__
            self._trial = None
            # A broken way is tried again soon, so that the page ends when it is whole.
            self._next_trial = time.monotonic() + (
                TRIAL_EVERY_S if self._broken is None else 12 * self.every_s
            )
        if self._trial is None and time.monotonic() >= self._next_trial:
            trial = Trial(self.settings, self.db, self.keys, self.clock, self.service)
            self._trial = self._thread.submit(trial.run)

    def _tell(self, names: Sequence[str]) -> None:
        """One page for all faults; sooner when a new one joins; a word when all is over."""
        now = frozenset(names)
        if not now:
            if self._paged:
                self._page("utter_page_watchdog_over", "")
                self._paged = frozenset()
                self._spacing.forget()
            return
        news = not now <= self._paged
        if (news and self._sooner.due()) or (not news and self._spacing.due()):
            if self._page("utter_page_watchdog", ", ".join(names).replace("_", " ")):
                self._paged |= now
                self._spacing.forget()  # the next one of the same faults is counted from this one
                self._spacing.due()
            else:
                self._sooner.forget()
                self._spacing.forget()

    def _page(self, script: str, faults: str) -> int:
        given = {"service": self.settings.service_name, "faults": faults}
        try:
            text = self.library.render(script, "sms", given).text
        except CannotSay:
            text = (
                f"{self.settings.service_name}: {faults}"  # names alone: whoever may be waiting comes first
            )
        listed = [one.strip() for one in self.settings.page_to.split(",") if one.strip()]
        return self._pager.page(listed or self._phones, text)

    def _say_outside(self) -> None:
        if not self.settings.deadman_url or time.monotonic() - self._outside_at < OUTSIDE_EVERY_S:
            return
        try:
            if httpx.get(self.settings.deadman_url, timeout=5).is_success:
                self._outside_at = time.monotonic()
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            log.error("dead_man_not_reached", error=type(fault).__name__)

    def _note(self, found: Sequence[Finding]) -> None:
        """What was seen, in a file for operators and tests."""
        file = self.settings.folder / "watchdog.json"
        new = file.with_suffix(".new")
        state = {
            "pid": os.getpid(),
            "at": self.clock.now().isoformat(),
            "findings": [asdict(one) for one in found],
        }
        try:
            new.write_text(json.dumps(state))
            new.replace(file)
        except OSError as fault:
            log.error("watchdog_not_noted", error=type(fault).__name__)
        if found:
            log.error("findings", reason=", ".join(f"{one.name} {one.count}" for one in found))

    def close(self) -> None:
        """Give everything back."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self.db.close()


def talk(library: Library, policy: Policy) -> Talk:
    """What only the dialogue says."""
    topics = set(policy.data["dialogue_topics"])
    return Talk(
        [name for name, one in library.scripts.items() if one.topic in topics], list(policy.data["answers"])
    )


def claims(library: Library) -> dict[str, list[str]]:
    """The scripts that claim each thing of the record."""
    found: dict[str, list[str]] = {}
    for name, script in library.scripts.items():
        if claim := script.metadata.get("claims"):
            found.setdefault(str(claim), []).append(name)
    return found


def _phones(keys: KeyRing, everyone: Sequence[Responder]) -> list[str]:
    """The supervisors' numbers, or everyone's when there is none."""
    chosen = [one for one in everyone if one.role == "supervisor"] or everyone
    numbers = []
    for one in chosen:
        try:
            numbers.append(keys.own().open("responder.phone", one.id, one.phone))
        except KeyFault:
            log.error("number_not_read", responder=one.id)
    return numbers


def real(settings: Settings) -> tuple[Settings, str]:
    """The settings the service itself has, and where it listens."""
    port = int(settings.port) if settings.port.isdecimal() else 8000
    given = settings.with_simulator(port) if settings.simulated else replace(settings)
    return given, f"http://127.0.0.1:{port}"
