"""Languages by name: which one someone asks for, or writes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from holdfast.content.phrases import plain
from holdfast.content.yamlfile import read_yaml

ENGLISH = "en"
# "My English is not good" asks for anything but English.
_NOT = {
    "not",
    "no",
    "don't",
    "dont",
    "isn't",
    "isnt",
    "can't",
    "cant",
    "bad",
    "poor",
    "hard",
    "other",
    "another",
}


@dataclass(frozen=True)
class Languages:
    """The names said, by code, and the codes by every word that stands for one."""

    names: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)

    def wanted(self, text: str) -> str | None:
        """The code of the one language that a message asks for or is written in; None when that is not plain."""
        words = set(plain(text).split())
        found = {self.codes[word] for word in words if word in self.codes}
        other = found - {ENGLISH}
        if len(other) == 1:
            return other.pop()
        return ENGLISH if found == {ENGLISH} and not words & _NOT else None


def load_languages(path: Path) -> Languages:
    """Every language in the file; none when there is no such file."""
    if not path.exists():
        return Languages()
    rows = {str(code): [str(name) for name in names] for code, names in read_yaml(path).data.items()}
    codes = {plain(name): code for code, names in rows.items() for name in names}
    return Languages({code: names[0] for code, names in rows.items()}, codes)
