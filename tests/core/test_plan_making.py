"""A draft of a plan: kept line by line, unseen by Rasa, never in place of a clinic's plan, never in distress."""

import json

import pytest

from holdfast.models import Notice, Plan
from holdfast.plans import draft, recall, structure
from holdfast.plans.structure import is_own_draft, steps_drafted, steps_filled
from tests.core.house import House
from tests.core.partner import END, Partner, at
from tests.core.phones import ADA, GWEN, URGENT

MORE = "utter_plan_making_more"


def asked(house: House, phone: str = GWEN, step: int = 2) -> Partner:
    """Someone who was just asked for a step of their draft."""
    person = Partner(house, phone)
    person.hears("make a plan", (f"utter_plan_making_step_{step}", at("plan_making", step)))
    return person


def read_structure(monkeypatch: pytest.MonkeyPatch, house: House) -> None:
    """The action server's own view of the database, which is another file in every test."""
    structure._engine.cache_clear()
    monkeypatch.setenv("HOLDFAST_DATABASE_URL", house.parts.db.url)


def lines(house: House, phone: str, step: int) -> list[str]:
    """What the person's draft holds in a step, also when it is not the plan in force."""
    with house.parts.db.read() as tx:
        person = house.person(tx, phone)
        plan = draft.current(tx, person)
        sealer = house.parts.sealer(person)
        items = (
            sorted((item for item in plan.items if item.step == step), key=lambda one: one.position)
            if plan
            else []
        )
        return [sealer.open("plan_item.words", item.id, item.words) for item in items]


def test_several_lines_are_kept_in_their_order_and_rasa_learns_none_of_their_words(house: House) -> None:
    person = asked(house)
    # Never the same words twice in a row.
    for words, said in (("Feed the neighbour's goldfish", MORE), ("Rearrange the spice rack", f"{MORE}_b")):
        assert person.hears(words, (MORE, at("plan_making", 2))) == [said]
    assert lines(house, GWEN, 2) == ["Feed the neighbour's goldfish", "Rearrange the spice rack"]
    assert [request.get("choice") for request in person.told[-2:]] == ["kept_words", "kept_words"]
    assert "goldfish" not in json.dumps(person.told)
    assert "spice" not in json.dumps(person.told)


def test_the_words_are_sealed_in_the_database(house: House) -> None:
    asked(house).hears("Feed the neighbour's goldfish", (MORE, at("plan_making", 2)))
    assert b"goldfish" not in house.stored()


@pytest.mark.parametrize(
    ("words", "choice"), [("skip", "skip_step"), ("Go back!", "go_back"), ("stop", "stop"), ("no", "deny")]
)
def test_steering_is_heard_and_not_kept(house: House, words: str, choice: str) -> None:
    person = asked(house)
    person.hears(words, ("utter_plan_making_step_3", at("plan_making", 3)))
    assert person.told[-1]["choice"] == choice
    assert lines(house, GWEN, 2) == []


def test_a_question_is_answered_and_not_kept(house: House) -> None:
    person = asked(house)
    person.hears("is the kitchen light on?", ("utter_plan_making_step_2", at("plan_making", 2)))
    assert person.told[-1]["text"] == "is the kitchen light on?"
    assert lines(house, GWEN, 2) == []


def test_a_number_chooses_what_was_offered_with_the_question(house: House) -> None:
    person = asked(house)
    person.hears("Feed the goldfish", (MORE, at("plan_making", 2)))
    person.hears("1", ("utter_plan_making_step_3", at("plan_making", 3)))
    assert person.told[-1]["choice"] == "next_step"


def test_a_line_can_be_taken_out_and_then_that_is_said(house: House) -> None:
    person = asked(house)
    person.hears("Feed the goldfish", (MORE, at("plan_making", 2)))
    person.hears("Rearrange the spice rack", (MORE, at("plan_making", 2)))
    out = ("utter_plan_making_taken_out", None)
    again = ("utter_plan_making_step_2", at("plan_making", 2))
    assert person.hears("take it out", out, again) == [out[0], again[0]]
    assert lines(house, GWEN, 2) == ["Feed the goldfish"]
    person.hears("take it out", out, again)
    assert person.hears("take it out", out, again) == ["utter_plan_making_nothing_to_take_out"]


def test_words_after_anything_else_was_said_are_not_kept(house: House) -> None:
    person = asked(house)
    person.hears("who can read this", ("utter_who_reads", None))
    person.hears("count the tiles", ("utter_menu", END))
    assert "choice" not in person.told[-1]
    assert lines(house, GWEN, 2) == []


