"""How far apart two words are, and which words may lie near."""

from __future__ import annotations

from collections.abc import Callable, Iterable


def shortened(word: str) -> set[str]:
    """The word, and the word without each of its letters."""
    return {word[:place] + word[place + 1 :] for place in range(len(word))} | {word}


def apart_by_one(one: str, other: str) -> bool:
    """Whether at most one slip lies between two words."""
    return distance(one, other) <= 1


def distance(one: str, other: str) -> int:
    """How many single-letter slips (swaps of neighbours count once) lie between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i] + [0] * len(other)
        for j, b in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]


def by_form(words: Iterable[str], letters: int, forms: Callable[[str], Iterable[str]]) -> dict[str, str]:
    """Words by their shortened forms, parted by blanks: most forms have one word, and lists would be megabytes."""
    found: dict[str, str] = {}
    for word in words:
        if word.isascii() and word.isalpha() and len(word) >= letters:
            for form in forms(word):
                found[form] = f"{found[form]} {word}" if form in found else word
    return found
