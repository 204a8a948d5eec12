"""The named sets and short forms that rules share, as they stand in their files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from holdfast.risk.errors import RulesError
from holdfast.risk.yamlfile import read_yaml

NAME = re.compile(r"[A-Z][A-Z_]+")
Sets = Mapping[str, tuple[str, ...]]


def load_sets(path: Path) -> dict[str, tuple[str, ...]]:
    """Each named set as its entries; an entry is a pattern, mostly one word."""
    raw = read_yaml(path)
    if not isinstance(raw, dict):
        raise RulesError(path.name, None, "is not a mapping of set names")
    sets: dict[str, tuple[str, ...]] = {}
    for name, entry in raw.items():
        if not NAME.fullmatch(str(name)):
            raise RulesError(path.name, str(name), "is not a set name in capitals")
        if not isinstance(entry, (str, list)):
            raise RulesError(path.name, str(name), "is neither words nor a list")
        listed = entry.split(",") if isinstance(entry, str) else entry
        sets[str(name)] = tuple(dict.fromkeys(str(one).strip() for one in listed if str(one).strip()))
    return sets


def load_short(path: Path) -> tuple[dict[str, tuple[str, ...]], dict[tuple[str, ...], str]]:
    """Short and run-together forms with what they stand for, and word sequences that count as one word."""
    raw = read_yaml(path)
    if not isinstance(raw, dict) or not all(isinstance(raw.get(part), dict) for part in ("short", "joins")):
        raise RulesError(path.name, None, "needs the mappings `short` and `joins`")
    short = {str(form): tuple(str(words).split()) for form, words in raw["short"].items()}
    joins = {tuple(str(words).split()): str(one) for words, one in raw["joins"].items()}
    return short, joins
