"""The rota as it is read at night: who is on duty in the next days, in words; and one to begin with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from itertools import groupby
from typing import Any

from holdfast.handoff.shifts import Roster

DAYS = 7
NINE_TO_NINE, WORKDAYS, WEEKEND = {"begins": 9 * 60, "ends": 21 * 60}, [0, 1, 2, 3, 4], [5, 6]


@dataclass(frozen=True)
class Stretch:
    """Part of a day on the clinic's wall clock; `who` is in words, `staffed` false when that is nobody."""

    begins: datetime
    ends: datetime
    who: str
    staffed: bool

    @property
    def hours(self) -> str:
        """As `09:00 to 24:00`."""
        ends = "24:00" if self.ends.time() == time() else f"{self.ends:%H:%M}"
        return f"{self.begins:%H:%M} to {ends}"


def ahead(roster: Roster, now: datetime, names: Mapping[str, str]) -> list[tuple[str, list[Stretch]]]:
    """(day, its stretches) for a week from now. `names` has those on call: nobody else is alerted."""
    found: list[Stretch] = []
    for at, until in roster.stretches(now, DAYS):
        on = [names[one] for one in roster.on_duty(at) if one in names]
        nobody = "nobody, as stated" if roster.stated_unstaffed(at) else "everyone: no shift says who"
        begins, ends = at.astimezone(roster.zone), until.astimezone(roster.zone)
        who = ", ".join(on) or nobody
        if found and found[-1].who == who and found[-1].begins.date() == begins.date():
            found[-1] = replace(found[-1], ends=ends)
        else:
            found.append(Stretch(begins, ends, who, bool(on)))
    return [(day, list(ours)) for day, ours in groupby(found, key=lambda one: f"{one.begins:%A %Y-%m-%d}")]


def example(zone: str, on_call: Sequence[str]) -> dict[str, Any]:
    """A rota of those on call (ids) that leaves no hour open, in the form in which rotas are kept."""
    nights = {"days": list(range(7)), "begins": 21 * 60, "ends": (24 + 9) * 60}
    return {
        "time_zone": zone,
        "shifts": [{"who": one, "days": WORKDAYS, **NINE_TO_NINE} for one in on_call],
        "overrides": [],
        "unstaffed": [nights, {"days": WEEKEND, **NINE_TO_NINE}],
    }
