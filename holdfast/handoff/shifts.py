"""Shifts, overrides and stated unstaffed hours, in the clinic's own wall-clock time. No database, no words.

Wall-clock time is compared as such, so a change to summer time moves no shift and leaves no hole.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

DAY = 24 * 60
# How far ahead the next shift is looked for, and holes are.
AHEAD = 28
# Dated days are looked at up to here.
FARTHEST = 400
EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True)
class Window:
    """A part of the day on some week days (0 is Monday), from one date to another if it is dated.

    Minutes count from midnight of the day it begins on; `ends` beyond 24 hours reaches into the next day.
    """

    days: frozenset[int] = EVERY_DAY
    begins: int = 0
    ends: int = DAY
    first: date | None = None
    last: date | None = None

    def holds(self, local: datetime) -> bool:
        """Whether a moment of the clinic's wall clock is inside."""
        minute = local.hour * 60 + local.minute
        today = local.date()
        return (self._on(today) and self.begins <= minute < self.ends) or (
            self.ends > DAY and self._on(today - timedelta(days=1)) and minute < self.ends - DAY
        )

    def _on(self, day: date) -> bool:
        inside = self.first is None or self.first <= day <= (self.last or self.first)
        return inside and day.weekday() in self.days


@dataclass(frozen=True)
class Shift:
    """Someone on duty (a responder's id). With `instead_of`, only where that one would be; None: nobody instead."""

    window: Window
    who: str | None
    instead_of: str | None = None


@dataclass(frozen=True)
class Roster:
    """The rota in force. The order of shifts is the order on call."""

    zone: ZoneInfo
    shifts: tuple[Shift, ...]
    overrides: tuple[Shift, ...]
    unstaffed: tuple[Window, ...]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "Roster":
        """From the form it is stored in. Raises KeyError, TypeError or ValueError when it is no such thing."""
        return cls(
            ZoneInfo(data["time_zone"]),
            tuple(Shift(_window(one), one["who"]) for one in data["shifts"]),
            tuple(Shift(_window(one), one.get("who"), one.get("instead_of")) for one in data["overrides"]),
            tuple(_window(one) for one in data["unstaffed"]),
        )

    def on_duty(self, at: datetime) -> list[str]:
        """Who is on duty, in order. A dated statement that nobody is beats weekly shifts, never dated ones."""
        local = at.astimezone(self.zone)
        closed = any(window.first and window.holds(local) for window in self.unstaffed)
        on = [
            shift.who
            for shift in self.shifts
            if shift.who and (shift.window.first or not closed) and shift.window.holds(local)
        ]
        for one in self.overrides:
            if not one.window.holds(local):
                continue
            if one.instead_of is None:
                on += [one.who] if one.who else []
            elif one.instead_of in on:
                place = on.index(one.instead_of)
                on[place : place + 1] = [one.who] if one.who else []
        return list(dict.fromkeys(on))

    def stated_unstaffed(self, at: datetime) -> bool:
        """Whether nobody is on duty, and the rota says so."""
        local = at.astimezone(self.zone)
        return not self.on_duty(at) and any(window.holds(local) for window in self.unstaffed)

    def next_shift(self, after: datetime) -> datetime | None:
        """When somebody is on duty again; None when that is not within four weeks."""
        return next((at for at in self._changes(after, AHEAD) if self.on_duty(at)), None)

    def holes(self, after: datetime) -> list[tuple[datetime, datetime]]:
        """Local times, within four weeks and on dated days to come, that are neither staffed nor stated unstaffed."""
        found: list[tuple[datetime, datetime]] = []
        for at, until in self.stretches(after, max(AHEAD, self._last_day(after))):
            if self.on_duty(at) or self.stated_unstaffed(at):
                continue
            begins, ends = at.astimezone(self.zone), until.astimezone(self.zone)
            if found and found[-1][1] == begins:
                begins = found.pop()[0]
            found.append((begins, ends))
        return found

    def stretches(self, after: datetime, days: int) -> list[tuple[datetime, datetime]]:
        """From one moment at which something may change to the next, so many days ahead; each midnight is one."""
        return list(pairwise([after, *self._changes(after, days)]))

    def week(self) -> list[list[tuple[int, int]]]:
        """The hours that are staffed in a usual week: for each day (minute, minute), from the weekly shifts."""
        usual = [shift.window for shift in self.shifts if shift.window.first is None]
        return [_joined(_on_day(usual, day)) for day in range(7)]

    def _windows(self) -> Iterator[Window]:
        yield from (one.window for one in (*self.shifts, *self.overrides))
        yield from self.unstaffed

    def _last_day(self, after: datetime) -> int:
        days = [(one.last - after.date()).days + 2 for one in self._windows() if one.last]
        return min(max(days, default=0), FARTHEST)

    def _changes(self, after: datetime, days: int) -> list[datetime]:
        """Every moment at which something may begin or end, in order."""
        minutes = {0} | {edge % DAY for one in self._windows() for edge in (one.begins, one.ends)}
        midnight = after.astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        edges = (
            (midnight + timedelta(days=day, minutes=minute)).replace(tzinfo=self.zone)
            for day in range(days + 1)
            for minute in sorted(minutes)
        )
        return sorted({edge.astimezone(after.tzinfo) for edge in edges if edge > after})


def _window(data: Mapping[str, Any]) -> Window:
    first, last = data.get("first"), data.get("last")
    return Window(
        frozenset(data.get("days", EVERY_DAY)), data.get("begins", 0), data.get("ends", DAY),
        date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None,
    )  # fmt: skip


def _on_day(windows: Sequence[Window], day: int) -> Iterator[tuple[int, int]]:
    for one in windows:
        if day in one.days:
            yield one.begins, min(one.ends, DAY)
        if (day - 1) % 7 in one.days and one.ends > DAY:
            yield 0, one.ends - DAY


def _joined(pieces: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for begins, ends in sorted(pieces):
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ends, joined[-1][1]))
        else:
            joined.append((begins, ends))
    return joined
