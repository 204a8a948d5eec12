"""Reads one YAML file strictly: duplicate keys are refused, and every key knows its line."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml

from holdfast.content.errors import ContentError

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _DuplicateKey(yaml.YAMLError):
    def __init__(self, key: Hashable, line: int) -> None:
        self.key, self.line = key, line
        super().__init__(f"written twice: {key}")


class _StrictLoader(_Base):  # type: ignore[misc]
    """YAML itself keeps the last of two equal keys and says nothing; a sentence would vanish."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = key_node.value
            if key in seen:
                raise _DuplicateKey(key, key_node.start_mark.line + 1)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class YamlFile:
    """The plain data of a file, and the line on which each key stands, by the keys that lead to it."""

    path: Path
    data: dict[str, Any]
    lines: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    text: str = ""

    def line(self, *keys: str) -> int | None:
        return self.lines.get(keys)

    @cached_property
    def rows(self) -> list[str]:
        """The file's lines."""
        return self.text.splitlines()

    def comment_above(self, line: int | None) -> str:
        """The comment right above a line, as one text."""
        return " ".join(_comment(reversed(self.rows[: (line or 1) - 1]))[::-1])


def heading(text: str) -> str:
    """The comment that a file begins with, as one text."""
    return " ".join(_comment(text.splitlines()))


def bare(text: str) -> str:
    """A file without the lines that hold a comment or nothing: what it says."""
    rows = (row.rstrip() for row in text.splitlines())
    return "\n".join(row for row in rows if row and not row.lstrip().startswith("#"))


def _comment(rows: Iterable[str]) -> list[str]:
    found = takewhile(lambda row: row.lstrip().startswith("#"), rows)
    return [row.lstrip().removeprefix("#").strip() for row in found]


def read_yaml(path: Path) -> YamlFile:
    """Returns the mapping in `path`; raises ContentError for anything else."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError(path, "file", "does not exist") from None
    except (OSError, UnicodeDecodeError) as fault:
        raise ContentError(path, "file", f"cannot be read ({type(fault).__name__})") from fault
    loader = _StrictLoader(text)
    try:
        node = loader.get_single_node()
        data = loader.construct_document(node) if node is not None else None
    except _DuplicateKey as fault:
        raise ContentError(path, str(fault.key), "is written twice", fault.line) from None
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else None
        raise ContentError(path, "file", f"is not valid YAML: {fault.problem}", line) from fault
    except yaml.YAMLError as fault:
        raise ContentError(path, "file", "is not valid YAML") from fault
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        raise ContentError(path, "file", "must hold a mapping")
    return YamlFile(path, data, dict(_key_lines(node)), text)


def _key_lines(node: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], int]]:
    """Where every key and every entry of a list stands; an entry's key is its place, from 0."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*above, key.value), key.start_mark.line + 1
            yield from _key_lines(value, (*above, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield (*above, str(place)), value.start_mark.line + 1
            yield from _key_lines(value, (*above, str(place)))
