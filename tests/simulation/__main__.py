"""`python -m tests.simulation [--seed S] [--conversations N]`: worlds until N conversations were had."""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import structlog

from tests.simulation import machine
from tests.simulation.run import CONVERSATIONS, play, stock


def _drop(*_: Any) -> Any:
    raise structlog.DropEvent


def quietly() -> None:
    """No log lines: a run makes tens of thousands."""
    structlog.configure(processors=[_drop])


def main() -> int:
    """Print a line every 25 worlds, and everything about a seed that failed: `--seed` with its number replays it."""
    asked = argparse.ArgumentParser(prog="python -m tests.simulation")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--conversations", type=int, default=1000)
    given = asked.parse_args()
    quietly()
    began, failed, totals = time.monotonic(), 0, [0, 0, 0, 0, 0]
    with tempfile.TemporaryDirectory(prefix="holdfast-", dir=machine.folder()) as folder:
        shared = stock(Path(folder))
        worlds = max(1, -(-given.conversations // CONVERSATIONS))
        for seed in range(given.seed, given.seed + worlds):
            report = play(shared, seed)
            counted = (report.conversations, report.messages, report.risky, report.texts, report.kills)
            totals = [total + one for total, one in zip(totals, counted, strict=True)]
            for line in report.broken[:10]:
                print(f"seed {seed}: {line}", flush=True)
            failed += bool(report.broken)
            if seed == given.seed + worlds - 1 or (seed - given.seed) % 25 == 24 or failed >= 5:
                print(_so_far(seed, totals, failed, time.monotonic() - began), flush=True)
            if failed >= 5:
                break
    return 1 if failed else 0


def _so_far(seed: int, totals: list[int], failed: int, spent: float) -> str:
    return (
        "{} conversations, {} messages, {} with a signal, {} texts out, {} kills".format(*totals)
        + f"; up to seed {seed}, {failed} seeds failed; {spent:.0f} s, {3600 * totals[0] / spent:.0f} an hour"
    )


if __name__ == "__main__":
    sys.exit(main())
