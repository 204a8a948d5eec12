"""B. Ask."""

import re

import pytest

from tests.criteria.conftest import Meet

CARE, URGENT, EMERGENCY = "there is no hope", "i want to die", "i am going to kill myself tonight"
PULLS = re.compile(
    r"you('re| are) not\b[^.?]*\?|aren't you|you (don't|do not|wouldn't)[^.?]*\?|, (are|do) you\?",
    re.IGNORECASE,
)
DETAIL = re.compile(
    r"\b(how (would|will|do) you|what with|which way|where would you|when will you|have you got)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("text", [CARE, URGENT])
def test_b1_one_plain_question(someone: Meet, text: str) -> None:
    reply = someone().say(text)
    questions = [one for one in re.split(r"(?<=[.?!])\s+", reply.text) if "?" in one]
    assert len(questions) == 1
    assert "suicide" in questions[0] or "in danger right now" in questions[0]


def test_b1_none_when_the_danger_is_clear(someone: Meet) -> None:
    assert "?" not in someone().say(EMERGENCY).text


@pytest.mark.parametrize("text", [CARE, URGENT, EMERGENCY, "i just cut myself", "my boyfriend hits me"])
def test_b2_no_question_pulls_for_a_no(someone: Meet, text: str) -> None:
    assert not PULLS.search(someone().say(text).text)


def test_b3_no_question_comes_twice_and_none_asks_for_detail(someone: Meet) -> None:
    talk = someone()
    asked: list[str] = []
    for text in (CARE, "there is still no hope", "its hopeless", "no hope left"):
        reply = talk.say(text)
        assert not DETAIL.search(reply.text)
        asked += re.findall(r"[^.?!\n]*(?:suicide|danger)[^.?!\n]*\?", reply.text)
    assert len(asked) == 1


@pytest.mark.parametrize("text", [CARE, URGENT, EMERGENCY])
def test_b4_the_handoff_stands_before_any_answer(someone: Meet, text: str) -> None:
    talk = someone()
    talk.say(text)
    escalation = talk.escalation()
    assert escalation is not None
    assert escalation.next_due_at is not None
    assert talk.record("signal") or talk.record("opened")
    assert talk.alerts() >= 1
