"""The menu leads to every dialogue, page by page. Needs no Rasa."""

from collections.abc import Iterator

from tests.dialogue.coverage import rules
from tests.dialogue.test_files_agree import DOMAIN, EXERCISES, RESPONSES

# Choices on one page: on the phone each is a line to read.
MOST = 6
ANSWERS = """affirm deny unsure give_rating say_what_i_notice send_emoji kept_words repeat_step take_out_last
    stop_making_plan add_to_plan urge_lower urge_same urge_stronger wait_5 wait_10 wait_15 lapse_needs_care
    lapse_unclear"""
# Said, and answered with choices; nobody looks for it in a menu.
ONLY_SAID = """greet thank tell_feeling feel_unwell small_talk be_abusive out_of_scope ask_method ask_help ask_if_person
    first_contact risk"""
# Parts of the plan that are met on the way through it.
IN_THE_PLAN = "ask_places ask_surroundings"
# Never offered: it is not for everyone (content rules, what was restricted).
ONLY_WHEN_ASKED_FOR = "start_body_scan"


def test_every_dialogue_is_reached_from_the_menu() -> None:
    not_offered = f"{ANSWERS} {ONLY_SAID} {IN_THE_PLAN} {ONLY_WHEN_ASKED_FOR}".split()
    assert set(DOMAIN["intents"]) - _reached("utter_menu") == set(not_offered)


def test_no_page_is_long() -> None:
    assert [name for name in RESPONSES if len(list(_choices(name))) > MOST] == []


def _reached(page: str) -> set[str]:
    """Every choice that is met from there by choosing alone."""
    seen, ahead, chosen = set[str](), {page}, set[str]()
    while ahead:
        seen |= ahead
        chosen |= {choice for script in ahead for choice in _choices(script)}
        ahead = {script for choice in chosen for script in _scripts(choice)} - seen
    return chosen


def _choices(script: str) -> Iterator[str]:
    for variant in RESPONSES[script]:
        yield from (button["payload"].removeprefix("/") for button in variant.get("buttons") or ())


def _scripts(choice: str) -> Iterator[str]:
    """What a choice leads to, wherever it is chosen."""
    for rule in rules():
        if choice not in rule.intents or rule.conditions:
            continue
        if rule.action in RESPONSES:
            yield rule.action
        elif rule.action.startswith("action_show_"):
            yield from (name for name in RESPONSES if name.startswith(("utter_plan_step_", "utter_plan_no")))
        for step in EXERCISES.get(rule.action.removeprefix("action_start_"), {"steps": ()})["steps"]:
            yield from (step[said] for said in ("script", "more", "then", "otherwise") if said in step)
