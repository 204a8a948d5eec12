"""How far a signal reaches: what is done, never how someone is."""

from __future__ import annotations

from enum import IntEnum


class Level(IntEnum):
    """Ordered levels; anything above NONE hands off at once."""

    NONE = 0
    CARE = 1
    URGENT = 2
    EMERGENCY = 3

    @classmethod
    def named(cls, name: object) -> Level:
        """The level called `name` in a policy file; ValueError for any other word."""
        try:
            return cls[str(name).upper()]
        except KeyError:
            raise ValueError(f"no level is called {name!r}") from None
