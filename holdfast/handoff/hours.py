"""Hours in words: when somebody is back, and when our team is there at all. The names of days are in the policy."""

from datetime import datetime

from sqlalchemy.orm import Session

from holdfast.handoff import rota
from holdfast.handoff.shifts import DAY
from holdfast.parts import Parts


def back(parts: Parts, at: datetime) -> str:
    """`8:00` today, `Monday 8:00` within a week, `24 December 8:00` later; `at` is on the clinic's wall clock."""
    names = parts.policy.data["hours"]
    days = (at.date() - parts.clock.now().astimezone(at.tzinfo).date()).days
    if days == 0:
        return _clock(at.hour * 60 + at.minute)
    day = names["days"][at.weekday()] if days < 7 else f"{at.day} {names['months'][at.month - 1]}"
    return f"{day} {_clock(at.hour * 60 + at.minute)}"


def usual(tx: Session, parts: Parts) -> str | None:
    """`Mon to Fri 8:00-20:00, Sat 10:00-14:00`; None when somebody is there at all hours, or nobody ever is."""
    roster = rota.in_force(tx)
    week = roster.week() if roster else []
    if not any(week) or all(day == [(0, DAY)] for day in week):
        return None
    names, to = parts.policy.data["hours"]["short_days"], parts.policy.data["hours"]["to"]
    groups: list[tuple[int, int]] = []
    for day, hours in enumerate(week):
        if groups and week[groups[-1][1]] == hours:
            groups[-1] = (groups[-1][0], day)
        else:
            groups.append((day, day))
    return ", ".join(
        (names[first] if first == last else f"{names[first]} {to} {names[last]}") + " " + _spans(week[first])
        for first, last in groups
        if week[first]
    )


def _spans(hours: list[tuple[int, int]]) -> str:
    return " + ".join(f"{_clock(begins)}-{_clock(ends)}" for begins, ends in hours)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"
