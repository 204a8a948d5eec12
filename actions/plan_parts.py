"""Answers a question about one part of the plan: what helps, who to call, which reasons, which signs."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.plan import (
    COPING,
    PEOPLE,
    PLACES,
    PROFESSIONALS,
    REASONS,
    SURROUNDINGS,
    WARNING_SIGNS,
    filled,
    say_if_draft,
    say_plan_step,
)
from actions.position import Events, say_end


class PlanPart(Action):
    """Says the first of these steps that is filled; when none is, says so and leads on."""

    part = ""
    steps: tuple[int, ...] = ()

    def name(self) -> str:
        return f"action_show_plan_{self.part}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        there = filled(tracker)
        for step in self.steps:
            if step in there:
                say_if_draft(dispatcher, tracker)
                return say_plan_step(dispatcher, step).moved()
        return say_end(dispatcher, f"utter_plan_no_{self.part}" if there else "utter_plan_none").moved()


class ShowCoping(PlanPart):
    part, steps = "coping", (COPING,)


class ShowPeople(PlanPart):
    part, steps = "people", (PEOPLE, PROFESSIONALS, PLACES)


class ShowReasons(PlanPart):
    part, steps = "reasons", (REASONS,)


class ShowWarningSigns(PlanPart):
    part, steps = "signs", (WARNING_SIGNS,)


class ShowPlaces(PlanPart):
    part, steps = "places", (PLACES,)


class ShowSurroundings(PlanPart):
    part, steps = "surroundings", (SURROUNDINGS,)
