"""The whole library on the trained model: each exercise from end to end, each question in the middle of one."""

from pathlib import Path

import pytest
import yaml

from tests.dialogue.engine import Engine
from tests.dialogue.person import Person

pytestmark = [pytest.mark.whole, pytest.mark.timeout(600)]

DATA = Path(__file__).resolve().parents[2] / "data"
STEPS = {
    path.stem: [step["script"] for step in yaml.safe_load(path.read_text())["steps"]]
    for path in sorted((DATA / "exercises").glob("*.yml"))
}
# How each exercise of several steps begins; those of riding an urge and of making a plan have tests of their own.
BEGINS = {
    "body_scan": "start_body_scan", "breathing": "breathe_no_hold", "compassion": "start_self_compassion",
    "connection": "stay_connected", "drawing": "start_drawing", "flashback": "in_flashback", "function": "calm_enough",
    "goal": "set_goal", "grounding": "start_grounding", "hard_dates": "hard_date", "lapse": "lapse_no_care",
    "movement": "start_movement", "music": "start_music", "needs": "start_needs_check", "orienting": "start_orienting",
    "progress": "mark_progress", "self_care": "plan_self_care", "surroundings": "make_space_safer",
    "writing": "start_writing",
} | {name: name.replace("distraction", "distract") for name in STEPS if name.startswith("distraction_")}  # fmt: skip
QUESTIONS = """ask_relapse ask_warning_sign_names ask_self_harm_and_suicide ask_conditions ask_depression ask_anxiety
    ask_bipolar ask_ptsd ask_bpd ask_eating ask_substance_use ask_myths ask_therapies ask_dbt ask_cbt
    ask_compassion_therapy ask_emdr ask_medication ask_first_appointment ask_find_care ask_care_cost ask_support_groups
    share_plan worried_about_someone ask_what_to_say ask_what_happens_on_call scared_to_call not_bad_enough ask_police
    ask_confidential ask_can_do change_language ask_what_is_stored small_talk""".split()


def scripts(told: dict[str, list[dict[str, str]]]) -> list[str]:
    return [say["script"] for say in told["says"]]


@pytest.mark.parametrize("exercise", BEGINS)
def test_an_exercise_goes_from_its_first_step_to_its_last_and_then_is_over(
    exercise: str, engine: Engine
) -> None:
    person = Person(engine)
    said = scripts(person.chooses(BEGINS[exercise]))
    while person.slots["exercise"]:
        assert person.slots["exercise"] == exercise
        said += scripts(person.chooses("next_step"))
    assert said == STEPS[exercise]


@pytest.mark.parametrize("exercise", BEGINS)
def test_an_exercise_can_be_gone_back_in_heard_again_left_and_stopped(exercise: str, engine: Engine) -> None:
    person, first, second = Person(engine), *STEPS[exercise][:2]
    person.chooses(BEGINS[exercise])
    assert scripts(person.writes("skip")) == [second]
    assert scripts(person.writes("back")) == [first]
    assert scripts(person.writes("say that again")) == [first]
    assert scripts(person.writes("xqzt blorp")) == [second], "any reply counts"
    assert scripts(person.writes("menu")) == ["utter_menu"]
    assert person.slots["exercise"] is None
    person.chooses(BEGINS[exercise])
    assert scripts(person.writes("pause")) == ["utter_paused"]
    assert person.slots["exercise"] is None


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_in_the_middle_of_an_exercise_is_answered_and_it_goes_on(
    question: str, engine: Engine
) -> None:
    person = Person(engine)
    answer = f"utter_{question}"
    assert scripts(person.chooses(question)) == [answer]
    person.chooses("start_self_compassion")
    person.chooses("next_step")
    assert scripts(person.chooses(question)) == [answer, "utter_compassion_shared"]
    assert scripts(person.chooses("next_step")) == ["utter_compassion_friend"]


@pytest.mark.parametrize("sign", ["\U0001f622", ":(", "\U0001f494\U0001f494"])
def test_a_sign_without_words_is_asked_about_and_counts_as_a_reply_in_an_exercise(
    sign: str, engine: Engine
) -> None:
    person = Person(engine)
    assert scripts(person.writes(sign)) == ["utter_emoji"]
    person.chooses("start_grounding")
    assert scripts(person.writes(sign)) == ["utter_grounding_touch"]


def test_a_thumb_up_is_a_yes(engine: Engine) -> None:
    person = Person(engine)
    person.chooses("start_breathing")
    assert scripts(person.writes("\U0001f44d")) == ["utter_breathing_ready"]
