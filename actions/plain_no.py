"""A no to a question of safety counts only when it is plain; with anything more in it, the careful way is taken."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.position import Events, Position, say_step

_PLAIN = {
    "no", "nope", "nah", "no no", "none", "no thanks", "no thank you", "not at all", "no not at all", "nothing",
    "neither", "no im not", "no i am not", "no i dont", "no none", "im not", "i am not", "n",
}  # fmt: skip


def is_plain_no(tracker: Tracker) -> bool:
    """Whether the message is a bare no; a choice or a sign comes as the intent's name."""
    text = tracker.latest_message.get("text") or ""
    return (
        text.startswith("/") or " ".join(re.findall(r"\w+", re.sub("['\u2019]", "", text.lower()))) in _PLAIN
    )


class AnswerCare(Action):
    """After a lapse: a plain no leads to kindness, anything else to care."""

    def name(self) -> str:
        return "action_answer_care"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        if is_plain_no(tracker):
            return say_step(dispatcher, "lapse", 1).moved()
        dispatcher.utter_message(response="utter_lapse_get_care")
        return Position.of(tracker).moved()


class AnswerBreathingCheck(Action):
    """Before breathing with a hold: only a plain no leads to the hold."""

    def name(self) -> str:
        return "action_answer_breathing_check"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        if is_plain_no(tracker):
            return say_step(dispatcher, "breathing_hold", 1).moved()
        dispatcher.utter_message(response="utter_breathing_without_hold")
        return say_step(dispatcher, "breathing", 1).moved()
