"""Stands where Rasa stands, so that a test says what is proposed, and sees what Rasa was told."""

from typing import Any, cast

from holdfast.delivery import thread
from holdfast.dialogue import turn
from holdfast.dialogue.rasa import Rasa, Say, Turn
from holdfast.models import Conversation
from tests.core.house import House, loop

END = {"end": True}


def at(exercise: str, step: int = 1) -> dict[str, Any]:
    """The place of a step."""
    return {"exercise": exercise, "step": step}


# What the service puts beside the words that were proposed.
BESIDE = ("utter_draft_notice", "utter_welcome", "utter_once_more")


class Partner:
    """One person's conversation. `told` holds every request that would have gone to Rasa."""

    has_been_ready = True

    def __init__(self, house: House, phone: str, talk: str = "", *, sms: bool = False) -> None:
        self.house, self.phone, self.sms = house, phone, sms
        self.conversation = talk or ("" if sms else house.web(phone))
        self.told: list[dict[str, Any]] = []
        self._says: list[Say] = []
        self.seen: list[Any] = []

    async def turn(self, request: dict[str, Any]) -> Turn:
        self.told.append(request)
        return Turn(tuple(self._says), (), "next_step", 0.9)

    def hears(self, words: str, *says: tuple[Any, ...], choice: str | None = None) -> list[str | None]:
        """The person writes, this is proposed; the scripts that are said."""
        self._says = [Say(script, ref, None) for script, ref in says]
        if self.sms:
            self.conversation = self.house.text(self.phone, words).conversation_id
        else:
            self.house.write(self.conversation, words, choice)
        before = {message.id for message in self.seen}
        with self.house.parts.db.read() as tx:
            person_id = self.house.person(tx, self.phone).id
        while loop.run(turn.run(self.house.parts, cast("Rasa", self), person_id)):
            pass
        self.seen = self.house.said(self.conversation)
        return [
            message.script
            for message in self.seen
            if message.id not in before and message.script not in BESIDE
        ]

    def last_words(self) -> str:
        """What was said last."""
        with self.house.parts.db.read() as tx:
            conversation = tx.get_one(Conversation, self.conversation)
            return thread.text_of(self.house.parts, conversation, self.house.said(self.conversation)[-1])
