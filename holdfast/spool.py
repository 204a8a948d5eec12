"""When the database cannot take a message: an encrypted file, safe on disk before anyone is answered.

A record is replayed through the same door once the database is back; its reference keeps it from counting twice.
"""

import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import sqlalchemy as sa

from holdfast import crash
from holdfast.errors import KeyFault, SettingsError
from holdfast.intake import Inbound
from holdfast.keys import RingSealer
from holdfast.log import logger
from holdfast.models import new_id

log = logger()


class Spool:
    """A folder of sealed records, in order of arrival."""

    def __init__(self, folder: Path, sealer: RingSealer) -> None:
        """Raises SettingsError when the folder cannot be written."""
        self._folder = folder
        self._sealer = sealer
        self._replaying = threading.Lock()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / f".probe-{os.getpid()}"
            probe.write_bytes(b"")
            probe.unlink()
            # Begun by a process that died: nobody was told that it was kept.
            for unfinished in folder.glob(".*"):
                unfinished.unlink()
        except OSError as fault:
            raise SettingsError([f"the spool folder {folder} cannot be written"]) from fault

    def keep(self, inbound: Inbound, at_ns: int) -> None:
        """Write a record, flushed to disk, file and folder. Raises OSError when even that fails."""
        name = f"{at_ns:020d}-{new_id()}"
        sealed = self._sealer.seal("spool.record", name, json.dumps(asdict(inbound)))
        unfinished = self._folder / f".{name}"
        try:
            with unfinished.open("wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
        crash.point("spool_before_rename")
        unfinished.rename(self._folder / name)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        crash.point("spool_kept")
        log.error("spooled", kind="message")

    def waiting(self) -> int:
        """How many records wait."""
        return len(self._names())

    def depth(self) -> tuple[int, int, float]:
        """How many records wait, how many are set aside, and for how many seconds the oldest has waited."""
        names = self._names()
        oldest = max(0.0, time.time() - int(names[0].partition("-")[0]) / 1e9) if names else 0.0
        return len(names), sum(entry.suffix == ".bad" for entry in self._folder.iterdir()), oldest

    def replay(self, take_in: Callable[[Inbound], object]) -> int:
        """Hand every record on, oldest first; a database that is still away stops it and leaves the rest.

        A record that is torn or altered, or that cannot be taken in for another reason, is set aside as `.bad`:
        kept for people to look at, and the others go on. Nothing is done while another thread is at it.
        """
        if not self._replaying.acquire(blocking=False):
            return 0
        try:
            return self._replay(take_in)
        finally:
            self._replaying.release()

    def _replay(self, take_in: Callable[[Inbound], object]) -> int:
        done = 0
        for name in self._names():
            path = self._folder / name
            try:
                inbound = Inbound(**json.loads(self._sealer.open("spool.record", name, path.read_bytes())))
            except (KeyFault, ValueError, TypeError):
                self._set_aside(path, "unreadable")
                continue
            try:
                take_in(inbound)
            except (sa.exc.OperationalError, sa.exc.TimeoutError):
                raise
            except Exception as fault:  # noqa: BLE001  (one record that cannot be taken in must not hold up the rest)
                self._set_aside(path, type(fault).__name__)
                continue
            crash.point("spool_replayed")
            path.unlink()
            done += 1
        return done

    def _set_aside(self, path: Path, reason: str) -> None:
        path.rename(path.with_name(f"{path.name}.bad"))
        log.error("spool_record_set_aside", reason=reason)

    def _names(self) -> list[str]:
        return sorted(
            entry.name
            for entry in self._folder.iterdir()
            if not entry.name.startswith(".") and entry.suffix != ".bad"
        )
