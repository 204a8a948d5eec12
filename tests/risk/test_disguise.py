"""What is heard plainly is heard in disguise."""

from __future__ import annotations

import random

import pytest

from holdfast.risk import Gate
from tests.risk.disguise import DISGUISES

pytestmark = pytest.mark.slow

LEAST = 0.95


@pytest.mark.parametrize("disguise", DISGUISES, ids=lambda disguise: disguise.__name__)
def test_disguised_examples_are_heard(gate: Gate, disguise) -> None:  # type: ignore[no-untyped-def]
    rng = random.Random(5)
    plain = [text for rule in gate.rules if rule.only is None for text in rule.hears if gate.hear(text).level]
    missed = [text for text in plain if not gate.hear(disguise(text, rng)).level]
    heard = 1 - len(missed) / len(plain)
    assert heard >= LEAST, f"{disguise.__name__}: {heard:.3f} of {len(plain)}; missed e.g. {missed[:12]}"


@pytest.mark.parametrize(
    "text",
    ["i wnat to dei", "iwanttodie", "k i l l myself", "su1c1d3", "I w\u200ba\u200bnt to d\u200bie", "WANNA DIEEEE", "s u i c i d a l", "k*ll myself", "𝐤𝐢𝐥𝐥 𝐦𝐲𝐬𝐞𝐥𝐟", "kіll mуsеlf", "ＫＩＬＬ ＭＹＳＥＬＦ", "kil lmyself", "sui cide is my only option", "i don t want to live anymore", "she said she doesn t want to live", "i ve decided i m going to end my life", "i can t keep myself safe tonight"],  # noqa: E501
)  # fmt: skip
def test_known_disguises(gate: Gate, text: str) -> None:
    assert gate.hear(text).level
