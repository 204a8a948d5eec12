"""Check-ins and quiet hours, on the person's own clock."""

import re
from datetime import datetime

from holdfast.content import plain
from holdfast.delivery import check_in
from holdfast.dialogue.effects.here import Done, Here
from holdfast.plans import local

# Choice: (hour, for how many days from tomorrow).
CHECK_INS = {
    "check_in_morning": (9, 1),
    "check_in_midday": (13, 1),
    "check_in_evening": (19, 1),
    "check_in_week": (19, 7),
}
# In which word a choice is heard.
HEARD = {
    "week": "check_in_week",
    "daily": "check_in_week",
    "day": "check_in_week",
    "morning": "check_in_morning",
    "noon": "check_in_midday",
    "midday": "check_in_midday",
    "lunch": "check_in_midday",
    "afternoon": "check_in_midday",
    "evening": "check_in_evening",
    "tonight": "check_in_evening",
    "night": "check_in_evening",
}
QUIET = {"quiet_night": (22, 8), "quiet_evening": (20, 9)}
TIMES = re.compile(
    r"(\d{1,2})(?:[:.]00)? ?(am|pm)?\W+(?:to|till|til|until|and|bis)?\W*(\d{1,2})(?:[:.]00)? ?(am|pm)?"
)


def set_check_in(here: Here) -> Done | None:
    """One tomorrow, or one on each of seven days; never where a text that comes by itself is not safe."""
    said = plain(here.words).split()
    choice = here.message.choice if here.message.choice in CHECK_INS else None
    choice = choice or next((name for word, name in HEARD.items() if word in said), None)
    if not check_in.possible(here.person):
        return Done(then="utter_check_in_cannot")
    if choice is None:
        return None
    hour, days = CHECK_INS[choice]
    times = [local.at(here.parts, here.person, 1 + day, hour) for day in range(days)]
    times = [local.quiet_until(here.parts, here.person, time) or time for time in times]
    check_in.schedule(here.tx, here.parts, here.person, here.message, times)
    args = {"day": times[0].strftime("%A"), "hour": _hour(times[0]), "place": _place(times[0])}
    return Done(args, then="utter_check_in_set_week" if days > 1 else None)


def can_check_in(here: Here) -> Done | None:
    """Whether one may be offered at all."""
    return Done() if check_in.possible(here.person) else None


def stop_check_ins(here: Here) -> Done | None:
    """None of those that were set will be sent."""
    return Done() if check_in.cancel(here.tx, here.person.id, "stopped") else None


def set_quiet_hours(here: Here) -> Done | None:
    """From and until, as tapped or written ("10pm to 8am"), or none."""
    if here.message.choice == "quiet_off":
        here.person.quiet_from = here.person.quiet_until = None
        return Done(then="utter_quiet_hours_off")
    hours = QUIET.get(here.message.choice or "") or _written(here.words)
    if hours is None:
        return None
    here.person.quiet_from, here.person.quiet_until = hours
    shown = [local.at(here.parts, here.person, 0, hour) for hour in hours]
    return Done({"hour": _hour(shown[0]), "until": _hour(shown[1]), "place": _place(shown[0])})


def _written(text: str) -> tuple[int, int] | None:
    found = TIMES.search(text.lower())
    if found is None:
        return None
    hours = [_of_day(int(found[1]), found[2]), _of_day(int(found[3]), found[4])]
    return (hours[0], hours[1]) if None not in hours and hours[0] != hours[1] else None  # type: ignore[return-value]


def _of_day(hour: int, half: str | None) -> int | None:
    if half is not None:
        return hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else None
    return hour if 0 <= hour <= 23 else None


def _hour(when: datetime) -> str:
    return f"{when.hour % 12 or 12} {'am' if when.hour < 12 else 'pm'}"


def _place(when: datetime) -> str:
    return str(when.tzinfo).rpartition("/")[2].replace("_", " ")
