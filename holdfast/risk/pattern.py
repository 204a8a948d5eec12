"""The language rules are written in, and its translation into spaCy token patterns.

A pattern is words in a row. CAPITALS name a shared set; `a|b` is one of two; `word?` may be missing;
`(a b|c)` groups; `...` is up to three words of any kind, `..5` up to five; `!word` is any other word;
`^` and `$` are the two ends of a sentence. Nothing reaches across the end of a sentence but `^` and `$`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product
from typing import Any, NamedTuple

from holdfast.risk.sets import NAME, Sets
from holdfast.risk.words import STOP

MOST = 1500  # variants one pattern may have; more is a sign of a set that does not belong there
_PIECE = re.compile(r"[()|?]|\.\.\.|\.\.\d|[^\s()|?]+")
_WORD = re.compile(r"(?<![.\w'])[a-z0-9'][a-z0-9']*")


class Element(NamedTuple):
    """One place in a pattern: one of `words` (None: any word), or with `other` any word but those."""

    words: frozenset[str] | None
    optional: bool = False
    other: bool = False

    def token(self) -> dict[str, Any]:
        """The element as spaCy's Matcher wants it."""
        if self.words is None or self.other:
            without = sorted({STOP, *(self.words or ())})
            shape: dict[str, Any] = {"ORTH": {"NOT_IN": without}}
        elif len(self.words) == 1:
            shape = {"ORTH": next(iter(self.words))}
        else:
            shape = {"ORTH": {"IN": sorted(self.words)}}
        return {**shape, "OP": "?"} if self.optional else shape


Variant = tuple[Element, ...]
ANY = Element(None, optional=True)
END = Element(frozenset({STOP}))


class Grammar:
    """Reads patterns against shared sets; short forms and joined words are written as messages are read."""

    def __init__(
        self, sets: Sets, short: Mapping[str, tuple[str, ...]], joins: Mapping[tuple[str, ...], str]
    ) -> None:
        self._raw = sets
        self._short = short
        self._joins = {" ".join(words): one for words, one in joins.items()}
        longest_first = sorted(self._joins, key=len, reverse=True)
        self._joined = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?![\w?])")
        self._sets: dict[str, list[Variant]] = {}
        self._open: list[str] = []
        self._elements: dict[Element, Element] = {}
        self._words: dict[frozenset[str], frozenset[str]] = {}

    def parse(self, source: str) -> list[Variant]:
        """Every variant of a pattern; ValueError says what is wrong with it."""
        variants = self._variants(source)
        for variant in variants:
            if not any(
                not one.optional and one.words and not one.other and STOP not in one.words for one in variant
            ):
                raise ValueError(f"can match without any word: {source!r}")
        return [tuple(self._kept(one) for one in variant) for variant in variants]

    def _kept(self, element: Element) -> Element:
        """The same element as an equal one before it: tens of thousands of places name a few thousand word sets."""
        if element not in self._elements:
            words = element.words and self._words.setdefault(element.words, element.words)
            self._elements[element] = element._replace(words=words)
        return self._elements[element]

    def _variants(self, source: str) -> list[Variant]:
        options, rest = self._choice(_PIECE.findall(self._as_read(source)), top=True)
        if rest:
            raise ValueError(f"closes more than it opens: {source!r}")
        options = list(dict.fromkeys(options))
        if len(options) > MOST:
            raise ValueError(f"has {len(options)} variants, more than {MOST}: {source!r}")
        return options

    def _as_read(self, source: str) -> str:
        def long(match: re.Match[str]) -> str:
            words = self._short.get(match[0]) or self._short.get(match[0].replace("'", ""))
            return match[0] if words is None else words[0] if len(words) == 1 else f"({' '.join(words)})"

        return self._joined.sub(lambda match: self._joins[match[0]], _WORD.sub(long, source))

    def _set(self, name: str) -> list[Variant]:
        if name not in self._sets:
            if name not in self._raw:
                raise ValueError(f"names the unknown set {name}")
            if name in self._open:
                raise ValueError(f"names the set {name}, which names itself")
            self._open.append(name)
            found = [variant for entry in self._raw[name] for variant in self._variants(entry)]
            self._sets[name] = _merged(list(dict.fromkeys(found)))
            self._open.pop()
        return self._sets[name]

    def _choice(self, pieces: list[str], top: bool = False) -> tuple[list[Variant], list[str]]:
        """Reads alternatives up to a closing bracket; outside brackets `|` binds single words only."""
        branches: list[list[Variant]] = []
        row: list[list[Variant]] = []
        while pieces and pieces[0] != ")":
            piece, *pieces = pieces
            if piece == "|" and not top:
                branches.append(_row(row))
                row = []
                continue
            options, pieces = self._atom(piece, pieces)
            while top and pieces and pieces[0] == "|":
                more, pieces = self._atom(pieces[1], pieces[2:])
                options = _merged(options + more)
            if pieces and pieces[0] == "?":
                pieces = pieces[1:]
                options = _optional(options)
            row.append(options)
        branches.append(_row(row))
        return [variant for branch in branches for variant in branch], pieces

    def _atom(self, piece: str, pieces: list[str]) -> tuple[list[Variant], list[str]]:
        if piece == "(":
            options, pieces = self._choice(pieces)
            if not pieces:
                raise ValueError("opens a bracket that never closes")
            return _merged(options), pieces[1:]
        if piece in "^$":
            return [(END,)], pieces
        if piece.startswith(".."):
            return [(ANY,) * (3 if piece == "..." else int(piece[2:]))], pieces
        if piece.startswith("!"):
            options = (
                self._set(piece[1:]) if NAME.fullmatch(piece[1:]) else [(Element(frozenset({piece[1:]})),)]
            )
            words = frozenset(word for option in options for word in (option[0].words or ()))
            return [(Element(words, other=True),)], pieces
        if NAME.fullmatch(piece):
            return list(self._set(piece)), pieces
        if piece in "|?":
            raise ValueError(f"has a {piece} that joins nothing")
        return [(Element(frozenset({piece})),)], pieces


def _merged(options: list[Variant]) -> list[Variant]:
    """Alternatives of one word each become one element with all their words."""
    single = [
        one for one in options if len(one) == 1 and one[0].words and not (one[0].optional or one[0].other)
    ]
    if len(single) < 2:
        return options
    words = frozenset(word for (one,) in single for word in one.words or ())
    chosen = set(single)
    return [(Element(words),), *(one for one in options if one not in chosen)]


def _optional(options: list[Variant]) -> list[Variant]:
    """Options of which none need stand; a lone word keeps its place as an optional element."""
    single = [one for one in options if len(one) == 1]
    rest = [one for one in options if len(one) != 1]
    if single:
        return [*((Element(one.words, optional=True, other=one.other),) for (one,) in single), *rest]
    return [(), *rest]


def _row(row: list[list[Variant]]) -> list[Variant]:
    size = 1
    for options in row:
        size *= len(options)
    if size > MOST * 4:
        raise ValueError(f"has {size} variants, more than {MOST}")
    return [tuple(one for part in parts for one in part) for parts in product(*row)]
