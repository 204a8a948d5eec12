"""Lines written apart from the rules: disclosures are heard, hints most of the time; calm lines are left alone."""

from __future__ import annotations

import pytest

from holdfast.risk import Gate, Level
from holdfast.risk.yamlfile import read_yaml
from tests.risk.conftest import DATA

APART = read_yaml(DATA / "apart.yml")


@pytest.mark.parametrize("kind", sorted(APART["risk"]))
def test_most_disclosures_of_any_kind_are_heard(gate: Gate, kind: str) -> None:
    missed = [text for text in APART["risk"][kind] if gate.hear(text).level == Level.NONE]
    assert len(missed) <= len(APART["risk"][kind]) * 0.25, missed


def test_nine_in_ten_disclosures_are_heard(gate: Gate) -> None:
    lines = [text for texts in APART["risk"].values() for text in texts]
    assert sum(gate.hear(text).level > Level.NONE for text in lines) >= len(lines) * 0.9


# Alarms at any level that each kind of talk may cost, in percent: what the gate is to reach on talk it has not seen.
# `posts` are of all kinds, one in four of them a closed past or a wild exaggeration; `neighbours` are written as near
# to disclosures as calm talk comes.
MOST = {
    "bot_chat": 2, "ordinary": 2, "counselling": 4, "idioms": 5, "distress": 15, "recovery": 8, "posts": 12,
    "neighbours": 5,
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(APART["calm"]))
def test_calm_lines_of_any_kind_page_nobody(gate: Gate, kind: str) -> None:
    alarmed = [text for text in APART["calm"][kind] if gate.hear(text).level > Level.NONE]
    assert len(alarmed) <= len(APART["calm"][kind]) * MOST[kind] / 100, alarmed
