"""Telling people at once while the database is away or texts are refused: who is on call is kept apart, sealed.

One page stands for everyone who writes meanwhile. It names nobody, and says only what is true without the record:
that someone may be at risk, that their alert waits on disk, and that no alert can go out yet.
"""

import json
import threading
from pathlib import Path

from holdfast.content import CannotSay
from holdfast.delivery.pager import Pager, Spacing
from holdfast.errors import KeyFault
from holdfast.handoff import rota
from holdfast.log import logger
from holdfast.parts import Parts
from holdfast.plans import people

# Seconds between two pages while it lasts.
EVERY_S = 600.0
SPOOL, SIGNATURES = "utter_page_spool", "utter_page_signatures"
UNSIGNED = {SPOOL: "database away", SIGNATURES: "texts refused"}
WHERE, ROW = "callout.phones", "on call"
RUNGS = ("first_responder", "supervisor")
log = logger()


class Callout:
    """Numbers of whoever is first on call and of the supervisors, and the way to page them."""

    def __init__(self, parts: Parts, pager: Pager | None = None, every_s: float = EVERY_S) -> None:
        self._parts = parts
        self._pager = pager or Pager(parts.settings)
        self._file: Path = parts.settings.folder / "on-call"
        self._spacing = {script: Spacing(every_s) for script in (SPOOL, SIGNATURES)}
        self._phones = self._kept()

    def refresh(self) -> None:
        """Read the rota, and keep the numbers if they have changed. The worker does this all the time."""
        with self._parts.db.read() as tx:
            chosen = [one for tell in RUNGS for one in rota.whom(tx, self._parts, tell)]
            phones = list(dict.fromkeys(people.responder_phone(self._parts, one) for one in chosen))
        if phones and phones != self._phones:
            self._keep(phones)
            self._phones = phones

    def page(self, script: str = SPOOL) -> threading.Thread | None:
        """Page, unless it was done just now. Nobody who wrote waits for it; the thread is for those who want to."""
        if not self._spacing[script].due():
            return None
        thread = threading.Thread(target=self._page, args=(script,), name="callout")
        thread.start()
        return thread

    def _page(self, script: str) -> None:
        listed = [one.strip() for one in self._parts.settings.page_to.split(",") if one.strip()]
        if not self._pager.page([*self._phones, *listed], self._words(script)):
            log.error("callout_reached_nobody", count=len(self._phones))
            self._spacing[script].forget()

    def _words(self, script: str) -> str:
        service = self._parts.settings.service_name
        try:
            return self._parts.library.render(script, "sms", {"service": service}).text
        except CannotSay:
            return f"{service}: {UNSIGNED[script]}"  # names alone: whoever may be waiting comes first

    def _keep(self, phones: list[str]) -> None:
        new = self._file.with_suffix(".new")
        new.write_bytes(self._parts.keys.own().seal(WHERE, ROW, json.dumps(phones)))
        new.chmod(0o600)
        new.replace(self._file)

    def _kept(self) -> list[str]:
        try:
            phones: list[str] = json.loads(self._parts.keys.own().open(WHERE, ROW, self._file.read_bytes()))
        except FileNotFoundError:
            return []
        except (KeyFault, ValueError, OSError) as fault:
            log.error("callout_not_read", error=type(fault).__name__)
            return []
        return phones
