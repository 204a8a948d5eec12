"""Recalls the person's own safety plan in its order. Reads which steps are filled, never what is in them."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.position import Events, Position, say_end
from holdfast.plans.structure import is_own_draft, steps_filled

WARNING_SIGNS, COPING, PLACES, PEOPLE, PROFESSIONALS, SURROUNDINGS, REASONS = range(1, 8)


def filled(tracker: Tracker) -> list[int]:
    """The steps that hold something and may be said here, in the ladder's order. Raises on database trouble."""
    steps = steps_filled(tracker.sender_id)
    return sorted(step for step, items in steps.items() if items)


def say_plan_step(dispatcher: CollectingDispatcher, step: int, **more: Any) -> Position:
    dispatcher.utter_message(response=f"utter_plan_step_{step}", ref={"plan_step": step}, **more)
    return Position(plan_step=step)


def say_if_draft(dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """Says that what follows is the person's own draft, if it is."""
    draft = is_own_draft(tracker.sender_id)
    if draft:
        dispatcher.utter_message(response="utter_plan_own_draft")
    return draft


class ShowPlan(Action):
    """The first filled step; the person goes on to the next when they want to."""

    def name(self) -> str:
        return "action_show_plan"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        steps = filled(tracker)
        if not steps:
            return say_end(dispatcher, "utter_plan_none").moved()
        if not say_if_draft(dispatcher, tracker):
            dispatcher.utter_message(response="utter_plan_intro", no_choices=True)
        return say_plan_step(dispatcher, steps[0]).moved()


class ShowWholePlan(Action):
    """Every filled step in order, then what can be done next."""

    def name(self) -> str:
        return "action_show_whole_plan"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        steps = filled(tracker)
        say_if_draft(dispatcher, tracker)
        for step in steps:
            say_plan_step(dispatcher, step, no_choices=True)
        return say_end(dispatcher, "utter_plan_end" if steps else "utter_plan_none").moved()


class NextPlanStep(Action):
    """The next rung of the ladder; after the last one, people."""

    def name(self) -> str:
        return "action_next_plan_step"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        here = Position.of(tracker).plan_step or 0
        later = [step for step in filled(tracker) if step > here]
        after = say_plan_step(dispatcher, later[0]) if later else say_end(dispatcher, "utter_plan_end")
        return after.moved()


class PlanStepBack(Action):
    """The rung before this one; before the first there is the menu."""

    def name(self) -> str:
        return "action_plan_step_back"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        here = Position.of(tracker).plan_step or 0
        earlier = [step for step in filled(tracker) if step < here]
        after = say_plan_step(dispatcher, earlier[-1]) if earlier else say_end(dispatcher, "utter_menu")
        return after.moved()
