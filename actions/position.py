"""Where the person stands, and how an action says something and moves them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.exercise_files import Step, exercises

Events = list[dict[str, Any]]


@dataclass(frozen=True)
class Position:
    """An exercise and its step, or a step of the plan, or neither. Steps count from 1."""

    exercise: str | None = None
    step: int = 0
    plan_step: int | None = None

    @classmethod
    def of(cls, tracker: Tracker) -> Position:
        """The position in the slots; one that no file knows any more counts as none."""
        exercise, step = tracker.get_slot("exercise"), int(tracker.get_slot("exercise_step") or 0)
        if exercise in exercises() and 1 <= step <= len(exercises()[exercise]):
            return cls(exercise=exercise, step=step)
        plan_step = tracker.get_slot("plan_step")
        return cls(plan_step=int(plan_step) if plan_step else None)

    def slots(self) -> Events:
        """The position as slots, for `rasa shell`; the service keeps its own and sends it with every turn."""
        doing = "exercise" if self.exercise else "plan" if self.plan_step else None
        if self.exercise and exercises()[self.exercise][self.step - 1].keeps:
            doing = "keeping"
        values = {
            "doing": doing,
            "exercise": self.exercise,
            "exercise_step": self.step or None,
            "plan_step": self.plan_step,
        }
        return [SlotSet(name, value) for name, value in values.items()]

    def moved(self) -> Events:
        """The position as slots, and the end of this turn: rules written for the old position say no more."""
        return [*self.slots(), FollowupAction("action_listen")]


NOWHERE = Position()


def say_step(dispatcher: CollectingDispatcher, exercise: str, number: int, again: bool = False) -> Position:
    """Says a step of an exercise; its timer is set the first time only. The last of several steps closes it."""
    steps = exercises()[exercise]
    step = steps[number - 1]
    if number == len(steps) > 1 and step.wait_s is None and step.keeps is None:
        return say_end(dispatcher, step.script)
    ref = {"exercise": exercise, "step": number}
    dispatcher.utter_message(response=step.script, ref=ref, **({} if again else _timer(step)), **step.counts)
    return Position(exercise=exercise, step=number)


def say_end(dispatcher: CollectingDispatcher, script: str) -> Position:
    """Says a script that leaves the exercise or the plan."""
    dispatcher.utter_message(response=script, ref={"end": True})
    return NOWHERE


def say_close(dispatcher: CollectingDispatcher, tracker: Tracker, script: str) -> Position:
    """Says the script that closes a tool; whoever gave a number before it is then asked for the one after."""
    if tracker.get_slot("rated") is None:
        return say_end(dispatcher, script)
    dispatcher.utter_message(response=script, ref={"end": True}, no_choices=True)
    return say_step(dispatcher, "rate_after", 1)


def _timer(step: Step) -> dict[str, Any]:
    if step.wait_s is None:
        return {}
    check = exercises()["wave_check"][0].script
    ref = {"exercise": "wave_check", "step": 1}
    return {"timer": {"after_s": step.wait_s, "script": check, "ref": ref}}
