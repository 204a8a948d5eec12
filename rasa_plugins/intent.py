"""What a text asks for: its words, pieces of words and its meaning, weighed by a linear classifier."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.spacy_tokenizer import SpacyTokenizer
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from rasa_plugins.meaning import meanings


class Reading(NamedTuple):
    """What is read of a text: its words as spaCy parts them, its letters, and what it means."""

    words: str
    letters: str
    meaning: Any


# Words and pairs of words; pieces of words see through misspellings.
_VIEWS: tuple[dict[str, Any], ...] = (
    {"token_pattern": r"(?u)\b\w+\b", "ngram_range": (1, 2), "min_df": 1},
    {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 2},
)
# How much the meaning counts beside each of these; by cross-validation, 2 and 3 are alike and 1 is worse.
_MEANING = 2.0
_RANKED = 10


def plain(text: str) -> str:
    """Small letters and straight apostrophes; phones put curly ones."""
    return text.lower().replace("\u2019", "'").replace("\u2018", "'")


class Reader:
    """The learnt weights: readings in, the share of each intent out."""

    def __init__(
        self, views: list[TfidfVectorizer], intents: list[str], weights: Any, bias: Any, sharpness: float
    ) -> None:
        self.views, self.intents, self.weights, self.bias = views, intents, weights, bias
        self.sharpness = sharpness

    @classmethod
    def learn(cls, readings: list[Reading], intents: list[str], strength: float, sharpness: float) -> Reader:
        """Each intent counts the same, however many examples it has."""
        views = [
            TfidfVectorizer(sublinear_tf=True, dtype=np.float32, **view).fit(
                [one[number] for one in readings]
            )
            for number, view in enumerate(_VIEWS)
        ]
        # A finer tolerance takes twice as long and reads no better.
        learner = LinearSVC(C=strength, tol=0.1, class_weight="balanced", random_state=7)
        learner.fit(_seen(views, readings), intents)
        weights = learner.coef_.T.astype(np.float32)
        return cls(views, list(learner.classes_), weights, learner.intercept_.astype(np.float32), sharpness)

    def shares(self, reading: Reading) -> Any:
        """One share for each intent, together 1."""
        scores = (_seen(self.views, [reading]) @ self.weights + self.bias)[0] * self.sharpness
        powers = np.exp(scores - scores.max())
        return powers / powers.sum()

    def saved(self) -> dict[str, Any]:
        """Arrays that hold all of it."""
        words = [sorted(view.vocabulary_, key=view.vocabulary_.__getitem__) for view in self.views]
        named = json.dumps({"intents": self.intents, "words": words}).encode()
        held = {f"idf_{number}": view.idf_ for number, view in enumerate(self.views)}
        return held | {
            "named": np.frombuffer(named, dtype=np.uint8),
            "weights": self.weights,
            "bias": self.bias,
        }

    @classmethod
    def loaded(cls, held: Any, sharpness: float) -> Reader:
        """The other way round."""
        named = json.loads(held["named"].tobytes())
        views = []
        for number, (view, words) in enumerate(zip(_VIEWS, named["words"], strict=True)):
            vectorizer = TfidfVectorizer(sublinear_tf=True, dtype=np.float32, vocabulary=words, **view)
            vectorizer.idf_ = held[f"idf_{number}"]
            views.append(vectorizer)
        return cls(views, named["intents"], held["weights"], held["bias"], sharpness)


def _seen(views: list[TfidfVectorizer], readings: list[Reading]) -> csr_matrix:
    seen = [view.transform([one[number] for one in readings]) for number, view in enumerate(views)]
    meaning = csr_matrix(np.array([one.meaning for one in readings], dtype=np.float32) * _MEANING)
    return hstack([*seen, meaning], format="csr")


def readings(texts: Sequence[tuple[str, Sequence[str]]]) -> list[Reading]:
    """Of texts, each with its tokens."""
    letters = [plain(text) for text, _ in texts]
    words = [" ".join(plain(token) for token in tokens) for _, tokens in texts]
    return [Reading(*one) for one in zip(words, letters, meanings(letters), strict=True)]


def _readings(messages: Sequence[Message]) -> list[Reading]:
    return readings(
        [
            (one.get(TEXT) or "", [token.text for token in one.get(TOKENS_NAMES[TEXT]) or []])
            for one in messages
        ]
    )


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentReader(IntentClassifier, GraphComponent):
    """Ranks the intents of a message. Needs spaCy's tokens."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._reader: Reader | None = None

    @classmethod
    def required_components(cls) -> list[type]:
        return [SpacyTokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"strength": 2.0, "sharpness": 3.0}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentReader:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the examples of intents and writes what was learnt beside the model."""
        known = _readings(training_data.intent_examples)
        intents = [one.get(INTENT) for one in training_data.intent_examples]
        self._reader = Reader.learn(known, intents, self._config["strength"], self._config["sharpness"])
        with self._storage.write_to(self._resource) as folder:
            np.savez(folder / "weights.npz", **self._reader.saved())
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> IntentReader:
        """Plain arrays, no pickles."""
        read = cls(config, model_storage, resource)
        with (
            model_storage.read_from(resource) as folder,
            np.load(folder / "weights.npz", allow_pickle=False) as held,
        ):
            read._reader = Reader.loaded(held, config["sharpness"])
        return read

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the intent and the ranking of those that follow; a choice, which has no text, is left as it is."""
        for message in messages:
            if not message.get(TEXT) or self._reader is None:
                continue
            shares = self._reader.shares(*_readings([message]))
            ranking = [
                {
                    INTENT_NAME_KEY: self._reader.intents[number],
                    PREDICTED_CONFIDENCE_KEY: float(shares[number]),
                }
                for number in np.argsort(-shares)[:_RANKED]
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages
