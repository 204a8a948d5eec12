"""Ordinary talk that is public and licensed, as calm the second look learns from; read where it is at hand.

GoEmotions (Apache-2.0: comments), BANKING77 (CC BY 4.0: customers of a bank) and Taskmaster-4 (CC BY 4.0: orders and
tickets), each as its makers publish it, in a folder of its own. Nothing of them is kept in the project.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path

_MOST = {"goemotions": 30_000, "banking77": 4_000, "taskmaster": 5_000}
_SHORTEST, _LONGEST = 3, 320  # characters: what fits a message


def talk(folder: Path) -> list[str]:
    """A sample of each source, the same each time; sources that are not there are left out."""
    rng = random.Random(7)  # noqa: S311 - a sample, no secret
    found: list[str] = []
    for name, read in (("goemotions", _comments), ("banking77", _questions), ("taskmaster", _orders)):
        texts = sorted({text for text in read(folder / name) if _SHORTEST <= len(text.strip()) <= _LONGEST})
        rng.shuffle(texts)
        found += texts[: _MOST[name]]
    return found


def _comments(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as rows:
            yield from (row[0] for row in csv.reader(rows, delimiter="\t", quoting=csv.QUOTE_NONE) if row)


def _questions(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as rows:
            yield from (row["text"] for row in csv.DictReader(rows))


def _orders(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.json")):
        for conversation in json.loads(path.read_text(encoding="utf-8")):
            for said in conversation["utterances"]:
                if said["speaker"].lower() == "user":
                    yield said["text"]
