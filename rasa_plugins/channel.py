"""The channel between the service and Rasa: a turn comes in, the names of scripts go out, no words."""

from __future__ import annotations

import hmac
import logging
import os
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.core.constants import DEFAULT_INTENTS
from rasa.shared.core.events import SlotSet
from rasa.shared.core.slots import CategoricalSlot
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from rasa_plugins import answers, logs
from rasa_plugins.turn import BadTurn, Turn, position, read_turn, without_words

logs.names_only()
answers.check_schema_once()
logger = logging.getLogger(__name__)


class Says(OutputChannel):
    """Collects which scripts a turn would say, with their references, choices and timers."""

    def __init__(self) -> None:
        self.says: list[dict[str, Any]] = []
        self.timers: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "holdfast"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keeps the script's name; a message without one is not a script, and is refused."""
        script = message.get("utter_action")
        if not script:
            raise ValueError("a message without a script's name")
        choices = [] if message.get("no_choices") else message.get("choices")
        self.says.append({"script": script, "ref": message.get("ref"), "choices": choices})
        if timer := message.get("timer"):
            self.timers.append(
                {"after_s": timer["after_s"], "script": timer["script"], "ref": timer.get("ref")}
            )


class HoldfastInput(InputChannel):
    """Takes turns from the service, and from nobody else."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()

    @classmethod
    def name(cls) -> str:
        return "holdfast"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> HoldfastInput:
        """Refuses to start without HOLDFAST_RASA_TOKEN: an open door is worse than none."""
        token = os.environ.get("HOLDFAST_RASA_TOKEN", "")
        if len(token) < 16:
            raise ValueError("HOLDFAST_RASA_TOKEN must be set to at least 16 characters")
        return cls(token)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        webhook = Blueprint("holdfast_channel", "rasa_plugins_channel")

        @webhook.route("/health", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            agent = _agent(request)
            return json({"ready": agent is not None, "model_id": agent.model_id if agent else None})

        @webhook.route("/turn", methods=["POST"])
        async def turn(request: Request) -> HTTPResponse:
            given = request.headers.get("authorization", "")
            if not hmac.compare_digest(given.encode("utf-8", "replace"), b"Bearer " + self._token):
                return json({"error": "unknown token"}, status=401)
            if (agent := _agent(request)) is None:
                return json({"error": "no model is loaded"}, status=503)
            try:
                asked = read_turn(request.body, _choices(agent))
            except BadTurn as fault:
                return json({"error": str(fault)}, status=400)
            try:
                return json(await answer(agent, asked))
            except Exception:
                # The one door: Rasa's own channels answer a fault with 200 and nothing said.
                logger.exception("turn_failed conversation=%s turn=%d", asked.conversation, asked.number)
                await agent.tracker_store.create_tracker(asked.conversation, append_action_listen=False)
                return json({"error": "the turn failed"}, status=500)

        return webhook


async def answer(agent: Agent, turn: Turn) -> dict[str, Any]:
    """Plays one turn and tells what would be said. Raises whatever went wrong inside it."""
    out, store, processor = Says(), agent.tracker_store, agent.processor
    async with agent.lock_store.lock(turn.conversation):
        if turn.fresh:
            await store.create_tracker(turn.conversation, append_action_listen=False)
        tracker = await processor.fetch_tracker_and_update_session(turn.conversation, out)
        for slot, value in position(turn.slots, _exercises(agent)).items():
            tracker.update(SlotSet(slot, value), agent.domain)
        await store.save(tracker)
        intent = turn.choice or without_words(turn.text or "", turn.slots["exercise"] is not None)
        message = UserMessage(
            f"/{intent}" if intent else turn.text, out, turn.conversation, input_channel="holdfast"
        )
        await processor.handle_message(message)
        heard = (await store.retrieve(turn.conversation)).latest_message
    return {
        "says": out.says,
        "timers": out.timers,
        "intent": heard.intent.get("name"),
        "confidence": float(heard.intent.get("confidence") or 0.0),
        "model_id": agent.model_id,
    }


def _agent(request: Request) -> Agent | None:
    agent: Agent | None = getattr(request.app.ctx, "agent", None)
    return agent if agent is not None and agent.is_ready() else None


def _choices(agent: Agent) -> set[str]:
    """Intents of our own: Rasa's defaults, such as `restart`, are commands to the engine."""
    return set(agent.domain.intents) - set(DEFAULT_INTENTS)


def _exercises(agent: Agent) -> set[str]:
    slot = next(slot for slot in agent.domain.slots if slot.name == "exercise")
    return set(slot.values) if isinstance(slot, CategoricalSlot) else set()
