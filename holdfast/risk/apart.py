"""What the gate heard at first sight of lines written apart from its rules; counts only, the lines are not kept."""

from __future__ import annotations

import json
from pathlib import Path

from holdfast.risk.measure import shown

_NOTE = """Disclosures of sixteen kinds, plain ones and hints, and calm lines of six kinds were written for this
project by two writers who had not seen the rules, and split in halves by hash. One half was opened to widen the
rules. The other stayed shut until then and was looked at once, as counts: those are below. Since then it has been
opened too: both train the second look (`apart` in `data/risk/training.yml`), and only new writers can tell how far
that carries. Levels are the policy's: `care` is all it asks for an urge, for self-harm that is some days old, or
for a burden."""


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
