"""How hard the words are to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from holdfast.content.finding import Finding, about
from holdfast.content.library import Library
from holdfast.content.lintdata import LintData
from holdfast.content.script import ARGUMENT, Script

_END = re.compile(r"(?<=[.?!:;])\s+|\n+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*|\d+")


def check_reading(library: Library, lint: LintData) -> Iterator[Finding]:
    for script in library.scripts.values():
        for channel, text in script.variants.items():
            yield from _text(script, channel, text, lint)


def grades(script: Script) -> list[tuple[str, float]]:
    """The reading grade on each channel."""
    return [(channel, _grade(_sentences(text))) for channel, text in script.variants.items()]


def _sentences(text: str) -> list[list[str]]:
    return [words for part in _END.split(_plain(text)) if (words := _WORD.findall(part))]


def _text(script: Script, channel: str, text: str, lint: LintData) -> Iterator[Finding]:
    sentences = _sentences(text)
    longest = max((len(words) for words in sentences), default=0)
    if longest > lint.limits["words_in_a_sentence"]:
        yield about(script, "long_sentence", f"{channel}, {longest} words")
    grade = _grade(sentences)
    if grade > lint.limits["grade"]:
        yield about(script, "grade", f"{channel}, {grade:.1f}", "warning")


def _plain(text: str) -> str:
    # Our own words are measured, so an argument counts as one short word, and {line} as a short sentence.
    return ARGUMENT.sub(lambda found: "Call now." if found[1] == "line" else "Sam", text)


def _grade(sentences: list[list[str]]) -> float:
    """The Flesch-Kincaid grade: 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


@cache
def _syllables(word: str) -> int:
    import textstat  # noqa: PLC0415 - not in Rasa's environment

    try:
        return int(textstat.syllable_count(word))
    except KeyError:
        # textstat 0.7.7 stumbles over words that its dictionary lacks; a group of vowels is then a syllable.
        return max(1, len(re.findall(r"[aeiouy]+", word.lower())))
