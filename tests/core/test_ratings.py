"""Numbers before and after a tool: noted without words, told truthfully, and what helped comes first."""

import pytest

from holdfast.models import Rating
from holdfast.plans import ratings
from tests.core.house import House
from tests.core.partner import END, Partner, at
from tests.core.phones import ADA

LOWER, CHOOSE = ("utter_rate_lower", END), ("utter_rate_choose", END)


def rated(house: House) -> list[tuple[int, str | None, int | None]]:
    """Every row."""
    with house.parts.db.read() as tx:
        return [(one.before, one.tool, one.after) for one in tx.query(Rating).order_by(Rating.at)]


def uses(
    person: Partner, before: str, tool: tuple[str, str], after: str, says: tuple[str, object] = LOWER
) -> list[str | None]:
    """A whole round: the number before, the tool, the number after."""
    person.hears("rate it", ("utter_rate_before", at("rate_before")))
    person.hears(before, CHOOSE)
    person.hears("this one", (tool[0], at(tool[1])))
    person.hears("done", ("utter_rate_after", at("rate_after")))
    return person.hears(after, says)


BREATHING, GROUNDING = ("utter_breathing_ready", "breathing"), ("utter_grounding_see", "grounding")


def test_both_numbers_and_the_tool_are_noted_and_told(house: House) -> None:
    person = Partner(house, ADA)
    assert uses(person, "about a 7", BREATHING, "4") == ["utter_rate_lower"]
    assert rated(house) == [(7, "start_breathing", 4)]
    words = person.last_words()
    assert "7" in words
    assert "4" in words
    assert "Breathe" in words


@pytest.mark.parametrize("words", ["skip", "no idea", "12", "3.5", "100"])
def test_what_is_no_number_from_0_to_10_is_not_noted(house: House, words: str) -> None:
    person = Partner(house, ADA)
    person.hears("rate it", ("utter_rate_before", at("rate_before")))
    person.hears(words, CHOOSE)
    assert rated(house) == []


def test_a_number_is_a_rating_and_not_a_choice_from_an_older_message(house: House) -> None:
    person = Partner(house, ADA)
    person.hears("menu", ("utter_menu", END))
    person.hears("rate it", ("utter_rate_before", at("rate_before")))
    person.hears("3", CHOOSE)
    assert person.told[-1]["text"] == "3"
    assert rated(house) == [(3, None, None)]


def test_numbers_are_never_told_that_were_not_given(house: House) -> None:
    person = Partner(house, ADA)
    assert person.hears("done", LOWER) == ["utter_rate_skipped"]
    uses(person, "7", BREATHING, "4")
    assert person.hears("again", LOWER) == ["utter_rate_skipped"]


def test_rasa_is_told_the_number_before_only_once_a_tool_is_in_use(house: House) -> None:
    person = Partner(house, ADA)
    person.hears("rate it", ("utter_rate_before", at("rate_before")))
    person.hears("6", CHOOSE)
    person.hears("breathe", ("utter_breathing_ready", at("breathing")))
    person.hears("next", ("utter_breathing_first", at("breathing", 2)))
    assert [request["slots"]["rated"] for request in person.told] == [None, None, None, 6]


def test_what_helped_most_is_offered_first_with_the_numbers_of_the_last_time(house: House) -> None:
    person = Partner(house, ADA)
    assert person.hears("what helped", ("utter_what_helped", None)) == ["utter_what_helped_none"]
    uses(person, "6", BREATHING, "5")
    uses(person, "6", GROUNDING, "2")
    uses(person, "5", GROUNDING, "3")
    assert person.hears("what helped", ("utter_what_helped", None)) == ["utter_what_helped"]
    said = house.said(person.conversation)[-1]
    assert [choice["id"] for choice in said.choices or []][:2] == ["start_grounding", "start_breathing"]
    assert "from 5 to 3" in person.last_words()
    assert person.told[-1]["slots"]["helped"] is True
    person.hears("yes please", ("utter_grounding_see", at("grounding")))
    assert person.told[-1]["choice"] == "start_grounding"


def test_what_made_it_worse_is_not_offered_as_help(house: House) -> None:
    person = Partner(house, ADA)
    uses(person, "3", BREATHING, "5")
    with house.parts.db.read() as tx:
        assert ratings.best(tx, house.person(tx, ADA)) is None


def test_two_hours_later_the_number_before_no_longer_counts(house: House) -> None:
    person = Partner(house, ADA)
    person.hears("rate it", ("utter_rate_before", at("rate_before")))
    person.hears("6", CHOOSE)
    person.hears("breathe", ("utter_breathing_ready", at("breathing")))
    house.later(7300)
    person.hears("hi", ("utter_rate_after", at("rate_after")))
    assert person.hears("2", LOWER) == ["utter_rate_skipped"]
    assert rated(house) == [(6, "start_breathing", None)]


def test_an_urge_that_stays_strong_after_two_tools_is_handed_to_people(house: House) -> None:
    person = Partner(house, ADA)
    strong = ("utter_rate_strong", END)
    assert uses(person, "8", BREATHING, "8", strong) == ["utter_rate_strong"]
    assert house.escalation(ADA) is None
    said = uses(person, "8", GROUNDING, "7", strong)
    assert house.open(ADA).level == "urgent"
    assert strong[0] not in said


def test_the_same_tool_twice_or_a_lower_urge_is_no_such_sign(house: House) -> None:
    person = Partner(house, ADA)
    for tool, after in ((BREATHING, "8"), (BREATHING, "8"), (GROUNDING, "6")):
        uses(person, "8", tool, after, ("utter_rate_same", END))
    assert house.escalation(ADA) is None
