"""Taking up changed rules while running; when the new ones are unfit the old ones stay, and it rings."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from holdfast.risk.book import Verify
from holdfast.risk.errors import RulesError
from holdfast.risk.gate import Gate

Stamp = tuple[tuple[str, int, int], ...]


class FreshGate:
    """A gate that follows its folder.

    `refresh` is cheap when nothing changed and may be called from any thread; `ring` is called with the fault,
    once for each state of the folder that cannot be used.
    """

    def __init__(
        self, folder: Path, ring: Callable[[RulesError], None], verify: Verify | None = None
    ) -> None:
        self._folder, self._ring, self._verify = Path(folder), ring, verify
        self._lock = threading.Lock()
        self._stamp = self._stamped()
        self._gate = Gate.load(self._folder, verify)

    @property
    def gate(self) -> Gate:
        """The gate in force."""
        return self._gate

    def refresh(self) -> bool:
        """Loads the folder anew when it changed; True when new rules took force."""
        with self._lock:
            stamp = self._stamped()
            if stamp == self._stamp:
                return False
            self._stamp = stamp
            try:
                gate = Gate.load(self._folder, self._verify)
                if self._stamped() != stamp:  # still being written; the next refresh reads it whole
                    self._stamp = ()
                    return False
            except RulesError as fault:
                self._ring(fault)
                return False
            self._gate = gate
            return True

    def _stamped(self) -> Stamp:
        found = []
        for path in sorted(self._folder.rglob("*")):
            try:
                about = path.stat()
            except OSError:  # vanished while looking; the missing name is change enough
                continue
            found.append((str(path), about.st_mtime_ns, about.st_size))
        return tuple(found)
