"""A past told as past and closed is left alone; one that is back is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.risk import Gate, Level, RulesError
from holdfast.risk.contexts import read_contexts
from holdfast.risk.pattern import Grammar
from holdfast.risk.rules import RuleReader


@pytest.mark.parametrize(
    "text",
    [
        "At nineteen I wanted to end it all. I'm forty now and I'm grateful I stayed.",
        "I used to self-harm. That's behind me now.",
        "Eight years ago I tried to take my own life. I recovered and I'm so glad I'm here.",
    ],
)
def test_a_closed_past_is_no_risk(gate: Gate, text: str) -> None:
    assert gate.hear(text).level == Level.NONE


def test_a_past_that_is_not_closed_is_care(gate: Gate) -> None:
    assert gate.hear("I wanted to kill myself as a student, ten years ago.").level == Level.CARE


@pytest.mark.parametrize(
    "text",
    [
        "I used to want to die and I do again.",
        "Five years ago I tried to kill myself. I wish it had worked.",
        "I tried to kill myself last week. I'm glad I'm here.",
        "I've been clean for four years and I'm proud, but I want to kill myself.",
        "I used to think about suicide years ago, I'm so glad I have a plan now.",
        "I no longer want to live. It's been years.",
    ],
)
def test_a_past_that_is_back_or_near_is_urgent(gate: Gate, text: str) -> None:
    assert gate.hear(text).level >= Level.URGENT


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("- a list\n", "mapping"),
        ("past: {unless: [again]}\n", "says"),
        ("past: {says: [ago], sings: [x]}\n", "says"),
        ("past: {says: [ago], together_with: nosuch}\n", "nosuch"),
    ],
)
def test_a_context_that_cannot_be_read_is_refused(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "contexts.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RulesError, match=said):
        read_contexts(path, RuleReader(Grammar({}, {}, {})))
