"""Counting what is heard: shares with their intervals, conversations, speed and memory."""

from __future__ import annotations

import math
import random
import resource
import subprocess
import sys
import time
from collections.abc import Sequence

from holdfast.risk.gate import Gate
from holdfast.risk.level import Level
from holdfast.risk.verdict import Recent


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, hits / of
    middle = share + z * z / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - spread) / (1 + z * z / of), (middle + spread) / (1 + z * z / of)


def shown(hits: int, of: int) -> str:
    """A share as a table shows it."""
    low, high = wilson(hits, of)
    return f"{100 * hits / of:.1f} % ({100 * low:.1f} to {100 * high:.1f})" if of else "none"


def false_handoffs(gate: Gate, calm: Sequence[str], conversations: int = 200, messages: int = 20) -> float:
    """Handoffs per 100 conversations of calm messages drawn at random, each with its look back."""
    rng = random.Random(11)  # noqa: S311 - a sample, no secret
    handed = 0
    for _ in range(conversations):
        said = rng.sample(calm, messages)
        handed += any(
            gate.hear(text, Recent(texts=tuple(said[max(0, place - 3) : place]))).level > Level.NONE
            for place, text in enumerate(said)
        )
    return 100 * handed / conversations


def speed(gate: Gate, texts: Sequence[str]) -> dict[str, float]:
    """Own processor time per message in milliseconds, and messages a second of it."""
    for text in texts:
        gate.hear(text)
    taken = []
    for text in texts:
        began = time.thread_time_ns()
        gate.hear(text)
        taken.append((time.thread_time_ns() - began) / 1e6)
    taken.sort()
    return {
        "p50": taken[len(taken) // 2],
        "p99": taken[int(len(taken) * 0.99)],
        "max": taken[-1],
        "per_second": 1000 * len(taken) / sum(taken),
    }


def ready_seconds() -> float:
    """Processor time from a cold start of Python to the first verdict."""
    code = (
        "import holdfast.risk.screen as s; from holdfast.risk import Gate; Gate.load(s._FOLDER).hear('hello')"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def megabytes() -> float:
    """Peak memory of a process that has loaded the gate and heard a thousand texts."""
    code = (
        "import holdfast.risk.screen as s; from holdfast.risk import Gate; g = Gate.load(s._FOLDER)\n"
        "[g.hear(t) for r in g.rules for t in r.hears]\n"
        "[print(int(l.split()[1]) / 1024) for l in open('/proc/self/status') if l.startswith('VmHWM')]"
    )
    return float(
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    )
