"""`python bench/gate.py`: what one message costs the gate, by kind of text, in own processor time."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from holdfast.risk import Gate
from holdfast.risk.measure import megabytes, ready_seconds, speed
from holdfast.risk.yamlfile import read_yaml

DATA = Path(__file__).resolve().parents[1] / "data" / "risk"


def main() -> None:
    """Prints one line a kind."""
    gate = Gate.load(DATA)
    calm = [str(text) for text in read_yaml(DATA / "training.yml")["calm_said"]]
    heard = [text for rule in gate.rules for text in rule.hears]
    kinds = {
        "calm": calm,
        "calm, 320 characters": [
            " ".join(calm[place : place + 12])[:320] for place in range(0, len(calm), 4)
        ],
        "disclosures": heard,
        "disclosures, 320 characters": [
            " ".join(heard[place : place + 12])[:320] for place in range(0, len(heard), 8)
        ],
    }
    for name, texts in kinds.items():
        took = speed(gate, texts)
        print(
            f"{name:30} half {took['p50']:.2f} ms, 99 % {took['p99']:.2f} ms, {took['per_second']:.0f} a second"
        )
    print(f"ready after {ready_seconds():.1f} s of processor time, {megabytes():.0f} MB")


if __name__ == "__main__":
    main()
