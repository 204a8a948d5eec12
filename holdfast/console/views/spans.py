"""A message cut into pieces, so that a page can mark what a rule heard."""

from collections.abc import Iterable, Mapping
from typing import Any


def pieces(text: str, heard: Iterable[Mapping[str, Any]]) -> list[tuple[str, bool]]:
    """(piece, whether a rule heard it), in order; overlapping spans become one; joined they are the text."""
    marked = bytearray(len(text))
    for one in heard:
        start, end = max(0, int(one.get("start", 0))), min(len(text), int(one.get("end", 0)))
        for index in range(start, end):
            marked[index] = 1
    cut: list[tuple[str, bool]] = []
    begin = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or marked[index] != marked[begin]:
            cut.append((text[begin:index], bool(marked[begin])))
            begin = index
    return cut
