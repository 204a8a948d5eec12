"""Which rules stand in a text: found by their words, unless an idiom, a topic or a guard takes them back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from holdfast.risk.book import Book
from holdfast.risk.clock import Clock
from holdfast.risk.engine import Page
from holdfast.risk.rules import Rule
from holdfast.risk.verdict import Recent
from holdfast.risk.windows import windows
from holdfast.risk.words import STOP

BEFORE, AFTER = 14, 8  # words around a hit in which a guard may stand


def found(
    book: Book, words: Sequence[str], recent: Recent, clock: Clock
) -> Iterator[tuple[Rule, str, tuple[int, int]]]:
    """Each rule that stands in the words, with its degree and place."""
    lexicon = book.lexicon
    whole = lexicon.page(words)
    if not whole.present:
        return
    contexts: set[str] | None = None
    for first, last in windows(words):
        page = whole if last - first == len(words) else lexicon.page(words[first:last])
        for rule, (start, end) in _standing(book, page, recent, clock):
            degree = rule.degree
            if rule.softened_by or rule.left_by:
                if contexts is None:
                    contexts = book.contexts.standing(whole)
                left_by = contexts.intersection(rule.left_by)
                if left_by and book.contexts.touch(left_by, _sentence(book, page, start, end)):
                    clock.dismissed = True
                    continue
                if contexts.intersection(rule.softened_by):
                    degree = "soft"
            yield rule, degree, (start + first, end + first)


def _sentence(book: Book, page: Page, start: int, end: int) -> Page:
    """The sentences that a hit stands in, as a page of their own."""
    words = page.words
    first = next((place for place in range(start, -1, -1) if words[place] == STOP), 0)
    last = next((place for place in range(end - 1, len(words)) if words[place] == STOP), len(words) - 1)
    return book.lexicon.page(words[first : last + 1])


def _standing(book: Book, page: Page, recent: Recent, clock: Clock) -> Iterator[tuple[Rule, tuple[int, int]]]:
    idioms: list[tuple[int, int]] | None = None
    stood: set[str] = set()
    for bundle in book.finder.candidates(page):
        rule = bundle.owner
        clock.tick(rule.id)
        if rule.id in stood or (rule.only == "at_risk" and not recent.at_risk):
            continue
        spans = bundle.spans(page)
        if not spans:
            continue
        if idioms is None:
            idioms = [span for _, span in book.idioms.found(page)]
        span = _unguarded(book, rule, page, spans, idioms)
        if span is not None:
            stood.add(rule.id)
            yield rule, span
        else:
            clock.dismissed = True  # a saying or a denial: the second look cannot tell them, rules can


def _unguarded(
    book: Book, rule: Rule, page: Page, spans: list[tuple[int, int]], idioms: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """The longest span that no idiom, no topic and no guard of the rule takes back."""
    guards, topics = book.unless.get(rule.id), book.topics.get(rule.id)
    for start, end in sorted(spans, key=lambda span: span[0] - span[1])[:6]:
        if any(first < end and start < last for first, last in idioms):
            continue
        if guards is not None or topics is not None:
            low = max(0, start - BEFORE)
            near = book.lexicon.page(page.words[low : end + AFTER])
            if topics is not None and any(topics.found(near)):
                continue
            # A guard takes back what it overlaps, and what it stands right before, as a "not" does.
            if guards is not None and any(
                first + low < end and start <= last + low for _, (first, last) in guards.found(near)
            ):
                continue
        return start, end
    return None
