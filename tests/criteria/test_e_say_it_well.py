"""E. Say it well: read from everything the other tests were told, and from every crisis script."""

import re

import pytest
from smsutil import split  # type: ignore[import-untyped]

from holdfast.content import Library
from holdfast.content.check import findings
from tests.criteria.conftest import BOOK, Meet
from tests.dialogue.engine import ROOT

LIBRARY = Library.load(ROOT / "data")
BLAME = (
    r"\b(your fault that|you should(n't| not)?|you must|you have to|shame on|selfish|ashamed of you"
    r"|why (did|would) you|calm down)\b"
)
MINIMISING = (
    r"\b(not (that|so) bad|nothing that (can|could)|look on the bright|(?<!need to )cheer up|it will pass soon"
    r"|others have it|at least you)\b"
)
OVER = r"\b(makes sense (that )?you want|you don't need help|you are right to want|i would too)\b"
PROMISE = r"\b(promise|swear|agree not to|contract|give me your word)\b"


def told() -> list[str]:
    """Every answer heard so far, and every sentence that can be said."""
    scripts = [script.text(channel) for script in LIBRARY.scripts.values() for channel in ("web", "sms")]
    return [reply.text for reply in BOOK.replies] + scripts


def without(pattern: str) -> None:
    # What is in quotation marks is somebody else's: words to say to a friend, or not to say.
    offending = [one for one in told() if re.search(pattern, re.sub(r'"[^"]*"', "", one), re.IGNORECASE)]
    assert not offending


def test_e1_no_blame_shame_orders_or_argument() -> None:
    without(BLAME)


def test_e2_no_minimising_and_no_forced_cheer() -> None:
    without(MINIMISING)


def test_e3_no_over_validation() -> None:
    without(OVER)


def test_e4_no_promise_is_demanded() -> None:
    without(PROMISE)


@pytest.mark.parametrize("text", ["there is no hope", "i want to die", "i am going to kill myself tonight"])
def test_e5_variants_in_turn_and_never_twice_in_a_row(someone: Meet, text: str) -> None:
    rows = []
    for _ in range(2):
        talk = someone()
        rows.append([talk.say(text).first for _ in range(6)])
        assert all(one.text != two.text for one, two in zip(talk.told, talk.told[1:], strict=False))
    assert rows[0] == rows[1], "by record, not by chance"
    assert len(set(rows[0])) >= 3 or text.endswith("tonight")


@pytest.mark.parametrize("country", ["US", "GB", "IE", "CA", "AU", "NZ", None])
@pytest.mark.parametrize(
    "text", ["there is no hope", "i want to die", "i am going to kill myself tonight", "i just cut myself"]
)
def test_e6_at_most_two_segments_by_text(someone: Meet, channel: str, country: str | None, text: str) -> None:
    if channel == "web":
        return
    talk = someone(country)
    talk.say("hello")
    assert len(split(talk.say(text).text).parts) <= 2


def test_e7_plain_words() -> None:
    crisis = {
        f"{topic}.yml" for topic in ("safety", "emergency", "injury", "handoff", "lines", "status", "trouble")
    }
    hard = [one for one in findings(LIBRARY) if "grade" in one.rule and one.file.rsplit("/", 1)[-1] in crisis]
    assert not hard
