"""What the hits in one message amount to."""

from __future__ import annotations

from dataclasses import replace

from holdfast.risk.level import Level
from holdfast.risk.verdict import Heard


def raised(heard: list[Heard]) -> list[Heard]:
    """Being drunk or high raises every other signal by one level, and is none by itself."""
    if not any(one.signal == "intoxication" for one in heard):
        return heard
    return [
        one
        if one.signal == "intoxication"
        else replace(one, level=Level(min(one.level + 1, Level.EMERGENCY)))
        for one in heard
    ]


def once(heard: list[Heard]) -> list[Heard]:
    """Each rule once, at its highest level, in the order of levels and places."""
    best: dict[tuple[str, str], Heard] = {}
    for one in heard:
        key = (one.signal, one.rule)
        if key not in best or (one.level, one.end - one.start) > (
            best[key].level,
            best[key].end - best[key].start,
        ):
            best[key] = one
    return sorted(best.values(), key=lambda one: (-one.level, one.start, one.rule))
