"""D. Stay."""

import pytest

from tests.criteria.conftest import Meet

BY_LEVEL = {
    "care": "there is no hope",
    "urgent": "i want to die",
    "emergency": "i am going to kill myself tonight",
}


@pytest.mark.parametrize("text", BY_LEVEL.values(), ids=BY_LEVEL)
def test_d1_whatever_comes_after_it_is_answered(someone: Meet, text: str) -> None:
    talk = someone()
    talk.say(text)
    for after in ("ok", "no", "leave me alone", "why do you care", "?", "lol", "whats the weather"):
        assert talk.hears(after).text, after


@pytest.mark.parametrize("text", BY_LEVEL.values(), ids=BY_LEVEL)
def test_d2_the_invitation_to_go_on(someone: Meet, channel: str, text: str) -> None:
    said = someone().say(text).text
    assert "writ" in said or "?" in said or (channel == "sms" and "I am alerting our team" in said)


@pytest.mark.parametrize("text", ["2", "no"])
def test_d3_a_no_keeps_the_lines_and_is_in_the_record_and_leads_to_a_later_check(
    someone: Meet, text: str
) -> None:
    talk = someone()
    talk.say(BY_LEVEL["urgent"])
    assert "988" in talk.say(text).text
    assert talk.record("answered")
    assert talk.escalation() is not None
    assert "utter_gentle_check" in talk.timers()


@pytest.mark.parametrize("text", ["im fine", "you misunderstood"])
def test_d3_fine_closes_nothing(someone: Meet, text: str) -> None:
    talk = someone()
    talk.say(BY_LEVEL["urgent"])
    assert talk.hears(text).text
    assert talk.escalation() is not None


def test_d4_no_exercise_goes_on_until_it_is_chosen(someone: Meet) -> None:
    talk = someone()
    assert "utter_grounding_see" in talk.hears("grounding please").scripts
    talk.say(BY_LEVEL["urgent"])
    for text in ("ok", "a lamp", "next"):
        assert not [one for one in talk.hears(text).scripts if "grounding" in one]
    assert "utter_breathing_choose" in talk.hears("can we breathe").scripts
