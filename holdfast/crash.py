"""Named places at which a test may kill this process, as a power cut would. Nothing else arms them.

`HOLDFAST_CRASH_FILE` names a file; while it holds the name of a place, the process that gets there removes the file
and dies. In production the setting is refused, and without it a place costs one look at a variable.
"""

import os
import signal
from pathlib import Path

PLACES = (
    "intake_before_commit",
    "intake_after_commit",
    "spool_before_rename",
    "spool_kept",
    "spool_replayed",
    "ladder_before_commit",
    "ladder_after_commit",
    "outbox_claimed",
    "outbox_before_call",
    "outbox_after_call",
    "outbox_recorded",
    "report_before_commit",
    "turn_before_asking",
    "turn_answered",
    "turn_settled",
)
_armed: Path | None = None


def arm(file: str) -> None:
    """From now on look into this file; none: never."""
    global _armed  # noqa: PLW0603  (one process, one way to die)
    _armed = Path(file) if file else None


def point(place: str) -> None:
    """Die here, if a test has asked for it."""
    if _armed is not None:
        _look(_armed, place)


def _look(file: Path, place: str) -> None:
    try:
        if file.read_text().strip() != place:
            return
        file.unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
