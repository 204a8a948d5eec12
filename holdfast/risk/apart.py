"""What the gate heard of text that nobody read: counts only, the text itself is not kept."""

from __future__ import annotations

import json
from pathlib import Path

from holdfast.risk.measure import shown

_NOTE = """Counts only, of text that was never printed, read or kept. Public text: what its makers published, cut to
messages of up to 320 characters; its first half by hash was looked at to write rules and to narrow them, its
second half only counted, before that work and a few times during it. Nothing of them was trained on. Their labels
are those of whole forums: among posts "at risk" are thanks, questions about the forum and people who offer help,
and "harmless" tweets say that they want to die in jest, so no share of them is a recall or a false-alarm rate
by itself; what can be compared is before and now. Written: 240 disclosures of eight kinds, half of them hints,
and 400 calm lines of five kinds by one writer (a language model) who had seen no rule. Levels are the policy's:
`care` is all it asks for an urge, for self-harm that is some days old, for a burden, a question about ways, or a
worry for someone else. The written lines were counted some six times while thresholds and rules moved, so "now" is no
longer a first sight; "before" is."""


def section(path: Path) -> list[str]:
    """The counts as a part of the report; nothing when the file is not there."""
    if not path.exists():
        return []
    counts = json.loads(path.read_text(encoding="utf-8"))
    out = ["## Text that nobody read", "", _NOTE, ""]
    for title, rows in counts.items():
        out += [f"| {title} | n | any level | urgent or above |", "|---|---|---|---|"]
        out += [
            f"| {kind} | {of} | {shown(heard, of)} | {shown(urgent, of)} |"
            for kind, (of, heard, urgent) in rows.items()
        ]
        out.append("")
    return out
