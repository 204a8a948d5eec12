"""Leaves an exercise or the plan with one script: the menu, a pause, a goodbye, something else to try."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.position import Events, say_close, say_end


class Ending(Action):
    """Says the script and clears the position."""

    action = ""
    script = ""

    def name(self) -> str:
        return self.action

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        return say_end(dispatcher, self.script).moved()


class OpenMenu(Ending):
    action, script = "action_open_menu", "utter_menu"


class Stop(Ending):
    action, script = "action_stop", "utter_paused"


class SayGoodbye(Ending):
    action, script = "action_say_goodbye", "utter_goodbye"


class EndWell(Ending):
    action, script = "action_end_well", "utter_feel_better"


class TryOther(Ending):
    action, script = "action_try_other", "utter_try_other"


class EndUnwell(Ending):
    action, script = "action_end_unwell", "utter_unwell"


class WaveLower(Action):
    """The urge went down: whoever gave a number before the wait is asked for the one after.

    Two numbers tell which way it went, whatever else was understood of the words around them."""

    def name(self) -> str:
        return "action_wave_lower"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        told = re.search(r"(\d+) *(?:to|->|-) *(\d+)", tracker.latest_message.get("text") or "")
        if told and int(told[1]) < int(told[2]):
            return say_end(dispatcher, WaveStronger.script).moved()
        return say_close(dispatcher, tracker, "utter_wave_lower").moved()


class WaveStronger(Ending):
    action, script = "action_wave_stronger", "utter_wave_stronger"


class OfferSteady(Ending):
    action, script = "action_offer_steady", "utter_feeling_choose"
