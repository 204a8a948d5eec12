"""A person on the other end: keeps the position as the service does, from the references that were said."""

import uuid
from typing import Any

from holdfast.content import Library
from holdfast.dialogue.rasa import AT_THE_START
from tests.dialogue.coverage import BOOK
from tests.dialogue.engine import ROOT, Engine

EXERCISES = Library.load(ROOT / "data").exercises


class Person:
    """One conversation. `position` follows the last reference; Rasa's own memory is not needed for it."""

    def __init__(self, engine: Engine, conversation: str | None = None, **slots: Any) -> None:
        self.engine, self.conversation = engine, conversation or str(uuid.uuid4())
        self.slots: dict[str, Any] = AT_THE_START | slots
        self.turns, self.fresh = 0, True

    def body(self, **asked: str) -> dict[str, Any]:
        turn = {
            "conversation": self.conversation,
            "turn": self.turns,
            "fresh": self.fresh,
            "slots": self.slots,
        }
        return turn | asked

    def writes(self, text: str) -> dict[str, Any]:
        return self._turn(text=text)

    def chooses(self, choice: str) -> dict[str, Any]:
        return self._turn(choice=choice)

    def _turn(self, **asked: str) -> dict[str, Any]:
        body = self.body(**asked)
        answer = self.engine.post(body)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        says = tuple(say["script"] for say in told["says"])
        BOOK.turned(body, told["intent"], says)
        for script in says:
            BOOK.said(script)
        self.turns, self.fresh = self.turns + 1, False
        self.follow(told["says"])
        return told

    def follow(self, says: list[dict[str, Any]]) -> None:
        """Moves to where the references say; a say without one leaves the position as it is."""
        missed = any(say["script"].startswith("utter_fallback") for say in says)
        self.slots["misses"] = self.slots["misses"] + 1 if missed else 0
        for ref in (say["ref"] for say in says if say["ref"]):
            self.slots["exercise"], self.slots["exercise_step"] = ref.get("exercise"), ref.get("step")
            self.slots["plan_step"] = ref.get("plan_step")
            steps = EXERCISES[ref["exercise"]].steps if "exercise" in ref else ()
            self.slots["keeping"] = bool(steps and steps[ref["step"] - 1].keeps)
