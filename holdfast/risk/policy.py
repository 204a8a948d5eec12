"""The policy file: which signal has which level, how far back the gate looks, when the second look speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from holdfast.risk.errors import RulesError
from holdfast.risk.level import Level
from holdfast.risk.yamlfile import read_yaml

DEGREES = ("level", "soft", "now")


@dataclass(frozen=True)
class Policy:
    """A parsed policy file; sections the gate does not use stay available as plain data."""

    levels: Mapping[str, Mapping[str, Level]]
    data: Mapping[str, Any]

    @classmethod
    def load(cls, path: Path) -> Policy:
        """Reads and checks the file; RulesError names what is wrong with it."""
        data = read_yaml(path)
        if not isinstance(data, dict) or not isinstance(data.get("signals"), dict):
            raise RulesError(path.name, None, "has no section `signals`")
        levels = {name: _levels(path.name, name, entry) for name, entry in data["signals"].items()}
        policy = cls(levels, data)
        policy._check(path.name)
        return policy

    def _check(self, file: str) -> None:
        for section in ("window", "second_look"):
            if not isinstance(self.data.get(section), dict):
                raise RulesError(file, None, f"has no section `{section}`")
        for section, name in (("window", "messages"), ("window", "minutes"), ("second_look", "care")):
            value = self.data[section].get(name)
            if not isinstance(value, (int, float)) or isinstance(value, bool) or value < 0:
                raise RulesError(file, section, f"`{name}` is not a number of zero or more")
        over_messages = self.data["window"].get("signals")
        if not isinstance(over_messages, list) or not set(over_messages) <= set(self.levels):
            raise RulesError(file, "window", "`signals` is not a list of signals")
        for name in ("gate_error", "unreadable", "code_word", "warning_sign", "suicidal_thought"):
            if name not in self.levels:
                raise RulesError(file, name, "is missing from `signals`")

    def level(self, signal: str, degree: str = "level") -> Level:
        """The level of a signal: its own, its `soft` form, or when it is `now`."""
        entry = self.levels[signal]
        return entry.get(degree, entry["level"])

    def section(self, name: str) -> Any:
        """A top-level section as plain data, or an empty mapping when the file has none."""
        return self.data.get(name, {})


def _levels(file: str, name: str, entry: object) -> dict[str, Level]:
    if not isinstance(entry, dict) or "level" not in entry:
        raise RulesError(file, name, "has no `level`")
    try:
        return {degree: Level.named(entry[degree]) for degree in DEGREES if degree in entry}
    except ValueError as fault:
        raise RulesError(file, name, str(fault)) from None
