"""The policy in words: what each signal does, who is told and when, what the person hears meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from holdfast.console import wording
from holdfast.content import Library
from holdfast.content.unit import Unit
from holdfast.parts import Parts
from holdfast.policy import LEVELS
from holdfast.risk.policy import Policy as Heard

UNITS = ("risk/policy", "policy/handoff")


@dataclass(frozen=True)
class Signal:
    """One signal: its level, and its level when it is told of the past, of others or of a film, or is present now."""

    words: str
    level: str
    soft: str | None
    now: str | None


@dataclass(frozen=True)
class Ladder:
    """One level: the first words (their script), who is told when, and when the person hears that nobody answered."""

    level: str
    script: str
    rungs: list[str]
    unstaffed: list[str]
    waiting: list[str]


@dataclass(frozen=True)
class Shown:
    """The page."""

    signals: list[Signal]
    ladders: list[Ladder]
    data: dict[str, Any]
    blocking: list[str]
    heard: Heard
    files: list[tuple[Unit, str]]


def read(parts: Parts, library: Library) -> Shown:
    """As the files have it. Raises RulesError when the risk policy cannot be read any more."""
    heard = Heard.load(library.folder / "risk" / "policy.yml")
    units = [library.units[name] for name in UNITS]
    return Shown(
        signals=[_signal(heard, name) for name in heard.levels],
        ladders=[_ladder(parts, level) for level in LEVELS],
        data=parts.policy.data,
        blocking=[wording.plain(wording.SIGNALS, one) for one in parts.policy.data["contacts_blocked_by"]],
        heard=heard,
        files=[(unit, library.standing(unit).state) for unit in units],
    )


def _signal(heard: Heard, name: str) -> Signal:
    level, soft, now = (heard.level(name, degree).name.lower() for degree in ("level", "soft", "now"))
    return Signal(
        wording.plain(wording.SIGNALS, name),
        level,
        soft if soft != level else None,
        now if now != level else None,
    )


def _ladder(parts: Parts, level: str) -> Ladder:
    data = parts.policy.data
    return Ladder(
        level=level,
        script=data["replies"]["levels"][level],
        rungs=list(_rungs(data["ladder"][level])),
        unstaffed=list(_rungs(data["unstaffed"]["ladder"][level])),
        waiting=[after(s) for s in data["status"]["nobody_yet"][level]],
    )


def _rungs(ladder: dict[str, Any]) -> Iterator[str]:
    for rung in ladder["rungs"]:
        yield f"{after(rung['after_s']).capitalize()}: {_whom(rung)}"
    yield f"Then every {span(ladder['then']['every_s'])}, until somebody takes it: {_whom(ladder['then'])}"


def _whom(rung: dict[str, Any]) -> str:
    told = f"{wording.plain(wording.RUNGS, rung['tell'])} by text"
    if rung.get("call"):
        told += f", and a call to {wording.plain(wording.RUNGS, rung['call'])}" + (
            ", by day only" if rung.get("by_day") else ""
        )
    return told


def after(seconds: int) -> str:
    """`at once`, `after 15 min`."""
    return f"after {span(seconds)}" if seconds else "at once"


def span(seconds: int) -> str:
    """`25 s`, `4 min`, `24 h`."""
    return f"{seconds} s" if seconds < 60 else wording.ago(timedelta(seconds=seconds))
