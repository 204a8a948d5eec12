"""`holdfast screen`: JSON lines in, the same lines out with level, signals and microseconds; never stops."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from holdfast.risk.errors import RulesError
from holdfast.risk.gate import Gate

LONGEST_LINE = 4 * 1024 * 1024  # bytes of a line that are kept; what follows is read and dropped
_CHUNK = 1024 * 1024
_FOLDER = Path(__file__).resolve().parents[2] / "data" / "risk"


def main(argv: Sequence[str] | None = None) -> int:
    """Screens standard input; 2 when the rules cannot be used, else 0."""
    parser = argparse.ArgumentParser(prog="holdfast screen", description="Screen JSON lines for risk.")
    parser.add_argument("--explain", action="store_true", help="add the rules that sounded, with their spans")
    parser.add_argument("--data", type=Path, default=_FOLDER, help="folder with rules and policy")
    options = parser.parse_args(argv)
    try:
        gate = Gate.load(options.data)
    except RulesError as fault:
        print(f"holdfast screen: {fault}", file=sys.stderr)  # noqa: T201 - a command speaks
        return 2
    try:
        _screen(gate, sys.stdin.buffer, sys.stdout.buffer, options.explain)
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # the reader has seen enough; Python would complain once more at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _screen(gate: Gate, source: BinaryIO, sink: BinaryIO, explain: bool) -> None:
    for line, cut in _lines(source):
        row = _row(gate, line, cut, explain)
        sink.write(_json(row) + b"\n")
        if not source.seekable():
            sink.flush()


def _lines(source: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Each line and whether it was too long to keep; memory stays within one longest line."""
    kept, cut = b"", False
    while piece := source.readline(_CHUNK):
        ended = piece.endswith(b"\n")
        if len(kept) + len(piece) <= LONGEST_LINE:
            kept += piece
        else:
            cut = True
        if ended:
            yield kept.rstrip(b"\r\n"), cut
            kept, cut = b"", False
    if kept or cut:
        yield kept.rstrip(b"\r\n"), cut


def _row(gate: Gate, line: bytes, cut: bool, explain: bool) -> dict[str, Any]:
    if cut:
        return _bad(f"the line is longer than {LONGEST_LINE} bytes")
    try:
        row = json.loads(line.decode("utf-8", "replace").removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return _bad("the line is not JSON" if line.strip() else "the line is empty")
    if not isinstance(row, dict):
        return _bad("the line is not a JSON object")
    text = row.get("text")
    if not isinstance(text, str):
        return {**row, **_bad("`text` is missing" if text is None else "`text` is not a string")}
    verdict = gate.hear(text)
    row = {
        **row,
        "level": verdict.level.name.lower(),
        "signals": list(verdict.signals),
        "micros": verdict.micros,
    }
    if verdict.fault:
        row["fault"] = verdict.fault
    if explain:
        row["heard"] = [
            {
                "signal": one.signal,
                "rule": one.rule,
                "level": one.level.name.lower(),
                "start": one.start,
                "end": one.end,
            }
            for one in verdict.heard
        ]
    return row


def _bad(error: str) -> dict[str, Any]:
    """What cannot be read has no level: it is reported, not guessed."""
    return {"level": None, "signals": [], "micros": 0, "error": error}


def _json(row: dict[str, Any]) -> bytes:
    try:
        return json.dumps(row, ensure_ascii=False).encode("utf-8")
    except (UnicodeEncodeError, RecursionError, ValueError):
        return json.dumps(row, ensure_ascii=True).encode("ascii")  # lone surrogates go out as they came in


if __name__ == "__main__":
    sys.exit(main())