def test_an_hour_later_the_question_is_asked_again_before_anything_is_kept(house: House) -> None:
    person = asked(house)
    house.later(3601)
    person.hears("count the tiles", ("utter_plan_making_step_2", at("plan_making", 2)))
    assert lines(house, GWEN, 2) == []
    person.hears("count the tiles", (MORE, at("plan_making", 2)))
    assert lines(house, GWEN, 2) == ["count the tiles"]


@pytest.mark.parametrize(("step", "kept"), [(1, [URGENT]), (2, [])])
def test_risk_hands_off_and_is_no_advice_in_a_plan_though_it_is_a_warning_sign(
    house: House, step: int, kept: list[str]
) -> None:
    person = asked(house, step=step)
    person.hears(URGENT)
    assert house.open(GWEN).level == "urgent"
    assert lines(house, GWEN, step) == kept
    person.hears("count the tiles", (MORE, at("plan_making", step)))
    assert lines(house, GWEN, step) == kept


def test_no_plan_is_written_in_the_days_after_a_sign_of_risk(house: House) -> None:
    with house.parts.db.write() as tx:
        house.person(tx, GWEN).at_risk_at = house.parts.clock.now()
    person = Partner(house, GWEN)
    says = [("utter_plan_making_intro", END), ("utter_plan_making_step_1", at("plan_making"))]
    assert person.hears("make a plan", *says) == ["utter_plan_making_not_now"]
    person.hears("count the tiles", ("utter_menu", END))
    assert lines(house, GWEN, 1) == []


def test_what_is_too_long_is_not_kept_and_that_is_said(house: House) -> None:
    person = asked(house)
    assert person.hears("tiles " * 100, (MORE, at("plan_making", 2))) == ["utter_plan_making_not_kept"]
    assert lines(house, GWEN, 2) == []
    person.hears("count the tiles", (MORE, at("plan_making", 2)))
    assert lines(house, GWEN, 2) == ["count the tiles"]


def test_a_draft_never_takes_the_place_of_a_clinics_plan(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = asked(house, ADA)
    read_structure(monkeypatch, house)
    before = steps_filled(person.conversation)
    person.hears("count the tiles", (MORE, at("plan_making", 2)))
    with house.parts.db.read() as tx:
        ada = house.person(tx, ADA)
        plan = recall.newest_plan(tx, ada)
        assert plan is not None
        assert (plan.draft, plan.version) == (False, 1)
        assert recall.items(tx, house.parts, ada, 2)[0][0] == "Count blue things"
    assert steps_filled(person.conversation) == before
    assert not is_own_draft(person.conversation)
    assert steps_drafted(person.conversation) == {2}


def test_without_another_plan_the_draft_is_read_back_as_ones_own(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_structure(monkeypatch, house)
    person = asked(house)
    person.hears("count the tiles", (MORE, at("plan_making", 2)))
    assert steps_filled(person.conversation) == {2: 1}
    assert is_own_draft(person.conversation)
    person.hears("my plan", ("utter_plan_own_draft", None), ("utter_plan_step_2", {"plan_step": 2}))
    assert "count the tiles" in person.last_words()


def test_a_warning_sign_of_ones_own_draft_is_heard_from_then_on(house: House) -> None:
    person = asked(house, step=1)
    person.hears("I polish the teapots", (MORE, at("plan_making", 1)))
    person.hears("that is all", ("utter_plan_making_paused", END))
    person.hears("polishing the teapots again")
    assert house.open(GWEN).level == "care"


def test_the_clinician_is_asked_to_look_once_and_only_at_something(house: House) -> None:
    person = asked(house, step=7)
    end = ("utter_plan_making_end", END)
    assert person.hears("skip", end) == ["utter_plan_making_empty"]
    person.hears("add to my plan", ("utter_plan_making_step_7", at("plan_making", 7)))
    person.hears("the dog", (MORE, at("plan_making", 7)))
    assert person.hears("next", end) == ["utter_plan_making_end"]
    person.hears("my draft again", end)
    with house.parts.db.read() as tx:
        assert [notice.kind for notice in tx.query(Notice)] == ["plan_draft"]
        assert tx.query(Plan).filter(Plan.draft).count() == 1


def test_two_messages_in_a_row_are_both_kept(house: House) -> None:
    person = asked(house)
    house.write(person.conversation, "count the tiles")
    person.hears("feed the goldfish", (MORE, at("plan_making", 2)))
    assert lines(house, GWEN, 2) == ["count the tiles", "feed the goldfish"]
