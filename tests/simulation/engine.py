"""Stands where Rasa stands: proposes what Rasa may propose, and fails in every way that Rasa does."""

import random
from collections.abc import Callable
from typing import Any

from holdfast.content import Library
from holdfast.dialogue.rasa import Say, Timer, Turn
from holdfast.errors import DialogueFault

PROPOSALS = (
    Turn((Say("utter_menu", {"end": True}, None),), (), "greet", 0.9),
    Turn((Say("utter_breathing_first", {"exercise": "breathing", "step": 2}, None),), (), "start_breathing", 0.9),
    Turn((Say("utter_fallback", None, None),), (), "nlu_fallback", 0.3),
    Turn((Say("utter_plan_step_1", {"plan_step": 1}, None),), (), "show_plan", 0.9),
    Turn((Say("utter_goodbye", {"end": True}, None),), (), "goodbye", 0.9),
    Turn(
        (Say("utter_wave_wait", {"exercise": "wave_wait", "step": 1}, None),),
        (Timer(300, "utter_wave_check", {"exercise": "wave_check", "step": 1}),), "wait_5", 0.9,
    ),
)  # fmt: skip
RAISES = (
    Turn((Say("utter_menu", None, None),), (), "risk", 0.9),
    Turn((Say("utter_menu", None, None),), (), "ask_for_person", 0.9),
)
WRONG = (
    Turn((Say("utter_status_taken", None, None),), (), "greet", 0.9),
    Turn((Say("utter_nothing_like_it", None, None),), (), "greet", 0.9),
    DialogueFault("late"),
    DialogueFault("empty"),
    RuntimeError("never seen before"),
)


class Dialogue:
    """The client's interface, without a Rasa."""

    has_been_ready = True

    def __init__(self, rng: random.Random, library: Library) -> None:
        self._rng = rng
        self.faults = 0.0
        self.meanwhile: Callable[[], None] = lambda: None
        self._proposals = [one for one in PROPOSALS if all(say.script in library.scripts for say in one.says)]

    async def turn(self, _: dict[str, Any]) -> Turn:
        """A proposal, or a fault; now and then it takes long, and something else happens first."""
        if self._rng.random() < 0.1:
            self.meanwhile()
        luck = self._rng.random()
        if luck < self.faults:
            wrong = self._rng.choice(WRONG)
            if isinstance(wrong, Exception):
                raise wrong
            return wrong
        if luck > 0.98:
            return self._rng.choice(RAISES)
        return self._rng.choice(self._proposals)

    async def ready(self) -> bool:
        """Always."""
        return True
