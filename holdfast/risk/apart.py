"""What the gate heard at first sight of lines written apart from its rules; counts only, the lines are not kept."""

from __future__ import annotations

import json
from pathlib import Path

from holdfast.risk.measure import shown

_NOTE = """Three writers who had not seen the rules wrote 736 disclosures of sixteen kinds, half of them hints, and
1,140 calm lines of six kinds. Nobody has read these lines and they are not kept: they were looked at as
counts, once before the rules and the second look were widened with the lines of four other writers
(`data/risk/apart.yml`), and once after. Then the patterns that had sounded on calm lines, theirs too, and
hardly ever on a disclosure were narrowed: the rows "after the narrowing" are no first sight, for alarms
least of all. The writers were language models under one instruction; how far that carries to people, only
people can tell. Levels are the policy's: `care` is all it asks for an urge, for self-harm that is some days
old, for a burden, a question about ways, or a worry for someone else."""


def section(path: Path) -> list[str]:
    """The counts as a part of the report; nothing when the file is not there."""
    if not path.exists():
        return []
    counts = json.loads(path.read_text(encoding="utf-8"))
    out = ["## Written apart from the rules, at first sight", "", _NOTE, ""]
    for title, rows in counts.items():
        out += [f"| {title} | n | any level | urgent or above |", "|---|---|---|---|"]
        out += [
            f"| {kind} | {of} | {shown(heard, of)} | {shown(urgent, of)} |"
            for kind, (of, heard, urgent) in rows.items()
        ]
        out.append("")
    return out
