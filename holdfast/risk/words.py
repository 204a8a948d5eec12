"""A message as the words it stands for, each with its place in the original text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from holdfast.risk.characters import fold
from holdfast.risk.spelling import Speller

STOP = "."  # stands for the end of a sentence, and for both ends of a message
_TOKEN = re.compile(
    r"(?P<soft>\.{2,}|[.](?=\S))|(?P<stop>[.!?;\n。！？]+)"
    r"|(?P<word>[@$]?[^\W_]+(?:['@$!|*+#^]+[^\W_]+)*\**)|(?P<sign>[\u2190-\u2bff\U0001f000-\U0001faff])"
)
# What is left of "don't" or "i've" where an apostrophe was lost and a blank put in its place.
_NEGATED = frozenset(
    "ain aren can couldn didn doesn don hadn hasn haven isn mustn needn shouldn wasn weren won wouldn".split()
)
_SPEAKERS = frozenset("i you he she it we they that there who what".split())
_CUT_OFF = {"m": frozenset(("i",)), "t": _NEGATED, **dict.fromkeys(("ve", "ll", "re", "d", "s"), _SPEAKERS)}


@dataclass(frozen=True)
class Words:
    """The words of a text, STOP at both ends and between sentences, and where each was written."""

    words: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.words)


class Reader:
    """Reads texts into words: folds characters, joins what was pulled apart, corrects, spells out."""

    def __init__(self, speller: Speller, joins: Mapping[tuple[str, ...], str]) -> None:
        self.speller = speller
        self.joins = joins
        self._openings = {first for first, *_ in joins}
        self._longest = max((len(key) for key in joins), default=1)

    def read(self, text: str) -> Words:
        """The words of a text."""
        folded, places = fold(text)
        tokens = _joined_letters(
            [(m[0], m.lastgroup or "", m.start(), m.end()) for m in _TOKEN.finditer(folded)]
        )
        tokens = self._joined_pieces(tokens)
        read = Words([STOP], [0], [0])
        for token, kind, start, end in tokens:
            if kind == "soft":
                continue
            if kind == "stop":
                if read.words[-1] != STOP:
                    _add(read, STOP, start, start)
                continue
            for word in self.speller.words(token) if kind == "word" else (token,):
                _add(read, word, start, end)
        if read.words[-1] != STOP:
            _add(read, STOP, len(folded), len(folded))
        self._join(read)
        if places is not None:
            last = len(text)
            read.ends[:] = [places[end - 1] + 1 if 0 < end <= len(places) else 0 for end in read.ends]
            read.starts[:] = [places[start] if start < len(places) else last for start in read.starts]
        return read

    def _joined_pieces(self, tokens: list[tuple[str, str, int, int]]) -> list[tuple[str, str, int, int]]:
        """Joins "don t", and two of which one is no word when together they are a heard word ("sui cide")."""
        speller, joined = self.speller, []
        skip = False
        for place, (token, kind, start, end) in enumerate(tokens):
            if skip:
                skip = False
                continue
            if kind == "word" and place + 1 < len(tokens) and tokens[place + 1][1] == "word":
                other, _, _, other_end = tokens[place + 1]
                if token in _CUT_OFF.get(other, ()):
                    joined.append((f"{token}'{other}", "word", start, other_end))
                    skip = True
                    continue
                both = token + other
                if (
                    4 <= len(both) <= 16
                    and both in speller.heard
                    and not (self._stands_alone(token) and self._stands_alone(other))
                ):
                    joined.append((both, "word", start, other_end))
                    skip = True
                    continue
            joined.append((token, kind, start, end))
        return joined

    def _stands_alone(self, token: str) -> bool:
        return token in ("i", "a", "u") or (len(token) > 1 and self.speller.knows(token))

    def _join(self, read: Words) -> None:
        """Replaces word sequences that are one word in the rules ("no one", "over dose")."""
        words, place = read.words, 0
        while place < len(words) - 1:
            if words[place] in self._openings:
                for length in range(min(self._longest, len(words) - place), 1, -1):
                    one = self.joins.get(tuple(words[place : place + length]))
                    if one is not None:
                        read.ends[place : place + length] = [read.ends[place + length - 1]]
                        del read.starts[place + 1 : place + length]
                        words[place : place + length] = [one]
                        break
            place += 1


def _add(read: Words, word: str, start: int, end: int) -> None:
    read.words.append(word)
    read.starts.append(start)
    read.ends.append(end)


def _joined_letters(tokens: list[tuple[str, str, int, int]]) -> list[tuple[str, str, int, int]]:
    """Joins runs of three and more single letters ("k m s")."""
    joined: list[tuple[str, str, int, int]] = []
    run: list[tuple[str, str, int, int]] = []
    for token in [*tokens, ("", "", 0, 0)]:
        if (token[1] == "word" and len(token[0]) == 1) or (token[1] == "soft" and run):
            run.append(token)
            continue
        letters = [one for one in run if one[1] == "word"]
        if len(letters) >= 3:
            joined.append(("".join(one[0] for one in letters), "word", letters[0][2], letters[-1][3]))
        else:
            joined.extend(run)
        run = []
        if token[1]:
            joined.append(token)
    return joined
