"""Faults that a test asks for, each used once, in order."""

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """What happens to one text that the service sends.

    `status` and `code`: the HTTP answer, in place of 201. With `accepted` the text is sent all the same.
    `seconds`: how long the answer takes, after the text was accepted or refused.
    `reports`: the statuses reported, in this order and as often as named; empty for none at all.
    `error`: the error code on reports of `undelivered` and `failed`.
    """

    status: int | None = None
    code: int | None = None
    accepted: bool = False
    seconds: float = 0
    reports: tuple[str, ...] | None = None
    error: int | None = None


class Faults:
    """The faults still to come."""

    def __init__(self) -> None:
        self._next: deque[Fault] = deque()

    def add(self, fault: Fault, times: int = 1) -> None:
        """Use the fault for the next texts that are not spoken for."""
        self._next.extend([fault] * times)

    def refuse(self, status: int, code: int, times: int = 1) -> None:
        """Answer with this error, and do not send."""
        self.add(Fault(status=status, code=code), times)

    def fail_after_accepting(self, status: int = 500, code: int = 20500, times: int = 1) -> None:
        """Send, and answer as if it had gone wrong."""
        self.add(Fault(status=status, code=code, accepted=True), times)

    def not_delivered(self, error: int = 30003, times: int = 1) -> None:
        """Send, and report that it did not arrive."""
        self.add(Fault(reports=("sent", "undelivered"), error=error), times)

    def report(self, *statuses: str, times: int = 1) -> None:
        """Send, and report exactly these statuses; none means silence."""
        self.add(Fault(reports=statuses), times)

    def slow(self, seconds: float, times: int = 1) -> None:
        """Send, and answer late."""
        self.add(Fault(seconds=seconds), times)

    def clear(self) -> None:
        """Forget the faults still to come."""
        self._next.clear()

    def take(self) -> Fault:
        """The next fault, or one that changes nothing."""
        return self._next.popleft() if self._next else Fault()
