"""Signs of life of the worker's loops, so that one that hangs is seen by those who ask."""

import time

# A loop that has not come round for this long, or for three of its own rounds, is not alive.
SILENCE_S = 30.0


class Pulse:
    """When each loop last came round without a fault. Safe from any thread."""

    def __init__(self) -> None:
        self._last: dict[str, float] = {}
        self._patience: dict[str, float] = {}

    def expect(self, name: str, every_s: float) -> None:
        """From now on this loop is to come round."""
        self._last[name], self._patience[name] = time.monotonic(), max(SILENCE_S, 3 * every_s)

    def beat(self, name: str) -> None:
        """It came round."""
        self._last[name] = time.monotonic()

    def ages(self) -> dict[str, float]:
        """Seconds since each loop came round."""
        now = time.monotonic()
        return {name: now - last for name, last in self._last.items()}

    def silent(self) -> list[str]:
        """The loops that are late, by name."""
        return sorted(name for name, age in self.ages().items() if age > self._patience[name])

    def state(self) -> str:
        """`alive`, `not running`, or which loops are silent."""
        silent = self.silent()
        return f"silent: {', '.join(silent)}" if silent else "alive" if self._last else "not running"
