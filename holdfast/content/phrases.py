"""How people say things: the examples of `data/nlu`, by the words alone."""

from __future__ import annotations

import re
from pathlib import Path

from holdfast.content.yamlfile import read_yaml


def plain(text: str) -> str:
    """A message without what does not matter when two of them are compared: case, marks, spaces."""
    return " ".join(re.findall(r"[\w']+", text.lower()))


def load_phrases(folder: Path) -> dict[str, str]:
    """The intent of every example, by its plain words."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")) if folder.is_dir() else []:
        for entry in read_yaml(path).data.get("nlu") or []:
            for line in str(entry.get("examples") or "").splitlines():
                if words := plain(line.strip().removeprefix("-")):
                    found.setdefault(words, str(entry.get("intent")))
    return found
