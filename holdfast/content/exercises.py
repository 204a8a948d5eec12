"""Exercises: the order of their steps and the counts in them, from `data/exercises/<name>.yml`."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from holdfast.content.errors import ContentError
from holdfast.content.yamlfile import YamlFile, read_yaml

_KEEPING = ("keeps", "notes", "more", "then", "otherwise")


@dataclass(frozen=True)
class Step:
    """One message of an exercise; `wait_s` is set when the service asks again by itself after that time.

    `keeps` names what becomes of the person's next words: they are kept by the service, and the dialogue engine never
    sees them. Then `more` is said and the person may write on, or `then` and this ends, or the next step comes;
    `otherwise` is said when nothing could be kept. `notes` names a number that the service notes on its way.
    """

    script: str
    counts: Mapping[str, int] = field(default_factory=dict)
    wait_s: int | None = None
    keeps: str | None = None
    notes: str | None = None
    more: str | None = None
    then: str | None = None
    otherwise: str | None = None


@dataclass(frozen=True)
class Exercise:
    """`tool` is the choice that begins it, when it is something whose help can be rated."""

    name: str
    steps: tuple[Step, ...]
    tool: str | None = None
    file: Path = Path()
    lines: tuple[int | None, ...] = ()

    def line(self, number: int) -> int | None:
        """Where step number so-and-so stands, from 1."""
        return self.lines[number - 1] if number <= len(self.lines) else None


def load_exercises(folder: Path, scripts: Container[str]) -> dict[str, Exercise]:
    """Every exercise by name; each step must name a script that exists."""
    exercises: dict[str, Exercise] = {}
    for path in sorted(folder.glob("*.yml")) if folder.is_dir() else []:
        file = read_yaml(path)
        exercise = _exercise(file, scripts)
        if exercise.name in exercises:
            raise ContentError(path, exercise.name, "is in two files")
        exercises[exercise.name] = exercise
    return exercises


def _exercise(file: YamlFile, scripts: Container[str]) -> Exercise:
    name, steps = file.data.get("name"), file.data.get("steps")
    if name != file.path.stem:
        raise ContentError(file.path, "name", "must be the file's name", file.line("name"))
    if extra := set(file.data) - {"name", "steps", "tool"}:
        raise ContentError(file.path, file.path.stem, f"unknown key: {min(map(str, extra))}")
    if not isinstance(steps, list) or not steps:
        raise ContentError(file.path, "steps", "must be a list of steps", file.line("steps"))
    tool = file.data.get("tool")
    if tool is not None and not isinstance(tool, str):
        raise ContentError(file.path, "tool", "must be the name of a choice", file.line("tool"))
    return Exercise(
        str(name),
        tuple(_step(file, number, step, scripts) for number, step in enumerate(steps, 1)),
        tool,
        file.path,
        tuple(file.line("steps", str(place)) for place in range(len(steps))),
    )


def _step(file: YamlFile, number: int, step: Any, scripts: Container[str]) -> Step:
    def refuse(fault: str) -> ContentError:
        return ContentError(file.path, f"step {number}", fault, file.line("steps", str(number - 1)))

    if not isinstance(step, dict) or set(step) - {"script", "counts", "wait_s", *_KEEPING}:
        raise refuse("has a script and perhaps counts, wait_s, " + ", ".join(_KEEPING) + ", nothing else")
    script, counts, wait_s = step.get("script"), step.get("counts") or {}, step.get("wait_s")
    if not isinstance(script, str) or script not in scripts:
        raise refuse(f"names no known script: {script}")
    if not isinstance(counts, dict) or not all(type(count) is int and count > 0 for count in counts.values()):
        raise refuse("counts must be whole numbers above 0")
    if wait_s is not None and (type(wait_s) is not int or wait_s <= 0):
        raise refuse("wait_s must be a whole number of seconds above 0")
    keeping = {name: step.get(name) for name in _KEEPING}
    if not all(value is None or isinstance(value, str) for value in keeping.values()):
        raise refuse(", ".join(_KEEPING) + " must be names")
    for name in ("more", "then", "otherwise"):
        if keeping[name] is not None and keeping[name] not in scripts:
            raise refuse(f"{name} names no known script: {keeping[name]}")
    if (keeping["keeps"] is None) != (keeping["otherwise"] is None):
        raise refuse(
            "what keeps words says with otherwise what is said when it cannot, and nothing else does"
        )
    return Step(script, dict(counts), wait_s, **keeping)
