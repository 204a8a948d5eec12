"""Begins an exercise and goes through its steps: on, back, again."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.exercise_files import exercises
from actions.plan import say_plan_step
from actions.position import Events, Position, say_close, say_end, say_step


class NextStep(Action):
    """Any reply moves on: nothing in an exercise is right or wrong, and none of it is kept."""

    def name(self) -> str:
        return "action_next_step"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        here = Position.of(tracker)
        if here.exercise is None:
            return say_end(dispatcher, "utter_menu").moved()
        steps = exercises()[here.exercise]
        if here.step >= len(steps):
            # A step that stands alone has rules of its own; without one, the person gets the choices again.
            return say_end(dispatcher, "utter_menu").moved()
        if here.step + 1 == len(steps) and not any(step.keeps for step in steps):
            return say_close(dispatcher, tracker, steps[-1].script).moved()
        return say_step(dispatcher, here.exercise, here.step + 1).moved()


class GoBack(Action):
    """The step before this one; before the first there is the menu."""

    def name(self) -> str:
        return "action_go_back"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        here = Position.of(tracker)
        if here.exercise is None or here.step == 1:
            return say_end(dispatcher, "utter_menu").moved()
        return say_step(dispatcher, here.exercise, here.step - 1).moved()


class Resume(Action):
    """Comes back after a question: says the present step again, or nothing when there is none."""

    def name(self) -> str:
        return "action_resume"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        here = Position.of(tracker)
        if here.exercise is not None:
            say_step(dispatcher, here.exercise, here.step, again=True)
        elif here.plan_step is not None:
            say_plan_step(dispatcher, here.plan_step)
        return []


class StartGrounding(Action):
    """Grounding through five senses; it begins with hearing when looking around the room is not wise."""

    def name(self) -> str:
        return "action_start_grounding"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        exercise = "grounding_hearing" if tracker.get_slot("flagged") else "grounding"
        return say_step(dispatcher, exercise, 1).moved()


class StartExercise(Action):
    """Says the first step of the exercise that stands in the action's name."""

    exercise = ""

    def name(self) -> str:
        return f"action_start_{self.exercise}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        return say_step(dispatcher, self.exercise, 1).moved()


# One action for each file, so that a new exercise needs its file and a rule, and no code. They are names of this
# module because the action server hands them to another process.
for _exercise in exercises().keys() - {"grounding"}:
    _name = "Start" + _exercise.title().replace("_", "")
    globals()[_name] = type(_name, (StartExercise,), {"exercise": _exercise, "__module__": __name__})
