"""Where each script is said: dialogue files, exercises, the policy, and the code that names it."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from holdfast.content.script import Script

_NAME = re.compile(r"\butter_[a-z0-9_]+")
_SAID = ("rules", "stories", "exercises")
_CODE = ("holdfast", "actions", "rasa_plugins")
# What the service appends to a script's name by itself; `_b` when the script was the last thing said.
DERIVED = ("_anywhere", "_unstaffed", "_contact", "_hours", "_b")


@dataclass(frozen=True)
class Place:
    """A line that names a script; `within` is the rule or story it stands in."""

    file: str
    line: int
    within: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" + (f" ({self.within})" if self.within else "")


def usage(folder: Path, scripts: Mapping[str, Script]) -> Mapping[str, list[Place]]:
    """Every place by script. A name that code puts together counts for every script it could become."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for name, place in (
        *_in_data(folder),
        *_in_scripts(folder, scripts),
        *_in_code(folder.parent, scripts.keys()),
    ):
        found[name].append(place)
    for name in sorted(scripts):
        for ending in DERIVED:
            base = name.removesuffix(ending)
            if base != name and base in scripts:
                found[name] += [place for place in found[base] if place not in found[name]]
    # A twin of a twin, `_contact_anywhere`, has its places by now or in one more look for each ending.
    for _ in DERIVED:
        for name in sorted(scripts.keys() - found.keys()):
            bases = [name.removesuffix(ending) for ending in DERIVED if name.endswith(ending)]
            if places := [place for base in bases for place in found.get(base, ())]:
                found[name] = places
    return found


def _in_data(folder: Path) -> Iterator[tuple[str, Place]]:
    files = [path for part in _SAID for path in sorted((folder / part).rglob("*.yml"))]
    for path in [*files, folder / "handoff.yml"]:
        if path.exists():
            yield from _named(path, path.relative_to(folder.parent).as_posix())


def _named(path: Path, shown: str) -> Iterator[tuple[str, Place]]:
    within = ""
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if title := re.match(r"\s*- (?:rule|story): (.*)", row):
            within = title[1].strip().strip("\"'")
        for name in _NAME.findall(row.split("#")[0]):
            yield name, Place(shown, number, within)


def _in_scripts(folder: Path, scripts: Mapping[str, Script]) -> Iterator[tuple[str, Place]]:
    """What a script says is said after it, or in its place."""
    for script in scripts.values():
        place = Place(script.file.relative_to(folder.parent).as_posix(), script.line or 1, script.name)
        yield from ((name, place) for name in script.named)


def _in_code(root: Path, scripts: Set[str]) -> Iterator[tuple[str, Place]]:
    for part in _CODE:
        for path in sorted((root / part).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if "utter_" not in text:
                continue
            shown = path.relative_to(root).as_posix()
            for node in ast.walk(ast.parse(text)):
                for name in _names(node, scripts):
                    yield name, Place(shown, getattr(node, "lineno", 0))


def _names(node: ast.AST, scripts: Set[str]) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in scripts:
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = [one.value if isinstance(one, ast.Constant) else None for one in node.values]
        if str(parts[0]).startswith("utter_"):
            pattern = "".join("[a-z0-9_]+" if part is None else re.escape(str(part)) for part in parts)
            yield from (name for name in scripts if re.fullmatch(pattern, name))
