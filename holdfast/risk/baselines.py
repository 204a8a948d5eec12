"""What the gate is compared with in the same run: a plain phrase list, and the trained model alone."""

from __future__ import annotations

from collections.abc import Callable

from holdfast.risk.gate import Gate

PHRASES = (
    "kill myself", "killing myself", "end my life", "ending my life", "take my life", "want to die", "wanna die", "suicide", "suicidal",  # noqa: E501
    "hurt myself", "harm myself", "self harm", "self-harm", "cut myself", "cutting myself", "end it all", "better off dead", "overdose",  # noqa: E501
    "no reason to live", "don't want to live", "don't want to be alive", "kms", "not worth living", "wish i was dead", "can't go on",  # noqa: E501
)  # fmt: skip
ALONE_AT = 0.5  # where the model alone is at its best balance; the policy lets it speak much later


def baselines(gate: Gate) -> dict[str, Callable[[str], bool]]:
    """Each baseline by name: whether it sounds on a text."""
    second = gate.second_look
    found: dict[str, Callable[[str], bool]] = {
        "phrase list": lambda text: any(one in text.lower() for one in PHRASES)
    }
    if second is not None:
        found["model alone (trained on the development part)"] = lambda text: (
            second.score(gate.words(text)) >= ALONE_AT
        )
    return found
