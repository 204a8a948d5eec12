"""What the second look reads of a message: hashed words, pairs of words and pieces of words."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from holdfast.risk.words import STOP

SIZE = 1 << 17  # places in the table of weights
_CACHE = 20_000
_pieces: dict[str, tuple[int, ...]] = {}


def places(words: Sequence[str]) -> list[int]:
    """The places in the table that a message's words point to, each once, in order."""
    found: set[int] = set()
    before = STOP
    earlier = STOP
    for word in words:
        found.update(_of_word(word))
        found.add(crc32(f"{before} {word}".encode("utf-8", "replace")) % SIZE)
        found.add(crc32(f"{earlier} _ {word}".encode("utf-8", "replace")) % SIZE)
        earlier, before = before, word
    return sorted(found)


def _of_word(word: str) -> tuple[int, ...]:
    known = _pieces.get(word)
    if known is None:
        if len(_pieces) >= _CACHE:
            _pieces.clear()
        marked = f"<{word[:40]}>"
        parts = {
            marked[start : start + size] for size in (4, 5) for start in range(max(0, len(marked) - size + 1))
        }
        parts.add(f"={word[:40]}")
        known = _pieces[word] = tuple(crc32(part.encode("utf-8", "replace")) % SIZE for part in sorted(parts))
    return known
