"""Words that were held back, remembered inside this process until the worker has told people of it.

Whoever holds words back may stand in the middle of a transaction, or have no database at all, so nothing is
written here. The log line that goes with it is written at once.
"""

from threading import Lock

from holdfast.log import logger

log = logger()


class Alarms:
    """Scripts whose words were refused for want of a signature; safe from any thread."""

    def __init__(self) -> None:
        self._scripts: dict[str, str] = {}
        self._lock = Lock()

    def raise_for(self, script: str, reason: str) -> None:
        """Say so in the log, and keep it for the worker."""
        # What was asked for may be no name at all but a sentence somebody tried to smuggle in: it is not logged.
        name = script if script.isidentifier() else "not a name"
        log.error("words_held_back", script=name, reason=reason)
        with self._lock:
            self._scripts[name] = reason

    def waiting(self) -> list[str]:
        """Scripts nobody was told of yet."""
        with self._lock:
            return sorted(self._scripts)

    def told(self, scripts: list[str]) -> None:
        """People were told of these."""
        with self._lock:
            for script in scripts:
                self._scripts.pop(script, None)
