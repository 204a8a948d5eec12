"""Long texts in pieces of bounded size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from holdfast.risk.words import STOP

LONGEST = 20_000  # characters read; of anything longer the two ends are read and it counts as unreadable
WINDOW, OVERLAP = 72, 24  # words matched at a time; the overlap is longer than almost any pattern


def windows(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The sentences, each with the stops at both ends, and a sentence that is too long in overlapping pieces.

    A rule never reaches over the end of a sentence, and few rules find all their words in one.
    """
    first = 0
    for last in range(1, len(words)):
        if words[last] == STOP:
            for start in range(first, max(last + 1 - OVERLAP, first + 1), WINDOW - OVERLAP):
                yield start, min(start + WINDOW, last + 1)
            first = last


def parts(text: str) -> Iterator[tuple[str, int]]:
    if len(text) <= LONGEST:
        yield text, 0
    else:
        half = LONGEST // 2
        yield text[:half], 0
        yield text[-half:], len(text) - half
