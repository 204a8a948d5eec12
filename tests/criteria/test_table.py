"""docs/content-checklist.md says what these tests have just found: `make checklist` writes it."""

import os
from pathlib import Path
from typing import Any

import yaml

from tests.criteria.conftest import BOOK
from tests.dialogue.engine import ROOT

TABLE = ROOT / "docs" / "content-checklist.md"
SECTIONS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("criteria.yml").read_text())
HEAD = """# What a good answer does, and what was found

Made by `make checklist` from tests/criteria: the running service, its signed webhooks and its chat API,
with the trained model behind them. Never edited by hand. "Read from all"
means every answer of all these tests and every sentence in data/responses. AF: fails everything.
"""


def written() -> str:
    """The table as of now."""
    lines = [HEAD]
    for letter, section in SECTIONS.items():
        lines += [
            f"## {letter}. {section['title']}",
            "",
            "| # | criterion | severity | scripts | result |",
            "|---|---|---|---|---|",
        ]
        lines += [_line(row, entry) for row, entry in section["rows"].items()]
        lines.append("")
    lines += ["## Done otherwise, deliberately", ""]
    lines += [
        f"- **{row}**: {entry['deviation'].strip()}"
        for section in SECTIONS.values() for row, entry in section["rows"].items() if "deviation" in entry
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _line(row: str, entry: dict[str, str]) -> str:
    scripts = ", ".join(sorted(one.removeprefix("utter_") for one in BOOK.scripts[row])) or "read from all"
    failed, passed = sorted(BOOK.failed[row]), BOOK.passed[row]
    result = f"fails: {', '.join(failed)}" if failed else "passes" if passed else "not run"
    return f"| {row} | {entry['text']} | {entry['severity']} | {scripts} | {result} |"


def rows() -> list[str]:
    return [row for section in SECTIONS.values() for row in section["rows"]]


def test_the_table_names_every_row() -> None:
    """What was found stands there as of the last `make checklist`."""
    if os.environ.get("HOLDFAST_WRITE_CHECKLIST"):
        TABLE.write_text(written(), encoding="utf-8")
    table = TABLE.read_text(encoding="utf-8")
    assert [row for row in rows() if f"| {row} |" not in table] == []


def test_every_severe_row_is_green() -> None:
    severe = [
        r
        for s in SECTIONS.values()
        for r, e in s["rows"].items()
        if "AF" in e["severity"] or "Red" in e["severity"]
    ]
    assert [row for row in severe if BOOK.failed[row]] == []
