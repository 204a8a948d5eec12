"""The one place that knows what time it is, so that a test can move it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path


class Clock:
    """UTC time, shifted by the number of seconds that `shift_file` holds, if it is given and exists."""

    def __init__(self, shift_file: Path | None = None) -> None:
        self._shift_file = shift_file

    def now(self) -> datetime:
        """Timezone-aware UTC."""
        return datetime.now(UTC) + self._shift()

    def _shift(self) -> timedelta:
        if self._shift_file is None:
            return timedelta()
        try:
            return timedelta(seconds=float(self._shift_file.read_text() or 0))
        except FileNotFoundError:
            return timedelta()
