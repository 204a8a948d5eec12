"""Riding out an urge: how strong it is, and how long to wait before looking again."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.exercise_files import exercises
from actions.position import Events, Position, say_step

_HIGHEST = 10


def number_in(text: str | None) -> int | None:
    """The first number from 0 to 10 that stands in the text, or None."""
    found = re.search(r"(?<![\d.])(\d{1,2})(?!\d)", text or "")
    return int(found[1]) if found and int(found[1]) <= _HIGHEST else None


class TakeRating(Action):
    """Takes a rating or none, and offers how long to wait; a high one is offered people as well."""

    def name(self) -> str:
        return "action_take_rating"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        rating = number_in(tracker.latest_message.get("text"))
        high = exercises()["wave_delay_high"][0].counts["from"]
        strong = rating is not None and rating >= high
        return say_step(dispatcher, "wave_delay_high" if strong else "wave_delay", 1).moved()


class Wait(Action):
    """Starts the wait of that many minutes; the service asks again by itself when it is over."""

    minutes = 0

    def name(self) -> str:
        return f"action_wait_{self.minutes}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        waits = [step.counts["minutes"] for step in exercises()["wave_wait"]]
        return say_step(dispatcher, "wave_wait", waits.index(self.minutes) + 1).moved()


# One action for each wait in the file; names of this module, because the action server hands them on.
for _step in exercises()["wave_wait"]:
    _name = f"Wait{_step.counts['minutes']}"
    globals()[_name] = type(_name, (Wait,), {"minutes": _step.counts["minutes"], "__module__": __name__})


class ChooseWait(Action):
    """Any reply begins a wait: the one that was named in figures, else the shortest."""

    def name(self) -> str:
        return "action_choose_wait"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        named = re.findall(r"\d+", tracker.latest_message.get("text") or "")
        steps = list(enumerate(exercises()["wave_wait"], 1))
        chosen = next((number for number, step in steps if str(step.counts["minutes"]) in named), 1)
        return say_step(dispatcher, "wave_wait", chosen).moved()


class StillWaiting(Action):
    """A word during the wait: it goes on, and other things are offered. Never the same words twice in a row."""

    def name(self) -> str:
        return "action_still_waiting"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        here = Position.of(tracker)
        said = [
            event.get("metadata", {}).get("utter_action")
            for event in tracker.events
            if event["event"] == "bot"
        ]
        again = bool(said) and said[-1] == "utter_wave_waiting"
        script = "utter_wave_waiting_still" if again else "utter_wave_waiting"
        dispatcher.utter_message(response=script, ref={"exercise": here.exercise, "step": here.step})
        return []
