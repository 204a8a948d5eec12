"""What follows after the service has kept what the person wrote. The words themselves never come here."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.exercise_files import exercises
from actions.position import Events, Position, say_end, say_step


class AskAgain(Action):
    """The question stays open: says so in other words, not in those it was asked in."""

    def name(self) -> str:
        return "action_ask_again"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        here = Position.of(tracker)
        if here.exercise is None:
            return say_end(dispatcher, "utter_menu").moved()
        said = [event["metadata"].get("utter_action") for event in tracker.events if event["event"] == "bot"]
        script = "utter_keeping_again_b" if said[-1:] == ["utter_keeping_again"] else "utter_keeping_again"
        dispatcher.utter_message(response=script, ref={"exercise": here.exercise, "step": here.step})
        return here.moved()


class AfterKeeping(Action):
    """Says that it is kept and stays for more, or ends, or goes to the next step: the step's own file says which."""

    def name(self) -> str:
        return "action_after_keeping"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        here = Position.of(tracker)
        if here.exercise is None:
            return say_end(dispatcher, "utter_menu").moved()
        steps = exercises()[here.exercise]
        step = steps[here.step - 1]
        if step.more is not None:
            ref = {"exercise": here.exercise, "step": here.step}
            dispatcher.utter_message(response=step.more, ref=ref)
            return here.moved()
        if step.then is not None or here.step == len(steps):
            return say_end(dispatcher, step.then or "utter_menu").moved()
        return say_step(dispatcher, here.exercise, here.step + 1).moved()
