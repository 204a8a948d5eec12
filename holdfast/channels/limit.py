"""A limit on how often one address may open something. Never used on what people write."""

import time
from collections import OrderedDict, deque
from threading import Lock

ADDRESSES = 5000


class Limit:
    """At most `most` times within `per_s` seconds for one address; kept in memory, bounded."""

    def __init__(self, most: int, per_s: float) -> None:
        self._most = most
        self._per_s = per_s
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def allows(self, address: str) -> bool:
        """Count one more; False when it is over the limit."""
        now = time.monotonic()
        with self._lock:
            times = self._times.setdefault(address, deque())
            self._times.move_to_end(address)
            if len(self._times) > ADDRESSES:
                self._times.popitem(last=False)
            while times and now - times[0] > self._per_s:
                times.popleft()
            times.append(now)
            return len(times) <= self._most
