"""What is heard not from the words of a rule: answers to a direct question, own words, unreadable texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.risk.own import OwnWords
from holdfast.risk.policy import Policy
from holdfast.risk.spelling import Speller
from holdfast.risk.verdict import Heard
from holdfast.risk.words import STOP, Words

# Signal and degree that a "yes" or "not sure" stands for, by the question asked.
_QUESTIONS = {
    "suicide": ("suicidal_thought", "level"),
    "danger": ("suicidal_intent", "level"),
    "injury": ("self_harm_injury", "now"),
}
_YES = frozenset(
    "1 3 yes yeah yep yup yea ye aye si y yess mhm mmhm maybe perhaps possibly sometimes kind sort unsure often "
    "always constantly definitely absolutely both think guess somewhat bit little probably true correct".split()
)
_NO = frozenset("2 no nope nah never none n".split())
_NOT_SURE = (
    "not sure",
    "do not know",
    "i do",
    "i have",
    "not really sure",
    "no idea",
    "all the time",
    "every day",
    "a lot",
    "not certain",
)
# "I am" is a yes; "I'm fine" is none, and "I'm not sure" is heard by its last words.
_I_AM = re.compile(r" i am (?!(?:not|fine|ok|okay|alright|all right|safe|good|well|better|joking|kidding) )")


def answers(policy: Policy, question: str | None, read: Words, size: int) -> Iterator[Heard]:
    """A "yes", "not sure" or 1 or 3 after a direct question."""
    if question not in _QUESTIONS:
        return
    words = [word for word in read.words if word != STOP]
    if not words or len(words) > 12:
        return
    said = f" {' '.join(words)} "
    unsure = any(f" {phrase} " in said for phrase in _NOT_SURE) or _I_AM.search(said)
    if unsure or (_YES.intersection(words[:3]) and not _NO.intersection(words[:1])):
        signal, degree = _QUESTIONS[question]
        yield Heard(signal, f"answer-to-{question}", policy.level(signal, degree), 0, size)


def own_words(policy: Policy, own: OwnWords | None, read: Words) -> Iterator[Heard]:
    """The person's warning signs and code word; the code word as the whole message has its full level."""
    if own is None:
        return
    code = own.code_at(read.words)
    if code:
        whole = [word for word in read.words if word != STOP] == list(own.code)
        level = policy.level("code_word", "level" if whole else "soft")
        yield Heard("code_word", "own-code-word", level, read.starts[code[0]], read.ends[code[1] - 1])
    sign = own.sign_at(read.words)
    if sign:
        level = policy.level("warning_sign")
        yield Heard("warning_sign", "own-warning-sign", level, read.starts[sign[0]], read.ends[sign[1] - 1])


def unreadable(policy: Policy, text: str, read: Words, speller: Speller) -> Iterator[Heard]:
    """A text in a script or language the gate cannot read."""
    letters = [char for char in text[:2000] if char.isalpha()]
    foreign = sum(1 for char in letters if char > "\u024f")
    if len(letters) >= 2 and foreign * 2 > len(letters) and any(not word.isascii() for word in read.words):
        yield Heard("unreadable", "another-script", policy.level("unreadable"), 0, len(text))
        return
    words = [word for word in read.words if word != STOP and word.isalpha()]
    strange = [word for word in words if len(word) >= 4 and not speller.knows(word)]
    if len(strange) >= 4 and len(strange) * 10 >= len(words) * 7:
        yield Heard("unreadable", "unknown-words", policy.level("unreadable"), 0, len(text))
