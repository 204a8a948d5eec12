"""Reads a sheet that came back: the file from its own button, or a table filled in by hand."""

import csv
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from holdfast.content.reviews import APPROVE, CHANGE
from holdfast.errors import HoldfastError

MOST_BYTES = 20_000_000
# What people write into a table for yes and no.
_DECISIONS = {
    "approve": APPROVE, "approved": APPROVE, "yes": APPROVE, "ok": APPROVE, "x": APPROVE,
    "change": CHANGE, "no": CHANGE,
}  # fmt: skip


class CannotRead(HoldfastError):
    """The file is not a returned sheet. The message names the place."""


@dataclass(frozen=True)
class Decision:
    """What is said of one unit; `code` is its hash, or the first eight digits."""

    unit: str
    code: str
    decision: str
    comment: str


@dataclass(frozen=True)
class Returned:
    """Everything on the sheet. What it does not say about the signer is empty."""

    signer: dict[str, str]
    decisions: list[Decision]

    def day(self, key: str) -> date | None:
        """A date of the signer. Raises CannotRead."""
        try:
            return date.fromisoformat(self.signer[key]) if self.signer.get(key) else None
        except ValueError:
            raise CannotRead(f"{key}: must be a date such as 2030-01-31") from None


def read(path: Path) -> Returned:
    """Raises CannotRead, OSError."""
    if path.stat().st_size > MOST_BYTES:
        raise CannotRead(f"{path.name}: too large for a sheet")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CannotRead(f"{path.name}: is not UTF-8 text") from None
    return _table(text) if path.suffix.lower() == ".csv" else _json(text)


def _json(text: str) -> Returned:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as fault:
        raise CannotRead(f"line {fault.lineno}: is not JSON; a table must end in .csv") from None
    if not isinstance(data, dict) or not isinstance(data.get("decisions"), list):
        raise CannotRead("decisions: is missing")
    given = data.get("reviewer")
    signer = {str(key): str(value) for key, value in given.items()} if isinstance(given, dict) else {}
    return Returned(signer, [_decision(one, f"decision {n}") for n, one in enumerate(data["decisions"], 1)])


def _table(text: str) -> Returned:
    rows = list(csv.DictReader(text.splitlines()))
    if not rows or not {"unit", "code", "decision"} <= {str(key) for key in rows[0]}:
        raise CannotRead("the first row must name the columns: unit, code, decision, comment")
    keys = ("name", "registration", "role", "signed", "expires")
    signer = {key: str(rows[0][key]).strip() for key in keys if rows[0].get(key)}
    ticked = [(n, row) for n, row in enumerate(rows, 2) if str(row["decision"] or "").strip()]
    return Returned(signer, [_decision(row, f"row {n}") for n, row in ticked])


def _decision(one: Any, where: str) -> Decision:
    if not isinstance(one, dict):
        raise CannotRead(f"{where}: holds no unit")
    unit, code = str(one.get("unit") or "").strip(), str(one.get("code") or "").strip()
    decision = _DECISIONS.get(str(one.get("decision") or "").strip().lower())
    if not unit or len(code) < 8 or decision is None:
        raise CannotRead(f"{where}: needs unit, code (8 digits) and decision (approve or change)")
    return Decision(unit, code, decision, str(one.get("comment") or ""))
