"""Countries by name: what someone writes, and what is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from holdfast.content.phrases import plain
from holdfast.content.yamlfile import read_yaml

_MOST_WORDS = 6
# Someone tells where they are with the country last: "I am in Canada", "I moved to the UK now".
_BEFORE = {"in", "to", "is", "the", "now", "here", "country", "region"}
_AFTER = {
    "now",
    "right",
    "today",
    "currently",
    "at",
    "the",
    "moment",
    "please",
    "for",
    "a",
    "while",
    "last",
    "week",
    "month",
    "year",
}
# Where they were, are not, or will be.
_ELSEWHERE = {
    "not", "from", "don't", "dont", "isn't", "never", "used", "was", "were", "grew", "without", "if", "going", "moving",
    "will", "gonna", "want", "wish", "she", "he", "her", "his", "they", "my", "friend", "mum", "mom", "dad", "trip",
    "next",
}  # fmt: skip


@dataclass(frozen=True)
class Countries:
    """The names said, by code, and the codes by every way of writing them."""

    names: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)

    def find(self, text: str) -> str | None:
        """The code of the country that a short message names, or None: also when it names two."""
        if text.strip().upper() in self.names:
            return text.strip().upper()
        words, found, start = plain(text).split(), set(), 0
        while start < len(words):
            sizes = range(min(_MOST_WORDS, len(words) - start), 0, -1)
            named = next(
                (size for size in sizes if " ".join(words[start : start + size]) in self.codes), None
            )
            if named is not None:
                found.add(self.codes[" ".join(words[start : start + named])])
            start += named or 1
        return found.pop() if len(found) == 1 else None

    def told(self, text: str) -> str | None:
        """The code of the country that a message plainly gives as where its writer is; in doubt None."""
        words = plain(text).split()
        while words and words[-1] in _AFTER:
            words.pop()
        starts = [
            n
            for n in range(max(0, len(words) - _MOST_WORDS), len(words))
            if " ".join(words[n:]) in self.codes
        ]
        if not starts:
            return None
        before = words[: starts[0]]
        mine = " ".join(before).replace("my country", "country").replace("my region", "region").split()
        if (before and before[-1] not in _BEFORE) or set(mine) & _ELSEWHERE:
            return None
        return self.find(text)


def load_countries(path: Path) -> Countries:
    """Every country in the file; none when there is no such file."""
    if not path.exists():
        return Countries()
    rows = {str(code): [str(name) for name in names] for code, names in read_yaml(path).data.items()}
    codes = {plain(name): code for code, names in rows.items() for name in names}
    return Countries({code: names[0] for code, names in rows.items()}, codes)
