"""The person's own words: warning signs and code word from their plan, never logged, never in a shared store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from holdfast.risk.words import STOP

if TYPE_CHECKING:
    from holdfast.risk.gate import Gate

# Words a warning sign may be said with or without.
_LIGHT = frozenset(
    "i a an the to of in on at it is am are was be been being my me and or so very really too just feel feeling "
    "feels felt get getting got gets have having has had do does did doing go going start starting when start "
    "starts keep keeps again all more lot that this with for myself".split()
)
_REACH = 6  # words of a sign may stand this much further apart than they were written
_ENDINGS = ("ings", "ing", "ies", "ied", "ed", "es", "s")


@dataclass(frozen=True)
class OwnWords:
    """Warning signs as stems to be found near each other, and the code word as it is read."""

    signs: tuple[tuple[str, ...], ...] = field(default=(), repr=False)
    code: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def compile(cls, gate: Gate, warning_signs: Sequence[str], code_word: str | None) -> OwnWords:
        """The words of one plan, read the same way as messages are."""
        signs = []
        for sign in warning_signs:
            words = gate.words(sign)
            stems = tuple(dict.fromkeys(_stem(word) for word in words if word not in _LIGHT))
            if stems or words:
                signs.append(stems or tuple(words))
        return cls(tuple(signs), tuple(gate.words(code_word)) if code_word else ())

    def code_at(self, words: Sequence[str]) -> tuple[int, int] | None:
        """Where the code word stands among the words."""
        size = len(self.code)
        if size:
            for place in range(len(words) - size + 1):
                if tuple(words[place : place + size]) == self.code:
                    return place, place + size
        return None

    def sign_at(self, words: Sequence[str]) -> tuple[int, int] | None:
        """Where a warning sign stands: all its stems close together within a sentence, in any order."""
        stems = [_stem(word) for word in words]
        present = set(stems)
        for sign in self.signs:
            if present.issuperset(sign):
                found = _together(stems, sign)
                if found:
                    return found
        return None


def _together(stems: list[str], sign: tuple[str, ...]) -> tuple[int, int] | None:
    reach = len(sign) + _REACH
    for start, stem in enumerate(stems):
        if stem in sign:
            window = stems[start : start + reach]
            if STOP in window:
                window = window[: window.index(STOP)]
            if set(window).issuperset(sign):
                return start, start + max(window.index(one) for one in sign) + 1
    return None


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] in "ey" else word
