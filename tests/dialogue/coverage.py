"""What the conversation tests have reached: scripts that were said, rules and stories that were followed.

The engine does not tell which rule answered a turn. It follows from what went over the channel, as the engine's policy
has it: of all rules for the intent whose conditions hold, the ones with the most conditions.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from rasa_plugins.turn import position
from tests.dialogue.engine import ROOT

HERE = Path(__file__).parent
# Whose conversations count: each asserts what is said. The walks go anywhere and assert nothing of the kind.
CONVERSATIONS = {"test_conversations", "test_library", "test_stories", "test_whole_conversations"}
EXERCISES = {path.stem for path in (ROOT / "data/exercises").glob("*.yml")}


@dataclass(frozen=True)
class Turn:
    """A turn as it went over the channel: what was heard, where the person stood, which scripts were proposed."""

    intent: str | None
    slots: Mapping[str, Any]
    says: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """One of data/rules; any of its intents leads to its actions, of which this is the first."""

    name: str
    file: str
    conditions: Mapping[str, Any]
    intents: frozenset[str]
    action: str

    def could_answer(self, turn: Turn) -> bool:
        """Whether its intent was heard where it holds."""
        holds = all(turn.slots.get(slot) == value for slot, value in self.conditions.items())
        return turn.intent in self.intents and holds


@dataclass(frozen=True)
class Story:
    """One of data/stories: for each turn the intent, and the scripts that stand in its answer."""

    name: str
    file: str
    turns: tuple[tuple[str, frozenset[str]], ...]

    def is_in(self, conversation: list[Turn], told: int = 0, at: int = 0) -> bool:
        """Whether its turns come in this order. What no rule answers, such as a "yes", comes right after the last."""
        if told == len(self.turns):
            return True
        intent, scripts = self.turns[told]
        for number, turn in enumerate(conversation[at:], at):
            if (
                turn.intent == intent
                and scripts <= set(turn.says)
                and self.is_in(conversation, told + 1, number + 1)
            ):
                return True
            if told and not _answering(turn):
                return False
        return False


class Book:
    """What was said and followed in the tests of conversations."""

    def __init__(self) -> None:
        self.is_open = False
        self.heard: set[str] = set()
        self.scripts: set[str] = set()
        self.conversations: defaultdict[str, list[Turn]] = defaultdict(list)

    def opens_for(self, item: pytest.Item) -> None:
        """Opens for a conversation that begins, and closes for any other test."""
        self.is_open = item.path.parent == HERE and item.path.stem in CONVERSATIONS
        if self.is_open:
            self.heard |= {item.path.stem, item.name}

    def heard_all(self) -> bool:
        """Whether every conversation file was heard on both channels, and the other tests that count."""
        files = [path.stem for path in HERE.glob("*conversations/*.yml")]
        return self.heard >= CONVERSATIONS | {
            f"test_conversation[{f}-{c}]" for f in files for c in ("web", "sms")
        }

    def said(self, script: str) -> None:
        """A script was said to someone."""
        if self.is_open:
            self.scripts.add(script)

    def turned(self, asked: Mapping[str, Any], intent: str | None, says: tuple[str, ...]) -> None:
        """The engine answered a request of the channel."""
        if self.is_open:
            turn = Turn(intent, position(asked["slots"], EXERCISES), says)
            self.conversations[asked["conversation"]].append(turn)

    def rules(self) -> set[str]:
        """Names of the rules that answered."""
        return {
            rule.name
            for conversation in self.conversations.values() for turn in conversation for rule in _answering(turn)
        }  # fmt: skip

    def misread(self) -> list[tuple[str, tuple[str, ...]]]:
        """Rules that would have said something else than what was said: then this file reads them wrongly."""
        return [
            (rule.name, turn.says)
            for conversation in self.conversations.values() for turn in conversation for rule in _answering(turn)
            if rule.action.startswith("utter_") and rule.action != turn.says[0]
        ]  # fmt: skip

    def stories(self) -> set[str]:
        """Names of the stories that some conversation went through."""
        told = self.conversations.values()
        return {story.name for story in stories() if any(story.is_in(conversation) for conversation in told)}


BOOK = Book()


def _answering(turn: Turn) -> list[Rule]:
    could = [rule for rule in _by_intent().get(turn.intent, ()) if rule.could_answer(turn)]
    most = max((len(rule.conditions) for rule in could), default=0)
    return [rule for rule in could if len(rule.conditions) == most]


@cache
def rules() -> tuple[Rule, ...]:
    """All of data/rules."""
    return tuple(
        Rule(
            name=entry["rule"],
            file=file,
            conditions=_conditions(entry),
            intents=frozenset(_intents(entry["steps"][0])),
            action=entry["steps"][1]["action"],
        )
        for file, entry in _entries("rules")
    )


@cache
def _by_intent() -> dict[str | None, list[Rule]]:
    found: defaultdict[str | None, list[Rule]] = defaultdict(list)
    for rule in rules():
        for intent in rule.intents:
            found[intent].append(rule)
    return found


@cache
def stories() -> tuple[Story, ...]:
    """All of data/stories."""
    return tuple(Story(entry["story"], file, _turns(entry["steps"])) for file, entry in _entries("stories"))


def _entries(kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((ROOT / "data" / kind).glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))[kind]:
            yield path.stem, entry


def _conditions(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        slot: value
        for condition in entry.get("condition", ()) for one in condition["slot_was_set"] for slot, value in one.items()
    }  # fmt: skip


def _intents(step: dict[str, Any]) -> list[str]:
    return [one["intent"] for one in step.get("or", [step])]


def _turns(steps: list[dict[str, Any]]) -> tuple[tuple[str, frozenset[str]], ...]:
    turns: list[tuple[str, set[str]]] = []
    for step in steps:
        if "intent" in step:
            turns.append((step["intent"], set()))
        elif step.get("action", "").startswith("utter_"):
            turns[-1][1].add(step["action"])
    return tuple((intent, frozenset(scripts)) for intent, scripts in turns)
