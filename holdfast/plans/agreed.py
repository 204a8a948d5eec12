"""What a contact agreed to: the hours in which they may be texted, and the day they said so."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FORM = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d) ([A-Za-z_/+-]+)")


def hours(text: str) -> str:
    """The same text, checked: `08:00-22:00 America/New_York`, also over midnight. Raises ValueError saying how."""
    try:
        within(text, datetime.now(UTC))
    except ValueError as fault:
        raise ValueError("must be like 08:00-22:00 America/New_York") from fault
    return text


def day(text: str) -> datetime:
    """The beginning of a day, `2027-03-15`. Raises ValueError saying how."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as fault:
        raise ValueError("must be a day like 2027-03-15") from fault


def within(agreed: str | None, at: datetime) -> bool:
    """Whether a moment is in these hours; always, when none were agreed. Raises ValueError when they are no hours."""
    if agreed is None:
        return True
    found = FORM.fullmatch(agreed)
    if found is None:
        raise ValueError("no hours")
    try:
        local = at.astimezone(ZoneInfo(found[5]))
    except (ZoneInfoNotFoundError, OSError) as fault:
        raise ValueError("no time zone") from fault
    now, begins, ends = (
        local.hour * 60 + local.minute,
        _minute(found[1], found[2]),
        _minute(found[3], found[4]),
    )
    return begins <= now < ends if begins < ends else now >= begins or now < ends


def _minute(hour: str, minute: str) -> int:
    return int(hour) * 60 + int(minute)
