"""What the gate heard of text that nobody read: counts only, the text itself is not kept."""

from __future__ import annotations

import json
from pathlib import Path

from holdfast.risk.measure import shown

_NOTE = """Counts only, of text that was never printed, read or kept. Public text: what its makers published, cut to
messages of up to 320 characters; its first half by hash was looked at to narrow rules, its second half only
counted, before that work and three times after it. Nothing of it was trained on. Its labels are those of whole forums:
among posts "at risk" are thanks, questions about the forum and people who offer help, and "harmless" tweets say
that they want to die in jest, so no share of them is a recall or a false-alarm rate by itself; what can be
compared is before and now. Of talk that nobody labelled some is a disclosure. Written: 280 disclosures of eight
kinds, half of them hints, and 460 calm lines of five kinds by one writer (a language model) who had seen no rule.
Levels are the policy's: `care` is all it asks for an urge, for self-harm that is some days old, for a burden, a
question about ways, or a worry for someone else. "Before" is the first sight of the written lines; they were
counted nine times on the way to "now"."""


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
