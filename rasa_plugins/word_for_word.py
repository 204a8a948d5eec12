"""Whether a message says nothing but what is known, part by part and word for word."""

from __future__ import annotations

import re
from collections.abc import Collection

# What someone puts before or after it, and what changes nothing of it.
_BEFORE, _AFTER = {"no", "nope", "nah", "ok", "well"}, {"thanks", "thank", "you", "now", "though"}


def words_of(text: str) -> str:
    """Small letters without marks; with or without an apostrophe is the same."""
    return " ".join(re.findall(r"\w+", re.sub("['\u2018\u2019]", "", text.lower())))


def says_only(text: str, known: Collection[str]) -> bool:
    """True when every part of the text is one of the known ones (as `words_of` gives them), and there is one."""
    parts = [part for part in re.split(r"[,.;:!\n]|\band\b|\bbut\b", text.lower()) if words_of(part)]
    # A known sentence may hold an "and" or a comma itself.
    return words_of(text) in known or (
        any(_is_known(part, known) for part in parts)
        and all(_is_known(part, known) or _says_nothing(part) for part in parts)
    )


def _is_known(part: str, known: Collection[str]) -> bool:
    words = words_of(part).split()
    if " ".join(words) in known:
        return True
    while words and words[-1] in _AFTER:
        words.pop()
        if " ".join(words) in known:
            return True
    # "no doctor needed" is known as it stands; only then may what comes before it go.
    return bool(words) and words[0] in _BEFORE and " ".join(words[1:]) in known


def _says_nothing(part: str) -> bool:
    return set(words_of(part).split()) <= _BEFORE | _AFTER
