"""Opening hours of a line, in its own time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Hours:
    """Always open, or open on some days from one time to another; past midnight when that is the earlier one."""

    always: bool
    days: tuple[str, ...] = ()
    opens: time | None = None
    closes: time | None = None
    zone: str | None = None

    def open(self, at: datetime | None = None) -> bool:
        """True when the line is open; False too when its zone is unknown here: it only loses its place."""
        if self.always:
            return True
        if self.opens is None or self.closes is None or self.zone is None:
            return False
        try:
            now = at or datetime.now(timezone.utc)  # noqa: UP017 - Python 3.10
            local = now.astimezone(ZoneInfo(self.zone))
        except ZoneInfoNotFoundError:
            return False
        today, yesterday = (DAYS[(local.weekday() - back) % 7] in self.days for back in (0, 1))
        clock = local.time()
        if self.opens < self.closes:
            return today and self.opens <= clock < self.closes
        return (today and clock >= self.opens) or (yesterday and clock < self.closes)

    def __str__(self) -> str:
        if self.always:
            return "24/7"
        return f"{', '.join(self.days)} {self.opens:%H:%M} to {self.closes:%H:%M} {self.zone}"
