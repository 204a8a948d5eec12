"""Finding patterns in words: spaCy's Matcher, tried only where a pattern's needed words all occur.

Running every rule over every message costs 4 to 18 ms. Here each needed word set has a number; a message
has the numbers of its words; a matcher runs only when all numbers it needs are there, so that a calm message
runs almost none.
"""

from __future__ import annotations

import time
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from holdfast.risk.pattern import Variant
from holdfast.risk.words import STOP

UNHEARD = "~"  # stands for every word no rule knows, so that spaCy's string store stays bounded

Owner = TypeVar("Owner")
Span = tuple[int, int]


class Lexicon:
    """The words rules know, the numbers of the word sets each is in, and spaCy's vocabulary."""

    def __init__(self) -> None:
        self.vocab = Vocab()
        self.numbers: dict[frozenset[str], int] = {}
        self.of_word: dict[str, list[int]] = {STOP: []}
        self.compiling_ns = 0  # spent so far on compiling; no message is charged for it
        self._learnt: set[frozenset[str]] = set()
        self._cost: dict[frozenset[str], float] = {}

    def number(self, words: frozenset[str]) -> int:
        """The number of a word set, given on first sight."""
        number = self.numbers.get(words)
        if number is None:
            number = self.numbers[words] = len(self.numbers)
            for word in words:
                self.of_word.setdefault(word, []).append(number)
        return number

    def learn(self, variant: Variant) -> None:
        """Makes the words of a variant known without making them needed."""
        for element in variant:
            if element.words and element.words not in self._learnt:
                self._learnt.add(element.words)
                for word in element.words:
                    self.of_word.setdefault(word, [])

    def cost(self, words: frozenset[str], rank: dict[str, int]) -> float:
        """How often a word of the set is to be expected; small is rare."""
        if words not in self._cost:
            self._cost[words] = sum(1 / (rank.get(word, 20_000) + 20) for word in words)
        return self._cost[words]

    def page(self, words: Sequence[str]) -> Page:
        """The words as a spaCy document, and the word sets they stand for."""
        known = self.of_word
        different = [word for word in dict.fromkeys(words) if word in known]
        present = {number for word in different for number in known[word]}
        return Page(words, different, present, self.vocab, known)


class Page:
    """The words of one window, made a spaCy document only when some matcher has to run."""

    __slots__ = ("_doc", "_known", "_vocab", "different", "present", "words")

    def __init__(
        self,
        words: Sequence[str],
        different: list[str],
        present: set[int],
        vocab: Vocab,
        known: Container[str],
    ) -> None:
        self.words, self.different, self.present = words, different, present
        self._vocab, self._known = vocab, known
        self._doc: Doc | None = None

    @property
    def doc(self) -> Doc:
        """The document, built once."""
        if self._doc is None:
            known = self._known
            self._doc = Doc(self._vocab, words=[word if word in known else UNHEARD for word in self.words])
        return self._doc


class Bundle(Generic[Owner]):
    """Variants of one owner that need the same words; their matcher is compiled on first use.

    `need`: the numbers of what they need besides the two rarest word sets, under which the bundle hangs.
    """

    __slots__ = ("_anchor", "_lexicon", "_matcher", "_reach", "_variants", "need", "owner")

    def __init__(
        self,
        lexicon: Lexicon,
        owner: Owner,
        need: tuple[int, ...],
        anchor: frozenset[str],
        variants: tuple[Variant, ...],
    ) -> None:
        self.owner, self.need = owner, need
        self._anchor, self._reach = anchor, max(map(len, variants))
        self._lexicon, self._variants = lexicon, variants
        self._matcher: Matcher | None = None

    def spans(self, page: Page) -> list[Span]:
        """Where the variants stand."""
        if self._matcher is None:
            began = time.thread_time_ns()
            matcher = Matcher(self._lexicon.vocab, validate=False)
            matcher.add("found", [[element.token() for element in variant] for variant in self._variants])
            self._matcher = matcher
            self._lexicon.compiling_ns += time.thread_time_ns() - began
        found: list[Span] = []
        for first, last in self._near_anchor(page.words):
            part = page.doc[first:last] if last - first < len(page.words) else page.doc
            found += [(start + first, end + first) for _, start, end in self._matcher(part)]
        return found

    def _near_anchor(self, words: Sequence[str]) -> list[Span]:
        """The stretches of words in which a variant may stand: those around its rarest needed word."""
        reach = self._reach
        stretches: list[Span] = []
        for place, word in enumerate(words):
            if word in self._anchor:
                first, last = max(0, place - reach + 1), min(len(words), place + reach)
                if stretches and first <= stretches[-1][1]:
                    stretches[-1] = (stretches[-1][0], last)
                else:
                    stretches.append((first, last))
        return stretches


class Finder(Generic[Owner]):
    """Patterns of many owners, found together.

    Bundles hang on the words of their rarest needed set, and below that on their second rarest, so that
    a message looks at few of them.
    """

    def __init__(
        self, lexicon: Lexicon, owned: Iterable[tuple[Owner, Iterable[Variant]]], rank: dict[str, int]
    ) -> None:
        self._anchored: dict[str, dict[int, list[Bundle[Owner]]]] = {}
        for owner, variants in owned:
            self._add(lexicon, owner, variants, rank)

    def _add(self, lexicon: Lexicon, owner: Owner, variants: Iterable[Variant], rank: dict[str, int]) -> None:
        grouped: dict[frozenset[frozenset[str]], list[Variant]] = {}
        for variant in variants:
            lexicon.learn(variant)
            needed = [one.words for one in variant if one.words and not one.optional and not one.other]
            grouped.setdefault(frozenset(words for words in needed if STOP not in words), []).append(variant)
        for all_needed, group in grouped.items():
            rarest = sorted(all_needed, key=lambda words: (lexicon.cost(words, rank), sorted(words)))
            numbers = tuple(lexicon.number(words) for words in rarest)
            bundle = Bundle(lexicon, owner, numbers[2:], rarest[0], tuple(group))
            second = numbers[min(1, len(numbers) - 1)]
            for word in rarest[0]:
                self._anchored.setdefault(word, {}).setdefault(second, []).append(bundle)

    def candidates(self, page: Page) -> list[Bundle[Owner]]:
        """The bundles whose needed words all occur, each once, always in the same order."""
        found: dict[int, Bundle[Owner]] = {}
        present = page.present
        for word in page.different:
            below = self._anchored.get(word)
            if below is not None:
                for second, bundles in below.items():
                    if second in present:
                        for bundle in bundles:
                            if present.issuperset(bundle.need):
                                found[id(bundle)] = bundle
        return list(found.values())

    def found(self, page: Page) -> Iterator[tuple[Owner, Span]]:
        """Every owner that stands in the page, with each place."""
        for bundle in self.candidates(page):
            for span in bundle.spans(page):
                yield bundle.owner, span
