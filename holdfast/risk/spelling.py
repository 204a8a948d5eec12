"""Words as they were meant: stretched, disguised, run together or mistyped ones set right, once, before matching."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

from holdfast.risk.characters import latinise
from holdfast.risk.distance import apart_by_one, by_form, distance, shortened

_LEET = str.maketrans("01345789@$!|+#€^", "oieastbgasilthea"[0:16])
_LEET_L = str.maketrans("01345789@$!|+#€^", "oleastbgasllthea"[0:16])
_STRETCH = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"(.)\1+")
_COMMON = 4000  # words so common that a typo is more likely one of them than anything else
_COMMONEST = 120  # little words, of which one is in nearly every pair that is run together
_CLITICS = {"s": "'s", "ve": "have", "ll": "will", "d": "would", "re": "are", "m": "am"}
_PAIRS = frozenset(("im", "id", "ur", "kms"))
_RUN = re.compile(r"([a-z]+'(?:m|s|t|ve|ll|d|re))([a-z]{3,})")
_CACHE = 20_000  # forms remembered; past it the memory starts anew, so that it stays bounded


class Speller:
    """Turns one written token into the words it stands for.

    `known` is ordered by frequency; `heard` are the words that rules listen for, the only rare words
    anything is ever corrected to, so that a correction never invents a word that no rule knows.
    """

    def __init__(
        self, known: Iterable[str], heard: Iterable[str], short: Mapping[str, tuple[str, ...]]
    ) -> None:
        self.rank = {word: place for place, word in enumerate(("i", "a", *known))}
        self.heard = frozenset(heard)
        self.short = short
        common = [word for word, place in self.rank.items() if place < _COMMON]
        self._near = by_form({*self.heard, *common}, 4, shortened)
        self._far = by_form(
            self.heard, 8, lambda word: {two for one in shortened(word) for two in shortened(one)}
        )
        self._remembered: dict[str, tuple[str, ...]] = {}

    def knows(self, word: str) -> bool:
        """Whether the word needs no correction."""
        return word in self.heard or word in self.rank or word in self.short

    def words(self, token: str) -> tuple[str, ...]:
        """The words a token stands for; an unreadable token stands for itself."""
        found = self._remembered.get(token)
        if found is None:
            if len(self._remembered) >= _CACHE:
                self._remembered.clear()
            found = self._remembered[token] = self._read(token)
        return found

    def _read(self, token: str) -> tuple[str, ...]:
        token = token[:120]
        for form in self._forms(token):
            if form in self.short:
                return self.short[form]
            if form in self.heard or form in self.rank:
                return (form,)
        return self._clitics(token) or self._corrected(token) or (token,)

    def _clitics(self, token: str) -> tuple[str, ...]:
        """A word with an ending behind an apostrophe, or run together with what follows ("i'mlosing")."""
        stem, mark, ending = token.rpartition("'")
        if mark and len(stem) > 1 and ending in _CLITICS:
            return (*self.words(stem), _CLITICS[ending])
        run = _RUN.fullmatch(token)
        if run and (run[1] in self.short or run[1].replace("'", "") in self.short):
            return (*self.words(run[1]), *self.words(run[2]))
        return ()

    def _corrected(self, token: str) -> tuple[str, ...]:
        plain = _plain(token)
        hidden = self._unhide(token) if "*" in token else None
        if hidden:
            return (hidden,)
        if plain.isascii() and plain.isalpha():
            near = self._nearest(plain)
            parts = self._pair(plain, near) or (None if near else self._apart(_STRETCH.sub(r"\1\1", plain)))
            if near or parts:
                return tuple(word for part in parts or [near or ""] for word in self.short.get(part, (part,)))
        pieces = re.findall(r"[a-z0-9']+", token)
        return tuple(word for piece in pieces for word in self.words(piece)) if len(pieces) > 1 else ()

    def _forms(self, token: str) -> Iterable[str]:
        """The token and what it may be a disguise of, the likeliest first."""
        latin = latinise(token)
        yield latin
        bare = latin.strip("'")
        yield bare
        if "'" in bare and (not bare.endswith("'s") or bare.replace("'", "") in self.short):
            yield bare.replace("'", "")
        plain = bare
        if not bare.isalpha():
            plain = bare.translate(_LEET)
            if any(char.isalpha() for char in bare) or len(bare) < 3:
                if any(char.isalpha() for char in bare):
                    yield plain
                    yield bare.translate(_LEET_L)
            else:
                return
        two = _STRETCH.sub(r"\1\1", plain)
        if two != plain:
            shorter = {two, _STRETCH.sub(r"\1", plain), _DOUBLED.sub(r"\1", plain)}
            yield from sorted(
                shorter, key=lambda form: self.rank.get(form, 3000 if form in self.heard else 90_000)
            )

    def _unhide(self, token: str) -> str | None:
        """A heard word with letters starred out, when exactly such a word exists."""
        if token.strip("*").replace("*", "").isalpha() and len(token) >= 3:
            shape = re.compile("".join("[a-z]" if char == "*" else re.escape(char) for char in token))
            fits = [word for word in self.heard if len(word) == len(token) and shape.fullmatch(word)]
            if fits:
                return min(fits, key=lambda word: self.rank.get(word, 30_000))
        return None

    def _nearest(self, word: str) -> str | None:
        if len(word) < 4:
            return None
        found: set[str] = set(self._near.get(word, "").split())
        for form in shortened(word):
            found.update(self._near.get(form, "").split())
        close = [other for other in found if other[0] == word[0] or other[1:] == word or other == word[1:]
                 or (other[:2] == word[1::-1])]  # fmt: skip
        close = [other for other in close if apart_by_one(word, other)]
        if close:
            return min(close, key=lambda other: (sorted(other) != sorted(word), self.rank.get(other, 9000)))
        if len(word) >= 7:
            far = set(self._far.get(word, "").split())
            for form in shortened(word):
                far.update(self._far.get(form, "").split())
                for shorter in shortened(form):
                    far.update(self._far.get(shorter, "").split())
            far = {other for other in far if other[0] == word[0] and abs(len(other) - len(word)) <= 2}
            if far:
                return min(far, key=lambda other: (distance(word, other), self.rank.get(other, 9000)))
        return None

    def _pair(self, run: str, near: str | None) -> list[str] | None:
        """Two words written as one ("meto", "endit"), both likelier than the word that `run` is a slip of."""
        most = _COMMON if near is None else min(self._place(near), _COMMON)
        best: tuple[int, list[str]] | None = None
        for cut in range(1, len(run)) if len(run) >= 4 else ():
            places = sorted((self._place(run[:cut]), self._place(run[cut:])))
            if places[0] <= _COMMONEST and places[1] <= most and (not best or sum(places) < best[0]):
                best = (sum(places), [run[:cut], run[cut:]])
        return best[1] if best else None

    def _place(self, word: str) -> int:
        if len(word) == 1 and word not in "ai":
            return _COMMON + 1
        place = self.rank.get(word, _COMMON + 1)
        return min(place, _COMMON) if word in self.heard else place

    def _apart(self, run: str) -> list[str] | None:
        """A run of words without spaces taken apart, when every part is heard or common."""
        if len(run) < 4:
            return None
        best: list[tuple[float, int]] = [(0.0, 0)] + [(math.inf, 0)] * len(run)
        for end in range(1, len(run) + 1):
            for start in range(max(0, end - 14), end):
                part = run[start:end]
                cost = best[start][0] + self._cost(part)
                if cost < best[end][0]:
                    best[end] = (cost, start)
        if best[-1][0] > 2.6 * len(run) + 2:
            return None
        parts: list[str] = []
        end = len(run)
        while end:
            start = best[end][1]
            parts.insert(0, run[start:end])
            end = start
        return parts if len(parts) > 1 and any(part in self.heard for part in parts) else None

    def _cost(self, part: str) -> float:
        if len(part) == 1 and part not in "ai":
            return math.inf
        place = self.rank.get(part)
        if part in self.heard or part in self.short:
            place = min(place if place is not None else 3000, 3000)
        if place is None or (place > 8000) or (len(part) == 2 and place > 150 and part not in _PAIRS):
            return math.inf
        return 1.5 + math.log(place + 10)


def _plain(token: str) -> str:
    return latinise(token).replace("'", "").translate(_LEET) if not token.isdigit() else token
