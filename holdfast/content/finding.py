"""What a check says about a unit of content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from holdfast.content.script import Script

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Finding:
    """`rule` names the rule, `detail` what broke it: a word of ours, never a word of a person."""

    file: str
    line: int | None
    unit: str
    rule: str
    severity: Severity
    detail: str = ""

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.severity}: {self.unit}: {self.rule}" + (
            f": {self.detail}" if self.detail else ""
        )


def about(script: Script, rule: str, detail: str = "", severity: Severity = "error") -> Finding:
    """A finding about a script."""
    return Finding(str(script.file), script.line, script.name, rule, severity, detail)
