"""Whole conversations on the trained model over the real channel. Script names are asserted, never words."""

import uuid
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dialogue.conftest import give_plan
from tests.dialogue.engine import Engine
from tests.dialogue.person import Person

pytestmark = [pytest.mark.whole, pytest.mark.timeout(600)]

FILES = sorted((Path(__file__).parent / "conversations").glob("*.yml"))


@pytest.mark.parametrize("channel", ["web", "sms"])
@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_conversation(file: Path, channel: str, engine: Engine, database_url: str) -> None:
    person = Person(engine, str(uuid.uuid4()), channel=channel)
    for number, step in enumerate(yaml.safe_load(file.read_text(encoding="utf-8")), 1):
        play(person, step, database_url, f"{file.stem}, step {number}")


def play(person: Person, step: dict[str, Any], database_url: str, where: str) -> None:
    if "given" in step:
        person.slots |= step["given"]
    elif "plan" in step:
        give_plan(database_url, person.conversation, step["plan"], person.slots["channel"])
    elif "draft" in step:
        give_plan(database_url, person.conversation, step["draft"], person.slots["channel"], draft=True)
    elif "rasa_restarts" in step:
        # What a restart leaves: an empty tracker, and the position in the slots.
        person.fresh = True
    elif "time_passes" in step:
        person.follow([step["time_passes"]])
    else:
        told = person.writes(step["writes"]) if "writes" in step else person.chooses(step["chooses"])
        scripts = [say["script"] for say in told["says"]]
        wanted = step["says"] if isinstance(step["says"], list) else [step["says"]]
        assert scripts == wanted, f"{where}: heard {told['intent']} {told['confidence']:.2f}"
        if "at" in step:
            assert [say["ref"] for say in told["says"] if say["ref"]][-1] == step["at"], where
        assert told["timers"] == step.get("timers", told["timers"]), where
        assert told["intent"] == step.get("intent", told["intent"]), where
