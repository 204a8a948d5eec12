"""Disguises of a text: what hurry, filters and playfulness do to it."""

from __future__ import annotations

import random
from collections.abc import Callable

_LEET = {"i": "1", "e": "3", "o": "0", "a": "4", "s": "5", "t": "7"}
_ALIKE = {"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "x": "х", "y": "у", "i": "і"}


def typo(text: str, rng: random.Random) -> str:
    """One slip in one of the longer words: two letters swapped, one dropped or one doubled."""
    words = text.split(" ")
    places = [place for place, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    if not places:
        return text
    place = rng.choice(places)
    word, at = words[place], rng.randrange(1, len(words[place]) - 2)
    kinds = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at : at + 1] + word[at:],
    )
    words[place] = rng.choice(kinds)
    return " ".join(words)


def leet(text: str, rng: random.Random) -> str:
    """Letters of one or two words as digits."""
    words = text.split(" ")
    places = [place for place, word in enumerate(words) if len(word) >= 3 and word.isalpha()]
    for place in rng.sample(places, min(2, len(places))):
        words[place] = "".join(_LEET.get(char, char) for char in words[place].lower())
    return " ".join(words)


def homoglyphs(text: str, rng: random.Random) -> str:
    """Some letters from another script that look the same."""
    return "".join(_ALIKE[char] if char in _ALIKE and rng.random() < 0.5 else char for char in text)


def zero_width(text: str, rng: random.Random) -> str:
    """Invisible characters between letters."""
    return "".join(
        char + (rng.choice("\u200b\u200c\u200d\u2060") if rng.random() < 0.3 else "") for char in text
    )


def stretched(text: str, rng: random.Random) -> str:
    """The last letter of some words drawn out."""
    return " ".join(
        w + w[-1] * rng.randrange(2, 6) if w.isalpha() and rng.random() < 0.4 else w for w in text.split(" ")
    )


def shouted(text: str, rng: random.Random) -> str:
    """All capitals, or none or every other one."""
    return rng.choice(
        (text.upper(), text.lower(), "".join(c.upper() if i % 2 else c.lower() for i, c in enumerate(text)))
    )


def spaced(text: str, rng: random.Random) -> str:
    """The letters of the whole text apart, or one word's."""
    words = text.split(" ")
    places = [place for place, word in enumerate(words) if len(word) >= 4 and word.isalpha()]
    if not places:
        return text
    place = rng.choice(places)
    words[place] = rng.choice((" ", ".", "-")).join(words[place])
    return " ".join(words)


def unspaced(text: str, rng: random.Random) -> str:
    """Two neighbouring words run together."""
    words = text.split(" ")
    if len(words) < 2:
        return text
    place = rng.randrange(len(words) - 1)
    return " ".join([*words[:place], words[place] + words[place + 1], *words[place + 2 :]])


def fancy(text: str, rng: random.Random) -> str:
    """Mathematical letters, accents or full-width forms."""
    kind = rng.randrange(3)
    if kind == 0:
        return "".join(chr(0x1D41A + ord(char) - 97) if "a" <= char <= "z" else char for char in text.lower())
    if kind == 1:
        return "".join(char + "\u0301" if char in "aeiou" else char for char in text)
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def unmarked(text: str, rng: random.Random) -> str:
    """Apostrophes lost, or a blank in their place ("don t"), and no other mark."""
    blank = rng.choice((" ", ""))
    return "".join(
        char for char in text.replace("'", blank).replace("’", blank) if char.isalnum() or char == " "
    )


DISGUISES: tuple[Callable[[str, random.Random], str], ...] = (
    typo, leet, homoglyphs, zero_width, stretched, shouted, spaced, unspaced, fancy, unmarked,
)  # fmt: skip
