"""What a call is made to say: TwiML that can be read, whatever the words, and numbers digit by digit."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.channels import spoken
from holdfast.simulator import verbs

URL = "https://holdfast.example/voice/answer?delivery=1&more=2"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Call 988 now.", "Call 9 8 8 now."),
        ("Call 116 123.", "Call 1 1 6 1 2 3."),
        ("1-800-799-7233", "1-8 0 0-7 9 9-7 2 3 3"),
        ("Press 1. It is open 24/7.", "Press 1. It is open 24/7."),
    ],
)
def test_a_number_is_spoken_digit_by_digit(written: str, said: str) -> None:
    assert ET.fromstring(spoken.said([written])).findtext("Say") == said


@settings(deadline=None)
@given(st.lists(st.text(), max_size=3), st.text())
def test_any_words_make_an_answer_that_twilio_can_read(words: list[str], more: str) -> None:
    for answer in (
        spoken.said(words),
        spoken.asked(more, words, URL, 3, more),
        spoken.passed_on(more, "988", URL),
        spoken.standing(words, 2, more, "988"),
        spoken.over(),
    ):
        assert verbs.read(answer)


def test_a_question_waits_for_a_key_each_time_and_then_the_call_ends() -> None:
    read = verbs.read(spoken.asked("First.", ["Press 1."], URL, 3, "Nobody did."))
    assert [one.name for one in read] == ["Say", "Gather", "Gather", "Gather", "Say", "Hangup"]
    assert {one.url for one in read if one.name == "Gather"} == {URL}


def test_where_no_key_can_be_taken_the_call_goes_on_only_where_there_is_a_line() -> None:
    assert [one.name for one in verbs.read(spoken.standing(["A."], 1, "Stay.", "988"))] == [
        "Say",
        "Pause",
        "Say",
        "Dial",
    ]
    assert [one.name for one in verbs.read(spoken.standing(["A."], 1, None, None))] == ["Say", "Pause"]
