"""Writing a draft of a plan: where to begin or go on. Reads which steps are filled, never what is in them."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.endings import Ending
from actions.exercise_files import exercises
from actions.position import Events, say_end, say_step
from holdfast.plans.structure import is_own_draft, steps_drafted, steps_filled

_EXERCISE = "plan_making"


class MakePlan(Action):
    """Goes to the first step that is still empty in the draft; when none is, says so."""

    def name(self) -> str:
        return "action_make_plan"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        conversation = tracker.sender_id
        drafted = steps_drafted(conversation)
        asked = [number for number, step in enumerate(exercises()[_EXERCISE], 1) if step.keeps]
        empty = [step for step in asked if step not in drafted]
        if not empty:
            return say_end(dispatcher, "utter_plan_making_full").moved()
        if drafted:
            script = "utter_plan_making_go_on"
        elif steps_filled(conversation) and not is_own_draft(conversation):
            script = "utter_plan_making_beside"
        else:
            script = "utter_plan_making_intro"
        dispatcher.utter_message(response=script, ref={"end": True})
        return say_step(dispatcher, _EXERCISE, empty[0]).moved()


class AddToPlan(Action):
    """Begins with the first step, so that more can be added to any of them."""

    def name(self) -> str:
        return "action_add_to_plan"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        return say_step(dispatcher, _EXERCISE, 1).moved()


class PausePlanMaking(Ending):
    action, script = "action_pause_plan_making", "utter_plan_making_paused"
