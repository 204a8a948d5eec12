"""Domain, actions, exercises, rules, stories and words name the same things. Needs no Rasa."""

import re
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk.executor import ActionExecutor

from tests.dialogue.coverage import rules

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
# Choices that a program or a button sends; nobody has to type them.
SENT_ONLY = {"first_contact", "kept_words", "risk", "lapse_unclear"}
# The pages of the menu, answers that stand on buttons, and a lone emoji: nobody has to type their names.
PAGES = {
    "open_now", "open_now_more", "open_self", "open_self_more", "open_learn", "open_learn_more", "open_care",
    "open_about", "open_about_more", "open_creative", "open_feelings_more", "open_conditions_more", "calm_enough",
    "not_calm", "open_urge", "send_emoji",
}  # fmt: skip


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


DOMAIN = read(ROOT / "domain.yml")
RESPONSES = {n: v for f in (DATA / "responses").glob("*.yml") for n, v in read(f)["responses"].items()}
EXERCISES = {path.stem: read(path) for path in (DATA / "exercises").glob("*.yml")}
DIALOGUE = "".join(f.read_text() for folder in ("rules", "stories") for f in (DATA / folder).glob("*.yml"))
ACTIONS = "".join(path.read_text() for path in (ROOT / "actions").glob("*.py"))


def test_the_domain_knows_every_exercise_and_no_other() -> None:
    assert set(DOMAIN["slots"]["exercise"]["values"]) == set(EXERCISES)


def test_the_domain_knows_every_action_and_no_other() -> None:
    executor = ActionExecutor()
    executor.register_package("actions")
    unnamed = {"action_start_", "action_show_plan_", "action_wait_0", ""}
    unused = {"action_start_grounding_hearing", "action_start_wave_delay_high", "action_start_wave_wait"}
    unused |= {"action_start_plan_making", "action_start_rate_after"}
    assert set(executor.actions) - unnamed - unused == set(DOMAIN["actions"])


def test_every_action_of_the_domain_is_in_a_rule_or_story() -> None:
    assert set(DOMAIN["actions"]) <= set(re.findall(r"action: (action_\w+)", DIALOGUE))


def test_every_intent_has_an_answer_and_examples() -> None:
    intents = set(DOMAIN["intents"])
    assert intents == set(re.findall(r"intent: (\w+)", DIALOGUE)) - {"nlu_fallback"}
    examples = {entry["intent"] for path in (DATA / "nlu").glob("*.yml") for entry in read(path)["nlu"]}
    assert intents - examples <= SENT_ONLY | PAGES


def test_every_intent_has_an_answer_when_nothing_is_going_on() -> None:
    """In so many words, though the engine would fall back by itself. What yes and no mean stands in stories."""
    anywhere = {intent for rule in rules() if not rule.conditions for intent in rule.intents}
    assert set(DOMAIN["intents"]) | {"nlu_fallback"} == anywhere | {"affirm", "deny"}


def test_every_script_that_is_named_exists() -> None:
    said = set(re.findall(r"action: (utter_\w+)", DIALOGUE)) | set(re.findall(r'"(utter_\w+)"', ACTIONS))
    steps = {step["script"] for exercise in EXERCISES.values() for step in exercise["steps"]}
    plan = {f"utter_plan_step_{number}" for number in range(1, 8)}
    parts = {f"utter_plan_no_{part}" for part in re.findall(r'part, steps = "(\w+)"', ACTIONS)}
    assert (said | steps | plan | parts) - {"utter_action"} <= set(RESPONSES)


def test_every_choice_is_an_intent() -> None:
    payloads = {
        button["payload"].removeprefix("/")
        for topic in read(DATA / "handoff.yml")["dialogue_topics"]
        for variants in read(DATA / "responses" / f"{topic}.yml")["responses"].values()
        for variant in variants
        for button in variant.get("buttons") or []
    }
    policy = read(DATA / "handoff.yml")
    own = {choice for choices in policy["keeping"]["choices"].values() for choice in choices}
    assert payloads <= set(DOMAIN["intents"]) | set(policy["answers"]) | own


def test_no_intent_has_the_name_of_a_command_to_the_engine() -> None:
    assert not set(DOMAIN["intents"]) & {"restart", "back", "session_start"}


def test_no_action_holds_words() -> None:
    assert "utter_message(text=" not in ACTIONS
    assert not re.search(r"utter_message\((?!response=|\s*$)", ACTIONS)


def test_action_files_stay_short() -> None:
    for path in (ROOT / "actions").glob("*.py"):
        assert len(path.read_text().splitlines()) <= 120, path.name


def test_no_example_stands_under_two_intents() -> None:
    seen: dict[str, str] = {}
    for path in (DATA / "nlu").glob("*.yml"):
        for entry in read(path)["nlu"]:
            for line in entry["examples"].splitlines():
                text = line.removeprefix("- ").strip().lower()
                assert seen.setdefault(text, entry["intent"]) == entry["intent"], text


def test_the_report_names_every_story_and_no_other() -> None:
    """A story that rules could do without would otherwise be lost and never missed."""
    named = set(re.findall(r"^- (?!`)(.+)$", (ROOT / "docs/coverage.md").read_text(), re.MULTILINE))
    assert named == {s["story"] for f in (DATA / "stories").glob("*.yml") for s in read(f)["stories"]}


def test_every_conversation_file_is_a_sentence_and_short() -> None:
    for path in (ROOT / "tests" / "dialogue" / "conversations").glob("*.yml"):
        assert len(path.stem.split("_")) >= 4, path.name
        assert len(path.read_text().splitlines()) <= 40, path.name
