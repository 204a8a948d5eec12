"""The labelled messages development and training read; real posts among them, so nothing of them is ever printed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from holdfast.risk.yamlfile import read_yaml

FILES = ("positives_chat", "positives_long", "hard_negatives_chat", "ordinary_chat", "soft_ambiguous")
HELD_BACK = 64  # of 256: a message whose text hashes below this is looked at once a release, not in between


@dataclass(frozen=True)
class Line:
    """One labelled message; `id` is the start of its hash and the only thing a report may show."""

    id: str
    text: str
    label: int
    set: str
    sub: str
    file: str
    held_back: bool


def lines(folder: Path, corrections: Mapping[str, Any] | None = None) -> Iterator[Line]:
    """Every labelled message of the folder, labels corrected by hash where the overlay says so."""
    for file in FILES:
        path = folder / f"{file}.jsonl"
        if path.exists():
            yield from of_file(path, corrections)


def of_file(path: Path, corrections: Mapping[str, Any] | None = None) -> Iterator[Line]:
    """The same of one file, such as the lines that a clinic's console gives (`desk.jsonl`)."""
    with path.open(encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            digest = hashlib.sha256(row["text"].encode("utf-8", "surrogatepass")).hexdigest()
            label = (corrections or {}).get(digest[:12], {}).get("label", row["label"])
            held = int(digest[:2], 16) < HELD_BACK
            yield Line(digest[:12], row["text"], label, row["set"], row["sub"], path.stem, held)


def corrections(path: Path) -> dict[str, Any]:
    """The overlay of corrected labels: hash of the line, label, reason; no text."""
    raw = read_yaml(path) if path.exists() else {}
    return {str(key): value for key, value in (raw or {}).items()}
