"""What the gate is asked with and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from holdfast.risk.level import Level

if TYPE_CHECKING:
    from holdfast.risk.own import OwnWords


@dataclass(frozen=True)
class Heard:
    """One rule that sounded, with the span of the original text it heard."""

    signal: str
    rule: str
    level: Level
    start: int
    end: int


@dataclass(frozen=True)
class Verdict:
    """The gate's answer for one message; `fault` names what failed inside, never what was written."""

    level: Level
    heard: tuple[Heard, ...] = ()
    micros: int = 0
    fault: str | None = None

    @property
    def signals(self) -> tuple[str, ...]:
        """Names of the signals heard, highest level first, each once."""
        ranked = sorted(self.heard, key=lambda one: -one.level)
        return tuple(dict.fromkeys(one.signal for one in ranked))


@dataclass(frozen=True)
class Recent:
    """What the gate may look back on; texts are the person's own, oldest first."""

    texts: tuple[str, ...] = ()
    answering: str | None = None
    own: OwnWords | None = field(default=None, repr=False)
    at_risk: bool = False
