"""Texts that claim to come from our account and carry no signature of ours: kept sealed, and nothing is done on them.

A few are somebody's noise. Many at once mean that the account's token was changed and not told to us: then everyone's
texts are refused, so people are paged, and what was kept is taken in as soon as a token that is set signs it.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from starlette.datastructures import ImmutableMultiDict

from holdfast.channels import twiml
from holdfast.errors import KeyFault
from holdfast.keys import RingSealer
from holdfast.log import logger
from holdfast.models import new_id

# So many within so many seconds are no accident.
BURST, WITHIN_S = 5, 60.0
# Anyone can send these, so there is an end to it; and words of people are not kept for longer than they can be of use.
MOST, KEEP_S = 2000, 3 * 24 * 3600
INBOUND = "/sms/inbound"
WHERE = "quarantine.request"
log = logger()


class Quarantine:
    """A folder of sealed requests. Safe from any thread."""

    def __init__(
        self, folder: Path, sealer: RingSealer, account_sid: str, page: Callable[[], object]
    ) -> None:
        """`page` tells people of a burst; it is called for each further refusal as well, and spaces itself."""
        self._folder, self._sealer, self._account_sid, self._page = folder, sealer, account_sid, page
        self._lock = threading.Lock()
        self._times: deque[float] = deque(maxlen=BURST)

    def refused(self, path_and_query: str, raw_body: bytes, header: str | None) -> None:
        """A request was refused. Only one that names our account counts, and of those only texts are kept."""
        form = _form(raw_body)
        if form.get("AccountSid") != self._account_sid:
            return
        if path_and_query.partition("?")[0] == INBOUND and form.get("MessageSid"):
            self._keep(path_and_query, raw_body, header or "")
        if self._is_burst(time.monotonic()):
            log.error("signatures_refused_in_a_row", count=BURST)
            self._page()

    def readmit(
        self, signatures: twiml.Signatures, take: Callable[[ImmutableMultiDict[str, str]], object]
    ) -> int:
        """Hand on what a token signs by now, oldest first, and forget what is too old; how many were handed on."""
        done = 0
        for path in list(self._files()):
            if int(path.name.partition("-")[0]) / 1e9 < time.time() - KEEP_S:
                path.unlink(missing_ok=True)
                continue
            try:
                kept = json.loads(self._sealer.open(WHERE, path.name, path.read_bytes()))
            except (KeyFault, ValueError):
                path.unlink(missing_ok=True)
                log.error("quarantine_unreadable")
                continue
            raw_body = kept["body"].encode("latin-1")
            if signatures.valid(kept["path"], raw_body, kept["header"]):
                take(_form(raw_body))
                path.unlink(missing_ok=True)
                done += 1
        return done

    def _keep(self, path_and_query: str, raw_body: bytes, header: str) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if sum(1 for _ in self._files()) >= MOST:
                log.error("quarantine_full", count=MOST)
                return
            name = f"{time.time_ns():020d}-{new_id()}"
            request = {"path": path_and_query, "body": raw_body.decode("latin-1"), "header": header}
            unfinished = self._folder / f".{name}"
            unfinished.write_bytes(self._sealer.seal(WHERE, name, json.dumps(request)))
            unfinished.rename(self._folder / name)
        except OSError as fault:
            # It was not signed, so nobody was promised anything: who sent it is refused all the same.
            log.error("quarantine_not_written", error=type(fault).__name__)

    def _is_burst(self, now: float) -> bool:
        with self._lock:
            self._times.append(now)
            return len(self._times) == BURST and now - self._times[0] <= WITHIN_S

    def _files(self) -> Iterator[Path]:
        if self._folder.is_dir():
            yield from sorted(entry for entry in self._folder.iterdir() if not entry.name.startswith("."))


def _form(raw_body: bytes) -> ImmutableMultiDict[str, str]:
    try:
        return twiml.fields(raw_body)
    except ValueError:
        return ImmutableMultiDict()
