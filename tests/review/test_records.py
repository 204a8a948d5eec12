"""What a signature covers, who must give it, and when it is void."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from holdfast.content import ContentError, Library
from holdfast.content.reviews import (
    ASKED,
    CHANGE,
    CHANGED,
    EXPIRED,
    HALF,
    SIGNED,
    UNSIGNED,
    Reviews,
    load_reviews,
)
from holdfast.content.unit import KINDS, Unit
from holdfast.parts import DATA
from holdfast.review.signing import CannotSign, Signer, append, canonical, record
from tests.review.conftest import Clinic
from tests.review.signatures import TODAY, person

CALM = Unit("script/utter_calm", "Hello, you.\n", Path("calm.yml"))
CRISIS = Unit("script/utter_crisis", "Call now.\n", Path("crisis.yml"), crisis=True)


def state(unit: Unit, *records: object, on: date = TODAY) -> str:
    return Reviews.of(records).standing(unit, on).state  # type: ignore[arg-type]


def test_one_signature_is_enough_for_calm_words_and_a_crisis_needs_two_people() -> None:
    assert state(CALM) == UNSIGNED
    assert state(CALM, record(CALM, person(1))) == SIGNED
    assert state(CRISIS, record(CRISIS, person(1))) == HALF
    assert state(CRISIS, record(CRISIS, person(1)), record(CRISIS, person(2))) == SIGNED


@pytest.mark.parametrize(
    "again",
    [
        person(1),
        replace(person(1), registration="TEST-9"),
        replace(person(1), name="test reviewer 1", registration=""),
        replace(person(9), registration="test-1"),
    ],
    ids=["the same", "another registration", "another spelling", "another name"],
)
def test_one_person_is_never_two(again: Signer) -> None:
    assert state(CRISIS, record(CRISIS, person(1)), record(CRISIS, again)) == HALF


def test_a_comma_makes_every_signature_void() -> None:
    signed = [record(CRISIS, person(1)), record(CRISIS, person(2))]
    assert state(replace(CRISIS, words="Call, now.\n"), *signed) == CHANGED
    assert state(CRISIS, *signed) == SIGNED


def test_a_signature_holds_from_its_day_until_its_end() -> None:
    signed = record(CALM, person(signed=date(2030, 1, 10), expires=date(2030, 1, 20)))
    days = [date(2030, 1, 9), date(2030, 1, 10), date(2030, 1, 19), date(2030, 1, 20)]
    assert [state(CALM, signed, on=day) for day in days] == [CHANGED, SIGNED, SIGNED, EXPIRED]


def test_of_two_signatures_the_first_to_end_ends_both() -> None:
    two = [record(CRISIS, person(1, expires=date(2030, 2, 1))), record(CRISIS, person(2))]
    assert Reviews.of(two).standing(CRISIS, TODAY).until == date(2030, 2, 1)
    assert state(CRISIS, *two, on=date(2030, 2, 1)) == EXPIRED


def test_who_asks_for_a_change_stops_the_words_until_they_agree() -> None:
    """Whoever else has signed them: a doubt of one clinician weighs more."""
    asked = record(CALM, person(2), CHANGE, "Too long")
    assert state(CALM, record(CALM, person(1)), asked) == ASKED
    later = record(CALM, person(2, signed=TODAY))
    assert state(CALM, record(CALM, person(1)), asked, later) == SIGNED
    assert state(replace(CALM, words="Hello.\n"), asked) == CHANGED


def test_everything_that_is_said_or_decides_what_is_said_is_a_unit() -> None:
    units = Library.load(DATA).units
    assert {unit.kind for unit in units.values()} == set(KINDS)
    named = {
        "script/utter_safety_care", "script/utter_alert_contact", "exercise/breathing", "risk/policy",
        "risk/rules/suicidal_intent", "risk/idioms", "risk/second_look", "policy/handoff", "policy/lint",
        "line/us-988-call", "saying/US/anyone", "saying/anywhere", "widget/en",
    }  # fmt: skip
    assert named <= units.keys()
    two = {unit.name for unit in units.values() if unit.crisis}
    assert {"script/utter_safety_care", "risk/policy", "policy/handoff", "saying/anywhere"} <= two
    assert all(unit.purpose and unit.line for unit in units.values())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("text: Goodbye.", "text: Goodbye"),
        ("channel: sms\n  utter_bye", "channel: sms\n    metadata: {numbered: true}\n  utter_bye"),
        ("title: Breathe", "title: Breathe now"),
        ("payload: /start_breathing", "payload: /show_plan"),
        ("you. What would help?\n    buttons", "you.  What would help?\n    buttons"),
    ],
)
def test_every_part_of_a_script_counts(clinic: Clinic, old: str, new: str) -> None:
    before = {name: unit.digest for name, unit in clinic.library().units.items()}
    clinic.rewrite(old, new)
    after = {name: unit.digest for name, unit in clinic.library().units.items()}
    assert sum(before[name] != digest for name, digest in after.items()) == 1


def test_a_comment_is_not_what_is_signed(clinic: Clinic) -> None:
    before = {name: unit.digest for name, unit in clinic.library().units.items()}
    clinic.rewrite("# Said first.", "# Said at the very first.")
    assert before == {name: unit.digest for name, unit in clinic.library().units.items()}
    assert clinic.library().units["script/utter_hello"].notes == "Said at the very first."


def test_no_longer_needing_two_reviewers_makes_a_signature_void(clinic: Clinic) -> None:
    clinic.sign("utter_safe")
    path = clinic.data / "lint.yml"
    path.write_text(path.read_text().replace("crisis_topics: [safety,", "crisis_topics: ["))
    assert clinic.state("script/utter_safe") == CHANGED


def test_records_are_appended_and_read_back_as_they_were(tmp_path: Path) -> None:
    odd = Unit("script/utter_odd", "a:\n| Yes - \"no\" \u2013 'x': #1\n|  two  \n", Path("odd.yml"))
    empty = Library.load(DATA, reviews=tmp_path)
    append(empty, tmp_path, [record(CALM, person(1))])
    (path,) = tmp_path.glob("*.yml")
    first = path.read_text()
    append(empty, tmp_path, [record(odd, person(1), CHANGE, "a: b\nc")])
    assert path.read_text().startswith(first)
    assert path.read_text() == "reviews:\n" + canonical(record(CALM, person(1))) + canonical(
        record(odd, person(1), CHANGE, "a: b\nc")
    )
    assert load_reviews(tmp_path).by_unit == {
        CALM.name: (record(CALM, person(1)),),
        odd.name: (record(odd, person(1), CHANGE, "a: b\nc"),),
    }


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("Hello, you.", "Hello, all.", "not the hash"),
        ("decision: approve", "decision: perhaps", "decision is"),
        ("expires: 2031-01-01", "expires: soon", "must be a date"),
        ("reviewer: Test Reviewer 1", "reviewer: ''", "reviewer must be text"),
        ("  role: a test\n", "", "must have exactly"),
        ("reviews:", "review:", "only key"),
    ],
)
def test_a_record_that_somebody_altered_is_refused(tmp_path: Path, old: str, new: str, fault: str) -> None:
    append(Library.load(DATA, reviews=tmp_path), tmp_path, [record(CALM, person(1))])
    (path,) = tmp_path.glob("*.yml")
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(ContentError, match=fault):
        load_reviews(tmp_path)


@pytest.mark.parametrize(
    "signer",
    [
        replace(person(), name=" "),
        replace(person(), role=""),
        replace(person(), registration=""),
        person(signed=TODAY + timedelta(days=1)),
        person(expires=date(2030, 1, 1)),
        person(expires=date(2033, 1, 2)),
    ],
    ids=["name", "role", "registration", "tomorrow", "no time", "more than three years"],
)
def test_a_signature_that_says_too_little_or_too_much_is_refused(signer: Signer) -> None:
    with pytest.raises(CannotSign):
        signer.check([CALM], TODAY)
    person().check([CALM], TODAY)


def test_an_operator_without_a_registration_confirms_lines_only() -> None:
    operator = replace(person(role="operator"), registration="")
    operator.check([Unit("line/us-911", "911\n", Path("lines.yml"))], TODAY)
    with pytest.raises(CannotSign):
        operator.check([CALM], TODAY)


def test_the_repository_ships_no_signature() -> None:
    assert load_reviews(DATA / "reviews").by_unit == {}
    assert [path.name for path in (DATA / "reviews").iterdir()] == ["README.md"]
