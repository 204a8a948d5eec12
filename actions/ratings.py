"""Numbers before and after a tool. They are noted by the service; here they only lead to the next script."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.exercise_files import exercises
from actions.position import Events, say_end
from actions.wave import number_in


class ChooseTool(Action):
    """Offers tools: people first when the urge is strong, else what helped before, if something did."""

    def name(self) -> str:
        return "action_choose_tool"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        number = number_in(tracker.latest_message.get("text"))
        strong = number is not None and number >= exercises()["rate_before"][0].counts["from"]
        script = "utter_rate_choose_helped" if tracker.get_slot("helped") else "utter_rate_choose"
        return say_end(dispatcher, "utter_rate_choose_strong" if strong else script).moved()


class TakeRatingAfter(Action):
    """Compares with the number before: lower, not lower, or still so strong that people come first."""

    def name(self) -> str:
        return "action_take_rating_after"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        after, before = number_in(tracker.latest_message.get("text")), tracker.get_slot("rated")
        if after is None or before is None:
            script = "utter_rate_skipped"
        elif after >= exercises()["rate_after"][0].counts["from"]:
            script = "utter_rate_strong"
        else:
            script = "utter_rate_lower" if after < before else "utter_rate_same"
        return say_end(dispatcher, script).moved()
