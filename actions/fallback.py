"""What is said when a message was not understood: always a script, never the same three times."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.position import Events, say_end

_BY_MISSES = ("utter_fallback", "utter_fallback_menu", "utter_fallback_person")
# A plain yes or no is understood; there was only nothing that it could answer.
_TO_NOTHING = {"affirm": "utter_menu", "deny": "utter_all_right"}


def _script(misses: int) -> str:
    return _BY_MISSES[misses if misses < len(_BY_MISSES) else 1 + (misses - 1) % 2]


class NotUnderstood(Action):
    """First says so with choices, then the menu, then offers a person; after that menu and person in turn."""

    def name(self) -> str:
        return "action_default_fallback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        misses = int(tracker.get_slot("misses") or 0)
        if intent == "affirm" and misses and _script(misses - 1) == "utter_fallback_person":
            return say_end(dispatcher, "utter_person_asking").moved()
        if intent in _TO_NOTHING:
            return say_end(dispatcher, _TO_NOTHING[intent]).moved()
        dispatcher.utter_message(response=_script(misses))
        # Without the end of the turn, an intent that no rule knows would be answered again and again.
        return [SlotSet("misses", misses + 1), FollowupAction("action_listen")]
