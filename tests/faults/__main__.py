"""`python -m tests.faults [--conversations N] [--seed S]`: a run at random against real processes."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.cluster import Cluster
from tests.faults.brood import Nursery
from tests.faults.riot import Riot
from tests.faults.town import Town

# So many at a time: what a phone got is read again and again, and grows.
ROUND = 200


def main() -> int:
    """Print a line for each round, and every rule that was broken."""
    asked = argparse.ArgumentParser(prog="python -m tests.faults")
    asked.add_argument("--conversations", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    print(f"seed {given.seed}", flush=True)
    nursery, cluster, wrong = Nursery(), Cluster(fsync=True), 0
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="town-") as folder:
        town = Town(Path(folder), cluster, nursery)
        try:
            for number, first in enumerate(range(0, given.conversations, ROUND)):
                count = min(ROUND, given.conversations - first)
                report = Riot(town, count, given.seed + number).run()
                print(f"seed {given.seed + number}, {time.monotonic() - began:.0f} s: {report}", flush=True)
                for line in report.broken[:20]:
                    print(f"  {line}", flush=True)
                wrong += bool(report.broken)
                town.hand_all_back()
        finally:
            town.close()
            nursery.close()
            cluster.remove()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
