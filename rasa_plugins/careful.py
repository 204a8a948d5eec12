"""Intents that lead past a question of safety: they stand only word for word, and anything near them is doubt."""

from __future__ import annotations

import json
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
from rasa.shared.nlu.training_data.training_data import TrainingData

from rasa_plugins.word_for_word import says_only, words_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CarefulIntent(GraphComponent):
    """Reads an intent of `instead` as the one beside it, unless the message is made of that intent's own examples."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._instead: dict[str, str] = config["instead"]
        self._storage, self._resource = storage, resource
        self._known: dict[str, list[str]] = {}

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"instead": {}}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CarefulIntent:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Keeps the examples of these intents beside the model."""
        self._known = {intent: [] for intent in self._instead}
        for one in training_data.intent_examples:
            if one.get(INTENT) in self._known:
                self._known[one.get(INTENT)].append(words_of(one.get(TEXT)))
        with self._storage.write_to(self._resource) as folder:
            (folder / "known.json").write_text(json.dumps(self._known), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> CarefulIntent:
        """With the examples that were there when it was trained."""
        careful = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            careful._known = json.loads((folder / "known.json").read_text(encoding="utf-8"))
        return careful

    def process(self, messages: list[Message]) -> list[Message]:
        """Only what was typed is doubted; a choice, which has no text, says exactly what it says."""
        for message in messages:
            intent = (message.get(INTENT) or {}).get(INTENT_NAME_KEY)
            text = message.get(TEXT)
            if not text or intent not in self._instead or says_only(text, self._known[intent]):
                continue
            doubt = {INTENT_NAME_KEY: self._instead[intent], PREDICTED_CONFIDENCE_KEY: 1.0}
            message.set(INTENT, doubt, add_to_output=True)
            ranking = [doubt, *message.get(INTENT_RANKING_KEY, [])]
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages
