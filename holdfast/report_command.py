"""`holdfast report [MONTH]`: the report of a month, without anyone in it."""

import sys
from datetime import UTC, datetime, timedelta

from holdfast.handoff import month
from holdfast.handoff.month import Count, Spread
from holdfast.parts import Parts
from holdfast.settings import Settings


def run(settings: Settings, wanted: str) -> int:
    """Print it; the month before this one if none is named. 2 when the month cannot be read."""
    parts = Parts.assemble(settings)
    try:
        last = datetime.now(UTC).replace(day=1) - timedelta(days=1)
        begins, ends = month.named(wanted or f"{last:%Y-%m}")
        with parts.db.read() as tx:
            found = month.read(tx, parts.library, begins, ends)
    except ValueError as fault:
        print(f"holdfast: {fault}", file=sys.stderr)
        return 2
    finally:
        parts.db.close()
    print(f"month: {begins:%Y-%m}")
    for name, value in vars(found).items():
        if isinstance(value, Count):
            print(f"{name}: {value}")
        elif isinstance(value, Spread):
            print(f"{name}: of {value.of}, median {_time(value.median)}, p90 {_time(value.p90)}")
        elif isinstance(value, dict):
            print(f"{name}: " + (", ".join(f"{key} {count}" for key, count in value.items()) or "none"))
    return 0


def _time(value: timedelta | None) -> str:
    return "not shown" if value is None else f"{value.total_seconds():.0f} s"
