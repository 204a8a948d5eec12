"""A unit: the smallest thing that somebody reviews and signs, with the hash of its exact words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

SCRIPT, EXERCISE, RISK, POLICY, SAYING, LINE, WIDGET = (
    "script", "exercise", "risk", "policy", "saying", "line", "widget"
)  # fmt: skip
KINDS = (SCRIPT, SAYING, LINE, EXERCISE, RISK, POLICY, WIDGET)


@dataclass(frozen=True)
class Unit:
    """`words` is everything a signature covers, as text that a person can read.

    `name` is the kind and a name within it, such as `script/utter_greet`. `purpose` and `notes` help a reviewer
    and are not covered by the signature.
    """

    name: str
    words: str
    file: Path
    line: int | None = None
    crisis: bool = False
    topic: str = ""
    purpose: str = ""
    notes: str = ""
    arguments: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """One of KINDS."""
        return self.name.partition("/")[0]

    @property
    def signatures(self) -> int:
        """How many different people must sign: two for what is said or heard in a crisis."""
        return 2 if self.crisis else 1

    @cached_property
    def digest(self) -> str:
        """Hash of exactly these words: change a comma and it is another one."""
        return digest_of(self.words)

    @property
    def code(self) -> str:
        """The first eight digits of the hash, for paper."""
        return self.digest[:8].upper()


def digest_of(words: str) -> str:
    """The hash that stands in a review record."""
    return hashlib.sha256(words.encode()).hexdigest()


def quoted(label: str, text: str) -> list[str]:
    """A labelled text, each of its lines marked: no text can pass for a label."""
    return [f"{label}:", *(f"| {line}" for line in text.split("\n"))]


def joined(lines: Iterable[str]) -> str:
    """Lines as the words of a unit."""
    return "\n".join(lines) + "\n"
