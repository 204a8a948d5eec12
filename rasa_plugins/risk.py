"""The second ring: the same gate that stands before Rasa, inside its pipeline."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from holdfast.risk import Gate, Level, RulesError
from rasa_plugins import logs

logs.names_only()
logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class RiskSignal(GraphComponent):
    """Turns a message into the intent `risk` when the gate hears any level above none, or faults."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"rules": "data/risk"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RiskSignal:
        """Reads the gate's rules when the model is loaded, so changing them needs no training."""
        try:
            return cls(Gate.load(Path(config["rules"])))
        except RulesError as fault:
            logger.error("gate_refused %s", fault)
            raise

    def process(self, messages: list[Message]) -> list[Message]:
        """Raises a message to `risk`; never lowers anything."""
        for message in messages:
            if self._gate.hear(message.get(TEXT) or "").level > Level.NONE:
                risk = {INTENT_NAME_KEY: "risk", PREDICTED_CONFIDENCE_KEY: 1.0}
                message.set(INTENT, risk, add_to_output=True)
                message.set(
                    INTENT_RANKING_KEY, [risk, *message.get(INTENT_RANKING_KEY, [])], add_to_output=True
                )
        return messages
