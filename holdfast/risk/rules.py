"""Rules as clinicians write them: one file a signal, each rule with its reason and its examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from holdfast.risk.errors import RulesError
from holdfast.risk.pattern import Grammar, Variant
from holdfast.risk.yamlfile import read_yaml

_ID = re.compile(r"[a-z][a-z0-9-]*")
_FIELDS = {
    "id", "why", "says", "unless", "not_about", "softened_by", "left_by", "degree", "only", "hears", "leaves",
}  # fmt: skip
ONLY = ("at_risk",)


@dataclass(frozen=True)
class Rule:
    """One rule: what it says in patterns, what unsays it, and the examples that test it."""

    id: str
    signal: str
    why: str
    says: tuple[Variant, ...]
    unless: tuple[Variant, ...] = ()  # touching what was heard
    not_about: tuple[Variant, ...] = ()  # anywhere near it
    softened_by: tuple[str, ...] = ()
    left_by: tuple[str, ...] = ()
    degree: str = "level"
    only: str | None = None
    hears: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()


class RuleReader:
    """Reads rule files, their patterns by one grammar."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar

    def patterns(self, file: str, rule: str | None, sources: object) -> tuple[Variant, ...]:
        """The variants of one pattern or a list of them; RulesError names file and rule."""
        listed = [sources] if isinstance(sources, str) else sources
        if not isinstance(listed, list) or not all(isinstance(one, str) and one.strip() for one in listed):
            raise RulesError(file, rule, "patterns are neither a text nor a list of texts")
        try:
            return tuple(variant for one in listed for variant in self._grammar.parse(one))
        except (ValueError, IndexError) as fault:
            raise RulesError(file, rule, str(fault)) from None

    def file(self, path: Path) -> Iterator[Rule]:
        """The rules of one file."""
        data = read_yaml(path)
        if (
            not isinstance(data, dict)
            or set(data) - {"signal", "rules"}
            or not isinstance(data.get("rules"), list)
        ):
            raise RulesError(path.name, None, "needs `signal` and a list `rules`, and nothing else")
        if data.get("signal") != path.stem:
            raise RulesError(path.name, None, "the signal is not the name of the file")
        for entry in data["rules"]:
            yield self._rule(path.name, path.stem, entry)

    def _rule(self, file: str, signal: str, entry: Any) -> Rule:
        if not isinstance(entry, dict) or not _ID.fullmatch(str(entry.get("id", ""))):
            raise RulesError(file, None, "a rule has no id in small letters, digits and hyphens")
        name = str(entry["id"])
        if set(entry) - _FIELDS:
            raise RulesError(file, name, f"has unknown fields: {', '.join(sorted(set(entry) - _FIELDS))}")
        for field in ("why", "says", "hears"):
            if not entry.get(field):
                raise RulesError(file, name, f"has no `{field}`")
        if entry.get("degree", "level") not in ("level", "soft", "now") or entry.get("only") not in (
            None,
            *ONLY,
        ):
            raise RulesError(file, name, "`degree` is soft or now, `only` is at_risk")
        return Rule(
            name,
            signal,
            str(entry["why"]),
            self.patterns(file, name, entry["says"]),
            self.patterns(file, name, entry.get("unless", [])),
            self.patterns(file, name, entry.get("not_about", [])),
            tuple(_listed(file, name, entry.get("softened_by", []))),
            tuple(_listed(file, name, entry.get("left_by", []))),
            entry.get("degree", "level"),
            entry.get("only"),
            tuple(_listed(file, name, entry["hears"])),
            tuple(_listed(file, name, entry.get("leaves", []))),
        )


def _listed(file: str, rule: str, value: object) -> list[str]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise RulesError(file, rule, "examples and contexts are texts or lists of texts")
    return listed
