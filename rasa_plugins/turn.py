"""One turn as the service asks for it: what a request must look like, and what it becomes."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

MAX_BODY = 128 * 1024
# The service's own gate has heard the whole text; what a message asks for stands in its first page.
MAX_TEXT = 4000

# What Rasa makes of a text without words in it, such as a lone slash.
NOT_UNDERSTOOD = "nlu_fallback"
_YES, _NO = "\U0001f44d\U0001f44c\u2705\U0001f197\u2714", "\U0001f44e\u274c\U0001f645"

_CONVERSATION = re.compile(r"[A-Za-z0-9-]{1,64}")
_SLOTS = (
    "channel", "exercise", "exercise_step", "plan_step", "waiting", "flagged", "misses", "keeping", "rated", "helped",
)  # fmt: skip


class BadTurn(Exception):
    """The request is not a turn; the message says which field and why, never its content."""


@dataclass(frozen=True)
class Turn:
    """A request that was checked. `text` never begins with a slash, so Rasa cannot read it as a command."""

    conversation: str
    number: int
    fresh: bool
    text: str | None
    choice: str | None
    slots: dict[str, Any]


def read_turn(body: bytes, choices: Collection[str]) -> Turn:
    """The turn in a request's body, its choice one of these. Raises BadTurn."""
    if len(body) > MAX_BODY:
        raise BadTurn("body: is too large")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise BadTurn("body: is not JSON") from None
    if not isinstance(data, dict):
        raise BadTurn("body: must be an object")
    if extra := set(data) - {"conversation", "turn", "fresh", "text", "choice", "slots"}:
        raise BadTurn(f"body: has {len(extra)} unknown fields")
    conversation, number, fresh = data.get("conversation"), data.get("turn"), data.get("fresh", False)
    if not isinstance(conversation, str) or not _CONVERSATION.fullmatch(conversation):
        raise BadTurn("conversation: must be an id of letters, digits and hyphens")
    if type(number) is not int or number < 0:
        raise BadTurn("turn: must be a whole number")
    if type(fresh) is not bool:
        raise BadTurn("fresh: must be true or false")
    text, choice = data.get("text"), data.get("choice")
    if (text is None) == (choice is None):
        raise BadTurn("text, choice: give exactly one")
    if not isinstance(text if choice is None else choice, str):
        raise BadTurn("text, choice: must be a string")
    if choice is not None and choice not in choices:
        raise BadTurn("choice: is no intent of the domain")
    plain = None if text is None else plain_text(text)
    return Turn(conversation, number, fresh, plain, choice, _slots(data.get("slots")))


def plain_text(text: str) -> str:
    """The text without what could make it a command, and without what could break a tokenizer."""
    clean = text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")[:MAX_TEXT]
    while clean and (
        clean[0] in "/\uff0f\u2044\u2215\ufeff" or clean[0].isspace() or not clean[0].isprintable()
    ):
        clean = clean[1:]
    return clean.rstrip()


def without_words(text: str, in_exercise: bool) -> str | None:
    """The intent of a text that has no letter and no figure, such as a lone emoji; None when it has one.

    In an exercise any reply counts, so a sign that is neither yes nor no is a reply like any other.
    """
    if any(sign.isalnum() for sign in text):
        return None
    if any(sign in _YES for sign in text):
        return "affirm"
    if any(sign in _NO for sign in text):
        return "deny"
    signs = any(unicodedata.category(sign) == "So" or sign in "()" for sign in text)
    return "send_emoji" if signs and not in_exercise else NOT_UNDERSTOOD


def _slots(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict) or set(given) != set(_SLOTS):
        raise BadTurn("slots: must be exactly " + ", ".join(_SLOTS))
    if given["channel"] not in ("web", "sms"):
        raise BadTurn("slots.channel: must be web or sms")
    if not (given["exercise"] is None or isinstance(given["exercise"], str)):
        raise BadTurn("slots.exercise: must be a name or null")
    numbers = (("exercise_step", 1, 99), ("plan_step", 1, 7), ("misses", 0, 10**6), ("rated", 0, 10))
    for name, lowest, highest in numbers:
        value = given[name]
        if value is None and name != "misses":
            continue
        if type(value) is not int or not lowest <= value <= highest:
            raise BadTurn(f"slots.{name}: must be a whole number from {lowest} to {highest}, or null")
    for name in ("waiting", "flagged", "keeping", "helped"):
        if type(given[name]) is not bool:
            raise BadTurn(f"slots.{name}: must be true or false")
    return dict(given)


def position(slots: dict[str, Any], exercises: Collection[str]) -> dict[str, Any]:
    """The slots as Rasa knows them. An exercise that is no longer there, or has no step, counts as none."""
    known = dict(slots)
    if slots["exercise"] not in exercises or slots["exercise_step"] is None:
        known["exercise"] = known["exercise_step"] = None
    known["doing"] = "exercise" if known["exercise"] else "plan" if known["plan_step"] else None
    if known["exercise"] and known.pop("keeping"):
        known["doing"] = "keeping"
    known.pop("keeping", None)
    return known
