"""What people ask the dialogue for is not risk: every phrase that Rasa is trained on is calm to the gate."""

from pathlib import Path

import pytest

from holdfast.risk import Gate, Level
from holdfast.risk.train import asked

DATA = Path(__file__).resolve().parents[2] / "data"
# Phrases for the dialogue in which the gate is meant to hear more. Handing these off is the safe reading.
HEARD = {
    "everything is too much today",
    "i want this feeling to stop",
    "nothing helps",
    "nobody to talk to tonight",
    "i'm in a bad place tonight",
    "everything hurts inside today",
    "hard to breathe like this",
    "why do i keep going",
    "why did i want to stop",
    "why is it worth it",
    # A lapse is told to the dialogue only after the gate has heard it: a responder learns of it first.
    "i slipped up",
    "i slpped up",
    "i slipped last month",
    "slipped up last weekend",
    "a slip up",
    "i relapsed",
    "i relapsed last week",
    "i had a relapse",
    "i relapsed after six months",
    "tell my nurse i had a lapse",
    # Asking about ways, or whether oneself is meant, is never only a question.
    "how do people do it",
    "how would someone do it",
    "in theory how would one do it",
    "is self harming a suicide attempt",
    "if i self harm am i suicidal",
}


@pytest.fixture(scope="module")
def loaded() -> Gate:
    """The gate as it ships."""
    return Gate.load(DATA / "risk")


def test_what_people_ask_the_dialogue_for_is_calm(loaded: Gate) -> None:
    """Else asking for breathing would page a responder."""
    phrases = list(asked(DATA / "nlu"))
    assert len(phrases) > 1000
    alarmed = {text for text in phrases if loaded.hear(text).level > Level.NONE}
    assert alarmed <= HEARD, sorted(alarmed - HEARD)


@pytest.mark.parametrize(
    "text",
    ["I want to stop living", "I feel numb and want to die", "help me ride out the urge to hurt myself"],
)
def test_words_that_steer_hide_nothing(loaded: Gate, text: str) -> None:
    """The same words in a longer message are heard."""
    assert loaded.hear(text).level > Level.NONE
