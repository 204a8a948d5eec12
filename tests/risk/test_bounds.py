"""Whatever is written, the gate answers, soon, and a fault inside it sounds."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.risk import Gate, Level, Recent, clock
from tests.risk.conftest import DATA

GATE = Gate.load(DATA)
HOSTILE = {
    "nul": "\x00" * 5000, "surrogates": "\ud800\udfff" * 2000, "one word": "a" * 20_000, "accents": "e\u0301" * 9000,
    "accents on one": "e" + "\u0301" * 20_000, "zero width": "\u200b" * 20_000, "emoji": "🔪😂" * 5000, "flags": "🇰🇲🇸" * 4000,  # noqa: E501
    "direction": "\u202eeid ot tnaw i" * 1000, "letters": "k " * 10_000, "quotes": "'" * 20_000, "stars": "*" * 20_000,
    "hidden": "k*" * 10_000, "stops": "." * 20_000, "not": "not " * 5000, "want": "i want to " * 2000, "never ends": "i do not want to never " * 900,  # noqa: E501
    "digits": "1" * 20_000, "leet": "1337 " * 4000, "run together": "iwanttolive" * 1800, "newlines": "\n" * 20_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_answered_in_bounded_time(name: str) -> None:
    began = time.thread_time()
    verdict = GATE.hear(HOSTILE[name])
    assert time.thread_time() - began < 2.5
    assert verdict.level in Level


def test_a_disclosure_at_the_end_of_a_very_long_text_is_heard() -> None:
    assert GATE.hear("the weather was nice today. " * 700 + "I want to die").level >= Level.URGENT


def test_what_is_too_long_to_read_whole_is_unreadable() -> None:
    assert "unreadable" in GATE.hear("the weather was nice today. " * 40_000).signals


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_answered_without_a_fault(text: str) -> None:
    verdict = GATE.hear(text, Recent(texts=(text,), answering="suicide", at_risk=True))
    assert verdict.fault is None
    assert all(0 <= one.start <= one.end <= len(text) for one in verdict.heard)


def test_what_is_no_text_is_a_fault_that_sounds() -> None:
    verdict = GATE.hear(None)  # type: ignore[arg-type]
    assert verdict.signals == ("gate_error",)
    assert verdict.fault and "TypeError" in verdict.fault


def test_an_overrun_sounds_and_names_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "BUDGET_NS", 1)
    verdict = GATE.hear("I want to die because nobody loves me")
    assert "gate_error" in verdict.signals
    assert verdict.fault and "overrun in" in verdict.fault


def test_collecting_garbage_is_not_charged_to_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "WALL_FACTOR", 10_000)  # over all tests' garbage, on a busy machine
    began, watch = time.thread_time_ns(), clock.Clock(10, GATE._book.lexicon)
    while time.thread_time_ns() - began < 3 * clock.BUDGET_NS:
        gc.collect()
    watch.tick("next")


def test_what_was_heard_before_a_fault_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("secret text")

    monkeypatch.setattr("holdfast.risk.gate.unreadable", fails)
    verdict = GATE.hear("I want to die")
    assert verdict.level == Level.URGENT
    assert {"gate_error", "suicidal_thought"} <= set(verdict.signals)
    assert verdict.fault and "secret" not in verdict.fault


def test_a_short_message_takes_under_ten_milliseconds() -> None:
    texts = [text for rule in GATE.rules for text in rule.hears]
    for text in texts:
        GATE.hear(text)
    taken = []
    for text in texts:
        began = time.thread_time_ns()
        GATE.hear(text)
        taken.append(time.thread_time_ns() - began)
    assert sorted(taken)[int(len(taken) * 0.99)] < 10_000_000


def test_spacy_remembers_no_word_of_a_message() -> None:
    strings = GATE._book.lexicon.vocab.strings
    for number in range(300):
        GATE.hear(f"I want to die vqx{number}zor trim{number}")
    before = len(strings)
    for number in range(300):
        GATE.hear(f"I want to die zqx{number}vor blim{number}")
    assert len(strings) < before + 50  # matchers compiled meanwhile; six hundred words were not kept
