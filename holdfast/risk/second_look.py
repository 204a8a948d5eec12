"""A small trained model that may raise what rules left at none, never lower anything."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from holdfast.risk.errors import RulesError
from holdfast.risk.features import SIZE, places
from holdfast.risk.level import Level
from holdfast.risk.policy import Policy
from holdfast.risk.verdict import Heard
from holdfast.risk.words import Words

WEIGHTS, REPORT = "second_look.npz", "second_look.json"
SECOND_LOOK = "second-look"  # the name its hits bear beside those of rules
WORDS = 240  # looked at; a longer text says more than a linear sum can weigh
FEWEST = 5  # words; shorter messages say too little to weigh and are the rules' business


class SecondLook:
    """Weights over hashed words, and the scores from which the policy lets them speak."""

    def __init__(self, weights: Any, bias: float, policy: Policy) -> None:
        section = policy.section("second_look")
        self._weights, self._bias = weights, bias
        self._care = float(section["care"])
        self._urgent = float(section.get("urgent", 2))
        self._dismissed = float(section.get("dismissed", 2))
        self._leaves = frozenset(section.get("leaves", ()))

    @classmethod
    def load(cls, folder: Path, policy: Policy) -> SecondLook | None:
        """The model beside the rules, or None when there is none; RulesError when it is unfit."""
        path = folder / WEIGHTS
        if not path.exists():
            return None
        import numpy as np  # noqa: PLC0415 - comes with spaCy; only the second look needs it

        try:
            with np.load(path, allow_pickle=False) as stored:
                weights, bias = stored["weights"].astype("float32"), float(stored["bias"][0])
        except (OSError, ValueError, KeyError, EOFError) as fault:
            raise RulesError(path.name, None, f"cannot be read ({type(fault).__name__})") from None
        if weights.shape != (SIZE,) or not math.isfinite(bias) or not np.isfinite(weights).all():
            raise RulesError(path.name, None, "is not a table of weights of this version")
        return cls(weights, bias, policy)

    def score(self, words: list[str]) -> float:
        """How much the words resemble disclosures, between 0 and 1."""
        found = places(words[:WORDS])
        if not found:
            return 0.0
        total = float(self._weights[found].sum()) / math.sqrt(len(found)) + self._bias
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, total))))

    def hear(self, read: Words, size: int, so_far: list[Heard], dismissed: bool) -> Iterator[Heard]:
        """`care` or `urgent` when the score reaches the policy's thresholds, above what was heard so far.

        `dismissed`: a rule heard something and took it back. What this model takes for a disclosure may be that very
        saying, so it has to be surer, and says no more than `care`.
        """
        if len(read) < FEWEST + 2 or (so_far and {one.signal for one in so_far} <= self._leaves):
            return
        score = self.score(read.words[1:-1])
        if score >= (self._dismissed if dismissed else self._care):
            level = Level.URGENT if score >= self._urgent and not dismissed else Level.CARE
            if level > max((one.level for one in so_far), default=Level.NONE):
                yield Heard("warning_sign", SECOND_LOOK, level, 0, size)


def trained_on(folder: Path) -> dict[str, Any]:
    """The report that was written with the weights; empty when there is none."""
    path = folder / REPORT
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
