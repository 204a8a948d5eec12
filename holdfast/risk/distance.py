"""How far apart two words are."""

from __future__ import annotations


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
