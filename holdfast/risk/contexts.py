"""Contexts a message can stand in, such as a past told as closed; they soften or take back the rules that name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from holdfast.risk.engine import Finder, Lexicon, Page
from holdfast.risk.errors import RulesError
from holdfast.risk.pattern import Variant
from holdfast.risk.rules import RuleReader
from holdfast.risk.yamlfile import read_yaml

_FIELDS = {"says", "unless", "together_with"}


class Context(NamedTuple):
    """What says it, what unsays it anywhere in the message, and a context that must stand as well."""

    says: tuple[Variant, ...]
    unless: tuple[Variant, ...] = ()
    together_with: str | None = None


class Contexts:
    """All contexts of a folder, found together."""

    def __init__(self, lexicon: Lexicon, contexts: Mapping[str, Context], rank: dict[str, int]) -> None:
        self._contexts = contexts
        self._says = Finder(lexicon, [(name, one.says) for name, one in contexts.items()], rank)
        self._unless = Finder(lexicon, [(name, one.unless) for name, one in contexts.items()], rank)

    def standing(self, page: Page) -> set[str]:
        """The names of the contexts that stand in the page."""
        said = {name for name, _ in self._says.found(page)}
        if any(self._contexts[name].unless for name in said):
            said -= {name for name, _ in self._unless.found(page)}
        return {name for name in said if self._contexts[name].together_with in (None, *said)}

    def touch(self, names: Iterable[str], sentence: Page) -> bool:
        """Whether one of these contexts, or what it stands together with, is said in this very sentence.

        What a glad word about the past takes back must be of that past: the next sentence may be of tonight.
        """
        said = {name for name, _ in self._says.found(sentence)}
        return any(name in said or self._contexts[name].together_with in said for name in names)


def read_contexts(path: Path, reader: RuleReader) -> dict[str, Context]:
    """The contexts of a file: each a list of patterns, or a mapping with `says`, `unless`, `together_with`."""
    raw = read_yaml(path)
    if not isinstance(raw, dict):
        raise RulesError(path.name, None, "is not a mapping of names to patterns")
    contexts = {str(name): _context(path.name, str(name), entry, reader) for name, entry in raw.items()}
    for name, one in contexts.items():
        if one.together_with not in (None, *contexts):
            raise RulesError(path.name, name, f"stands together with the unknown context {one.together_with}")
    return contexts


def _context(file: str, name: str, entry: object, reader: RuleReader) -> Context:
    if not isinstance(entry, dict):
        return Context(reader.patterns(file, name, entry))
    if set(entry) - _FIELDS or "says" not in entry:
        raise RulesError(file, name, "needs `says`, may have `unless` and `together_with`, and nothing else")
    return Context(
        reader.patterns(file, name, entry["says"]),
        reader.patterns(file, name, entry.get("unless", [])),
        entry.get("together_with"),
    )
