"""`data/handoff.yml`, read and checked: what is done once risk is heard. Holds no rule of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

from holdfast.errors import SettingsError
from holdfast.risk import Level

LEVELS = ("care", "urgent", "emergency")
# Whom a rung may tell or call; the rota knows who that is (holdfast/handoff/rota.py).
WHOM = ("first_responder", "second_responder", "supervisor", "second_and_supervisor", "group")
SECTIONS = (
    "replies", "wordless", "answers", "words", "words_at_risk", "carrier", "contacts_blocked_by", "grouped", "ladder",
    "contacts", "code_word", "joining", "hours", "status", "unstaffed", "waiting", "desk", "dialogue_topics",
    "timers_end_with", "intent_signals", "trouble", "keeping", "calls", "gentle_check", "follow_up", "once_more",
)  # fmt: skip


@dataclass(frozen=True)
class Rung:
    """One step of the ladder: who is told, how long after the ladder began; and who is called, perhaps by day only."""

    after: timedelta
    tell: str
    call: str | None = None
    by_day: bool = False


@dataclass(frozen=True)
class Policy:
    """The file's content, by section."""

    data: dict[str, Any]

    @classmethod
    def load(cls, path: Path) -> "Policy":
        """Read the file.

        Raises SettingsError naming what is missing.
        """
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        missing = [f"{path.name}: section {name} is missing" for name in SECTIONS if name not in data]
        missing += [
            f"{path.name}: {where}ladder.{level} is missing"
            for where, section in (("", data), ("unstaffed.", data.get("unstaffed", {})))
            for level in LEVELS
            if level not in section.get("ladder", {})
        ]
        if missing := missing or [f"{path.name}: {fault}" for fault in _unknown(data)]:
            raise SettingsError(missing)
        return cls(data)

    def rung(self, level: str, index: int, *, unstaffed: bool = False) -> Rung:
        """The ladder's step number `index` (from 0). There is one for every index: the ladder has no end."""
        ladder = self._ladder(level, unstaffed=unstaffed)
        rungs = ladder["rungs"]
        if index < len(rungs):
            return _rung(rungs[index]["after_s"], rungs[index])
        then = ladder["then"]
        beyond = index - len(rungs) + 1
        return _rung(rungs[-1]["after_s"] + beyond * then["every_s"], then)

    def listed_rungs(self, level: str, *, unstaffed: bool = False) -> int:
        """How many steps the ladder has before it repeats."""
        return len(self._ladder(level, unstaffed=unstaffed)["rungs"])

    def _ladder(self, level: str, *, unstaffed: bool) -> dict[str, Any]:
        ladders: dict[str, Any] = self.data["unstaffed"] if unstaffed else self.data
        found: dict[str, Any] = ladders["ladder"][level]
        return found

    def is_night(self, local: datetime) -> bool:
        """Whether a moment of the clinic's wall clock is at night, when calls that can wait are left out."""
        begins, ends = (time.fromisoformat(self.data["calls"]["night"][edge]) for edge in ("begins", "ends"))
        now = local.time()
        return begins <= now < ends if begins < ends else now >= begins or now < ends

    def notice(self, level: str, index: int) -> tuple[timedelta, str] | None:
        """When, after the signal, the person hears the status line number `index`, and which; None when no more."""
        times = self.data["status"]["nobody_yet"][level]
        scripts = self.data["status"]["scripts"]
        if index >= min(len(times), len(scripts)):
            return None
        return timedelta(seconds=times[index]), scripts[index]

    def reply(self, level: str, strongest: Sequence[str]) -> str:
        """The script of the first words, from the signals that reached this level.

        A signal's own words, if one of them has any; at the highest level only if none of the others is without.
        """
        own = self.data["replies"]["signals"]
        special = [own[signal] for signal in strongest if signal in own]
        if special and (level != "emergency" or len(special) == len(strongest)):
            return str(special[0])
        return str(self.data["replies"]["levels"][level])

    def signal_of_word(self, text: str, *, at_risk: bool = False) -> str | None:
        """The signal that a whole message stands for by itself (PERSON, SOS; END after a signal), or None."""
        said = text.strip().strip(".!").lower()
        signal = self.data["words"].get(said) or (self.data["words_at_risk"].get(said) if at_risk else None)
        return None if signal is None else str(signal)

    def scripts(self) -> set[str]:
        """Every script that the policy names."""
        return set(_scripts(self.data))

    def seconds(self, name: str) -> timedelta:
        """A top-level duration by its name without `_s`."""
        return timedelta(seconds=self.data[f"{name}_s"])


def _unknown(data: dict[str, Any]) -> Iterator[str]:
    """A rung that names nobody would stop the ladder when it is climbed, so it stops the start."""
    for where, section in (("", data), ("unstaffed.", data["unstaffed"])):
        for level in LEVELS:
            ladder = section["ladder"][level]
            for row in (*ladder["rungs"], ladder["then"]):
                if not {row["tell"], row.get("call", "group")} <= set(WHOM):
                    yield f"{where}ladder.{level} tells or calls nobody that is known"


def _rung(after_s: int, row: dict[str, Any]) -> Rung:
    return Rung(timedelta(seconds=after_s), row["tell"], row.get("call"), bool(row.get("by_day")))


def _scripts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _scripts(inner)
    elif isinstance(value, str) and value.startswith("utter_"):
        yield value


def stronger(one: str, other: str) -> str:
    """The higher of two level names."""
    return max(one, other, key=lambda name: Level[name.upper()])
