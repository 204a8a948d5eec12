"""The gate: one message in, one verdict out; pure, bounded, and never silent about its own faults."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from holdfast.risk.book import Book, Verify
from holdfast.risk.clock import Clock, Overrun
from holdfast.risk.context import answers, own_words, unreadable
from holdfast.risk.level import Level
from holdfast.risk.listening import found
from holdfast.risk.policy import Policy
from holdfast.risk.rules import Rule
from holdfast.risk.second_look import SecondLook
from holdfast.risk.verdict import Heard, Recent, Verdict
from holdfast.risk.weighing import once, raised
from holdfast.risk.windows import LONGEST, parts
from holdfast.risk.words import STOP, Words

SHORT = 40  # words of a message whose stops may be no ends of sentences
BACK = 40  # words of earlier messages a phrase may have begun in


class Gate:
    """Hears messages. Made with `Gate.load`; safe to share between threads that do not change it."""

    def __init__(self, book: Book, second: SecondLook | None = None) -> None:
        self._book = book
        self._second = second

    @classmethod
    def load(cls, folder: Path, verify: Verify | None = None) -> Gate:
        """The gate over a folder of rules; RulesError when they cannot be used."""
        book = Book(Path(folder), verify)
        gate = cls(book, SecondLook.load(Path(folder), book.policy))
        gate.hear("I am warming up.")
        return gate

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self._book.policy

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in force."""
        return self._book.rules

    @property
    def second_look(self) -> SecondLook | None:
        """The trained second look, when there is one."""
        return self._second

    def words(self, text: str) -> list[str]:
        """The words a text is read as, without sentence ends."""
        return [word for word in self._book.reader.read(text).words if word != STOP]

    def hear(self, text: str, recent: Recent = Recent()) -> Verdict:  # noqa: B008 (frozen)
        """The verdict on one message. Never raises: a fault inside is the signal `gate_error`."""
        began = time.perf_counter_ns()
        clock = Clock(len(text or ""), self._book.lexicon)
        heard: list[Heard] = []
        fault = None
        try:
            for one in self._hear(text, recent, clock, heard):
                heard.append(one)  # noqa: PERF402 - what was heard before a fault is kept
        except Overrun as overrun:
            fault = f"overrun in {clock.doing} ({overrun})"
        except Exception as failure:  # noqa: BLE001 - the door: whatever fails here must sound, not pass for calm
            fault = f"{type(failure).__name__} in {clock.doing}"
        if fault:
            heard.append(Heard("gate_error", clock.doing, self._book.policy.level("gate_error"), 0, 0))
        heard = once(raised(heard))
        level = max((one.level for one in heard), default=Level.NONE)
        return Verdict(level, tuple(heard), (time.perf_counter_ns() - began) // 1000, fault)

    def _hear(self, text: str, recent: Recent, clock: Clock, so_far: list[Heard]) -> Iterator[Heard]:
        policy = self._book.policy
        read = self._book.reader.read("")
        for part, offset in parts(text):
            clock.doing = "reading"
            read = self._book.reader.read(part)
            for rule, degree, (first, last) in found(self._book, read.words, recent, clock):
                level = policy.level(rule.signal, degree)
                begin, end = read.starts[first], read.ends[last - 1]
                yield Heard(rule.signal, rule.id, level, begin + offset, max(begin, end) + offset)
            clock.doing = "own words"
            yield from own_words(policy, recent.own, read)
        if len(text) > LONGEST:
            yield Heard("unreadable", "too-long", policy.level("unreadable"), 0, len(text))
        clock.doing = "answers"
        yield from answers(policy, recent.answering, read, len(text))
        yield from self._over_stops(read, recent, clock)
        # What earlier messages took back, a saying or a closed past, says nothing about this one.
        dismissed = clock.dismissed
        clock.doing = "earlier messages"
        yield from self._across(read, recent, clock)
        clock.doing = "unreadable"
        yield from unreadable(policy, text, read, self._book.reader.speller)
        if self._second is not None:
            clock.doing = "second look"
            yield from self._second.hear(read, len(text), so_far, dismissed)

    def _across(self, read: Words, recent: Recent, clock: Clock) -> Iterator[Heard]:
        """What is said only over several messages: earlier words before these; or the last ones after them.

        Texts can arrive in turned order, but only neighbours do, and a last message that was a signal by itself
        needs no words from this one.
        """
        if not recent.texts or len(read) > BACK:
            return
        now = [word for word in read.words if word != STOP]
        texts = recent.texts[-int(self._book.policy.section("window")["messages"]) :]
        earlier = [
            [word for word in self._book.reader.read(text[-400:]).words if word != STOP] for text in texts
        ]
        before, last = [word for words in earlier for word in words][-BACK:], earlier[-1][-BACK:]
        if not now or not before:
            return
        yield from self._over_seam(before, now, recent, clock, read.ends[-1])
        turned = list(self._over_seam(now, last, recent, clock, read.ends[-1]))
        if turned:
            alone = {
                self._book.policy.level(rule.signal, degree)
                for rule, degree, _ in found(self._book, [STOP, *last, STOP], recent, clock)
            }
            yield from (one for one in turned if one.level > max(alone, default=Level.NONE))

    def _over_seam(
        self, first: list[str], second: list[str], recent: Recent, clock: Clock, end: int
    ) -> Iterator[Heard]:
        """What begins in the first words and ends in the second, where the policy lets it; never a hint."""
        seam, signals = len(first) + 1, self._book.policy.section("window")["signals"]
        for rule, degree, (start, stop) in found(self._book, [STOP, *first, *second, STOP], recent, clock):
            hint = rule.degree == "soft" or rule.signal not in signals
            if not hint and start < seam < stop and stop - start <= 14:
                yield Heard(rule.signal, rule.id, self._book.policy.level(rule.signal, degree), 0, end)

    def _over_stops(self, read: Words, recent: Recent, clock: Clock) -> Iterator[Heard]:
        """What a short message says in pieces ("I want to. Die."): heard without its stops."""
        inner = read.words[1:-1]
        if len(inner) > SHORT or STOP not in inner:
            return
        kept = [place for place, word in enumerate(read.words) if word != STOP]
        seams = {new for new, place in enumerate(kept) if new and kept[new - 1] != place - 1}
        words = [STOP, *(read.words[place] for place in kept), STOP]
        for rule, degree, (first, last) in found(self._book, words, recent, clock):
            if any(first - 1 < seam < last - 1 for seam in seams):
                begin = read.starts[kept[max(first - 1, 0)]]
                end = read.ends[kept[min(last - 1, len(kept)) - 1]]
                level = self._book.policy.level(rule.signal, degree)
                yield Heard(rule.signal, rule.id, level, begin, max(begin, end))
