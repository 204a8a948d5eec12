"""Every story goes over the channel as it is written: whoever changes what follows what changes the story too."""

from typing import Any

import pytest
import yaml

from tests.dialogue.conftest import give_plan
from tests.dialogue.engine import ROOT, Engine
from tests.dialogue.person import Person

pytestmark = [pytest.mark.whole, pytest.mark.timeout(600)]

STORIES = {
    entry["story"]: entry["steps"]
    for path in sorted((ROOT / "data/stories").glob("*.yml"))
    for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["stories"]
}
# What no button sends.
TYPED = {"nlu_fallback": "xqzt blorp", "out_of_scope": "whats the weather like"}


@pytest.mark.parametrize("story", STORIES)
def test_a_story_goes_as_it_is_written(story: str, engine: Engine, database_url: str) -> None:
    person, told = Person(engine), list[str]()
    give_plan(database_url, person.conversation, [1, 2, 3, 7])
    for step in STORIES[story]:
        if "intent" in step:
            assert not told, f"the story ends its turn before {told}"
            told = _scripts(_goes_on(person, step["intent"]))
        elif "action" in step:
            told = _without(step["action"], told)
        else:
            _stands(person, {slot: value for one in step["slot_was_set"] for slot, value in one.items()})


def _goes_on(person: Person, intent: str) -> dict[str, Any]:
    return person.writes(TYPED[intent]) if intent in TYPED else person.chooses(intent)


def _scripts(told: dict[str, Any]) -> list[str]:
    return [say["script"] for say in told["says"]]


def _without(action: str, told: list[str]) -> list[str]:
    """What is left to be said after that action; an action of ours says what it finds."""
    if action.startswith("utter_"):
        assert told[:1] == [action]
        return told[1:]
    return []


def _stands(person: Person, slots: dict[str, Any]) -> None:
    """The person stands where the story says; it leaves out the steps to the end of an exercise."""
    while slots.get("doing", "") is None and (person.slots["exercise"] or person.slots["plan_step"]):
        person.chooses("next_step")
    if "exercise" in slots:
        assert person.slots["exercise"] == slots["exercise"]
    elif slots["doing"] == "plan":
        assert person.slots["plan_step"]
