"""Rendering: arguments, choices, numbers on the phone."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from holdfast.content import Choice, Library, MissingArgument, NotSigned, UnknownChoice, UnknownScript
from tests.review.signatures import person, sign

OFFER = """
utter_offer:
- text: Is it {items}?
  buttons:
  - {title: "Yes", payload: /yes_please}
  - {title: "Text {contact}", payload: /text_contact}
  - {title: Go on, payload: /next_step}
- text: Is it {items}?
  channel: sms
utter_named:
- text: Take one.
  buttons: [{title: Done, payload: /next_step}]
- text: Reply 1 when done.
  channel: sms
  metadata: {numbered: true}
utter_web_only:
- text: Only here.
"""


@pytest.fixture
def words(library: Callable[..., Library]) -> Library:
    return library({"offer": OFFER})


def test_on_the_web_choices_are_beside_the_text(words: Library) -> None:
    said = words.render("utter_offer", "web", {"items": "tea", "contact": "Sam"})
    assert said.text == "Is it tea?"
    assert [choice.label for choice in said.choices] == ["Yes", "Text Sam", "Go on"]


def test_on_the_phone_choices_are_numbered_lines(words: Library) -> None:
    said = words.render("utter_offer", "sms", {"items": "tea", "contact": "Sam"})
    assert said.text == "Is it tea?\n1 Yes\n2 Text Sam\n3 Go on"
    assert said.choices[1] == Choice("text_contact", "Text Sam")


@pytest.mark.parametrize("absent", [{}, {"contact": None}])
def test_a_choice_without_its_argument_is_not_offered_and_leaves_no_gap(words: Library, absent: dict) -> None:
    assert words.render("utter_offer", "sms", {"items": "tea", **absent}).text == "Is it tea?\n1 Yes\n2 Go on"


@pytest.mark.parametrize("given", [{}, {"items": None}])
def test_a_text_without_its_argument_is_an_error(words: Library, given: dict) -> None:
    with pytest.raises(MissingArgument, match="items"):
        words.render("utter_offer", "web", given)


def test_only_restricts_and_orders_the_choices(words: Library) -> None:
    said = words.render("utter_offer", "sms", {"items": "tea"}, only=["next_step", "yes_please"])
    assert said.text.endswith("\n1 Go on\n2 Yes")
    assert words.render("utter_offer", "sms", {"items": "tea"}, only=[]).text == "Is it tea?"


def test_only_with_an_unknown_choice_is_an_error(words: Library) -> None:
    with pytest.raises(UnknownChoice, match="stop_it"):
        words.render("utter_offer", "web", {"items": "tea"}, only=["stop_it"])


def test_words_that_name_the_numbers_get_no_lines_and_keep_the_choices(words: Library) -> None:
    said = words.render("utter_named", "sms")
    assert (said.text, [choice.id for choice in said.choices]) == ("Reply 1 when done.", ["next_step"])


def test_braces_in_a_persons_own_words_stay_words(words: Library) -> None:
    assert words.render("utter_offer", "web", {"items": "{contact} {line}"}).text == "Is it {contact} {line}?"


def test_without_words_for_the_phone_the_web_words_are_sent(words: Library) -> None:
    assert words.render("utter_web_only", "sms").text == "Only here."


def test_an_unknown_script_and_an_unknown_channel_are_errors(words: Library) -> None:
    with pytest.raises(UnknownScript):
        words.render("utter_nothing")
    with pytest.raises(ValueError, match="fax"):
        words.render("utter_named", "fax")


@pytest.fixture
def signed(folder: Path, library: Callable[..., Library]) -> Callable[..., Library]:
    """utter_named under one signature, and then perhaps other words."""

    def load(*, expires: date = date(2031, 1, 1), words: str = OFFER) -> Library:
        before = library({"offer": OFFER})
        unit = before.units["script/utter_named"]
        sign(before, folder / "reviews", [unit], person(expires=expires))
        return library({"offer": words}, signed_only=True)

    return load


def test_only_signed_words_are_said_when_that_is_asked_for(signed: Callable[..., Library]) -> None:
    library = signed()
    assert library.render("utter_named").text == "Take one."
    assert library.unsigned() == ["utter_offer", "utter_web_only"]
    with pytest.raises(NotSigned):
        library.render("utter_offer", "web", {"items": "tea"})


@pytest.mark.parametrize(
    "change",
    [{"expires": date(2030, 1, 15)}, {"words": OFFER.replace("Take one.", "Take one,")}],
    ids=["expired", "a comma"],
)
def test_a_signature_ends_with_its_date_or_with_any_change(
    signed: Callable[..., Library], change: dict
) -> None:
    with pytest.raises(NotSigned):
        signed(**change).render("utter_named")


def test_only_the_last_resort_outlives_its_date_and_never_a_change(signed: Callable[..., Library]) -> None:
    expired = signed(expires=date(2030, 1, 15))
    assert expired.render("utter_named", last_resort=True).text == "Take one."
    changed = signed(words=OFFER.replace("Take one.", "Take one,"))
    with pytest.raises(NotSigned):
        changed.render("utter_named", last_resort=True)
