"""Rasa's short-term memory: the trackers of recent conversations, as they are."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

# One tracker of 20 turns takes about 0.2 MB. A conversation that was pushed out goes on from its slots.
_KEPT = 500


class RecentTrackers(TrackerStore):
    """Keeps the most recent trackers and drops the rest.

    Rasa's own store in memory writes each tracker out and reads it back three times in a turn, which takes
    longer than the turn itself, and never forgets anyone.
    """

    def __init__(self, domain: Domain | None, event_broker: Any = None, **_: Any) -> None:
        self._trackers: OrderedDict[str, DialogueStateTracker] = OrderedDict()
        super().__init__(domain, event_broker)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps it as the most recent one."""
        self._trackers[tracker.sender_id] = tracker
        self._trackers.move_to_end(tracker.sender_id)
        if len(self._trackers) > _KEPT:
            self._trackers.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker itself, not a copy: a turn that fails must begin a new one."""
        return self._trackers.get(sender_id)

    async def keys(self) -> Iterable[str]:
        """The conversations that are remembered."""
        return list(self._trackers)
