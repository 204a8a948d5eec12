"""`python -m tests.simulation [--seed S] [--conversations N]`: worlds until N conversations were had."""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import structlog

from tests.simulation.run import CONVERSATIONS, play, stock


def _drop(*_: Any) -> Any:
    raise structlog.DropEvent


def quietly() -> None:
    """No log lines: a run makes tens of thousands."""
    structlog.configure(processors=[_drop])


def main() -> int:
    """Print one line a hundred worlds, and everything about a seed that failed."""
    asked = argparse.ArgumentParser(prog="python -m tests.simulation")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--conversations", type=int, default=1000)
    given = asked.parse_args()
    quietly()
    began, failed, totals = time.monotonic(), 0, [0, 0, 0, 0, 0]
    with tempfile.TemporaryDirectory() as folder:
        parts, empty = stock(Path(folder))
        worlds = max(1, -(-given.conversations // CONVERSATIONS))
        for seed in range(given.seed, given.seed + worlds):
            report = play(parts, empty, seed)
            counted = (report.conversations, report.messages, report.risky, report.texts, report.kills)
            totals = [total + one for total, one in zip(totals, counted, strict=True)]
            for line in report.broken[:10]:
                print(f"seed {seed}: {line}")
            failed += bool(report.broken)
            if failed >= 5:
                break
    spent = time.monotonic() - began
    print(
        "{} conversations, {} messages, {} with a signal, {} texts out, {} kills".format(*totals)
        + f"; {failed} seeds failed; {spent:.0f} s"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
