"""Words that stand outside the scripts: sentences and names of the crisis directory, labels of the widget."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from holdfast.content.checks.wording import broken
from holdfast.content.finding import Finding
from holdfast.content.library import Library
from holdfast.content.lintdata import LintData

_WIDGET = Path("widget/src/words")
_LONGEST_LABEL = 24


def check_labels(library: Library, lint: LintData) -> Iterator[Finding]:
    for file, line, unit, text in (*_directory(library), *_widget(library.folder.parent / _WIDGET)):
        for rule, detail in sorted(set(broken(text, lint))):
            yield Finding(file, line, unit, rule, "error", detail)
        if "!" in text:
            yield Finding(file, line, unit, "exclamation", "error")
    for script in library.scripts.values():
        for button in script.buttons:
            if len(button.label) > _LONGEST_LABEL:
                detail = f"{button.label}, {len(button.label)} characters"
                yield Finding(str(script.file), script.line, script.name, "long_label", "error", detail)


def _directory(library: Library) -> Iterator[tuple[str, int | None, str, str]]:
    lines, path = library.lines, str(library.folder / "crisis_lines.yml")
    for (country, audience, channel), sentence in lines.sentences.items():
        place = lines.places.get(f"{country}/{audience}")
        yield path, place, f"{country} say {audience} {channel}", sentence.text
    for channel, text in lines.anywhere.items():
        yield path, lines.places.get("anywhere"), f"anywhere {channel}", text
    for record in lines.records:
        yield (
            path,
            record.row,
            record.id,
            " ".join(str(record.details.get(key, "")) for key in ("note", "expect")),
        )


def _widget(folder: Path) -> Iterator[tuple[str, int | None, str, str]]:
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        text = path.read_text(encoding="utf-8")
        rows = text.splitlines()
        for key, label in json.loads(text).items():
            line = next((number for number, row in enumerate(rows, 1) if f'"{key}":' in row), None)
            yield str(path), line, f"widget {key}", str(label)
