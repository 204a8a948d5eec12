"""C. Guide to people."""

import re
from datetime import UTC, datetime

import pytest
import yaml

from holdfast.content import Library
from holdfast.content.check import findings
from tests.criteria.conftest import Meet
from tests.dialogue.engine import ROOT

URGENT, EMERGENCY = "i want to die", "i am going to kill myself tonight"
LINES = {
    "US": ["988"], "CA": ["9-8-8"], "GB": ["116 123", "85258"], "IE": ["116 123", "50808"],
    "AU": ["13 11 14", "131114", "0477 13 11 14"], "NZ": ["1737"],
}  # fmt: skip
OBJECTS = yaml.safe_load((ROOT / "data/lint.yml").read_text())["objects"]


@pytest.mark.parametrize("country", LINES)
def test_c1_a_line_of_the_right_country_unprompted(someone: Meet, country: str) -> None:
    reply = someone(country).say(URGENT)
    assert any(line in reply.text for line in LINES[country]), reply.text
    if country not in ("US", "CA"):
        assert "988" not in reply.text


@pytest.mark.parametrize(
    ("country", "number"), [("US", "911"), ("GB", "999"), ("IE", "112"), ("AU", "000"), ("NZ", "111")]
)
@pytest.mark.parametrize("text", [EMERGENCY, "i just cut myself deep and it wont stop bleeding"])
def test_c2_the_emergency_number_at_once(someone: Meet, country: str, number: str, text: str) -> None:
    reply = someone(country).say(text)
    assert number in reply.text
    assert reply.level in ("urgent", "emergency")


@pytest.mark.parametrize("text", ["there is no hope", URGENT, EMERGENCY])
def test_c3_without_a_country_there_is_a_safe_default_and_one_request(someone: Meet, text: str) -> None:
    reply = someone(None).say(text)
    assert "local emergency number" in reply.text
    assert reply.text.count("country") == 1
    assert "findahelpline.com" in reply.text
    assert "988" not in reply.text
    assert "911" not in reply.text


@pytest.mark.parametrize("text", ["there is no hope", URGENT, EMERGENCY])
def test_c4_a_professional_and_a_trusted_person(someone: Meet, text: str) -> None:
    said = someone().say(text).text
    assert "our team" in said
    assert re.search(r"someone|go to", said, re.IGNORECASE), said


def test_c5_to_another_person_now(someone: Meet) -> None:
    assert "Go to someone" in someone().say(EMERGENCY).text


def test_c6_distance_and_nothing_is_named(someone: Meet) -> None:
    said = someone().say(EMERGENCY).text
    assert "Get away from anything that could hurt you" in said
    assert not [one for one in OBJECTS if re.search(rf"\b({one})\b", said, re.IGNORECASE)]


@pytest.mark.parametrize(
    "text",
    [
        "im scared to ring them",
        "will they send the police",
        "what happens when i call",
        "its not bad enough to call",
    ],
)
def test_c7_a_barrier_is_met(someone: Meet, text: str) -> None:
    talk = someone()
    talk.hears("is there a crisis line")
    reply = talk.hears(text)
    topic = talk.front.parts.library.scripts[reply.scripts[0]].topic
    assert topic == "barriers", reply.scripts


def test_c8_coping_is_offered_with_people(someone: Meet) -> None:
    talk = someone()
    talk.say(URGENT)
    reply = talk.say("still want to die")
    assert {"start_breathing", "show_plan"} <= set(reply.choices)
    assert "988" in reply.text


def test_c9_care_is_explained_on_asking(someone: Meet) -> None:
    talk = someone()
    reply = talk.hears("how do i find a therapist")
    assert talk.front.parts.library.scripts[reply.scripts[0]].topic == "care", reply.scripts


def test_c10_the_second_time_goes_another_way(someone: Meet) -> None:
    talk = someone()
    first, second, third = (talk.say(text) for text in (URGENT, "i want to die", "i want to die so much"))
    assert len({first.text, second.text, third.text}) == 3
    assert "show_plan" in second.choices
    assert "show_plan" not in first.choices


def test_c11_a_human_is_notified_and_nothing_more_is_claimed(someone: Meet) -> None:
    talk = someone()
    reply = talk.say(URGENT)
    assert talk.alerts() >= 1
    assert "alerting our team" in reply.text
    assert not re.search(r"\b(told|reached|on (the|their) way|coming)\b", reply.text)


def test_c12_every_line_has_a_source_and_a_date_and_is_not_out_of_date() -> None:
    data = yaml.safe_load((ROOT / "data/crisis_lines.yml").read_text())
    lines = [line for line in _lines(data) if line.get("source") or line.get("call") or line.get("text")]
    assert len(lines) > 20
    today = datetime.now(UTC).date()
    for line in lines:
        assert line["source"], line
        confirmed = [value for key, value in line.items() if "confirmed" in key or "checked" in key]
        assert confirmed, line
        expires = [value for key, value in line.items() if "expire" in key]
        assert not [one for one in expires if one < today], line
    found = findings(Library.load(ROOT / "data"))
    assert not [one for one in found if one.file.endswith("crisis_lines.yml") and one.severity == "error"]


def _lines(data: object) -> list[dict[str, object]]:
    if isinstance(data, dict):
        here = [data] if "id" in data else []
        return here + [one for value in data.values() for one in _lines(value)]
    return [one for value in data for one in _lines(value)] if isinstance(data, list) else []
