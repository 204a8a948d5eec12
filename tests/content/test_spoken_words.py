"""Words for a call: a third variant beside page and text, or words for calls alone; held to the same rules."""

from collections.abc import Callable
from pathlib import Path

import pytest

from holdfast.content import ContentError, Library
from holdfast.content.check import findings
from holdfast.content.lines import CHILD
from holdfast.review.preview import preview

THREE = "utter_a:\n- text: On the page.\n- {text: By text., channel: sms}\n"
SPOKEN = "- {text: 'Press 1, {name}.', channel: voice}\n"
ALONE = "utter_b:\n- {text: Press 1., channel: voice}\n"


def test_each_channel_has_its_words_and_without_spoken_ones_the_page_is_read_out(
    library: Callable[..., Library],
) -> None:
    script = library({"calls": THREE + SPOKEN + ALONE}).scripts["utter_a"]
    assert script.variants == {"web": "On the page.", "sms": "By text.", "voice": "Press 1, {name}."}
    assert library({"calls": THREE}).scripts["utter_a"].text("voice") == "On the page."
    alone = library({"calls": ALONE}).scripts["utter_b"]
    assert (alone.only_spoken, dict(alone.variants)) == (True, {"voice": "Press 1."})
    assert library({"calls": ALONE}).render("utter_b", "voice").text == "Press 1."


def test_a_signature_covers_the_spoken_words_and_older_ones_stay_as_they_were(
    library: Callable[..., Library],
) -> None:
    without = library({"calls": THREE}).scripts["utter_a"].words
    with_them = library({"calls": THREE + SPOKEN}).scripts["utter_a"].words
    assert "voice" not in without
    assert "Press 1" in with_them


@pytest.mark.parametrize(
    ("words", "rule"),
    [("Hang up.", "object"), ("Stay strong.", "banned"),
     ("Hello {nobody}.", "unknown_argument"), ("Now!", "exclamation")],
)  # fmt: skip
def test_spoken_words_are_held_to_the_same_rules(
    library: Callable[..., Library], words: str, rule: str
) -> None:
    spoken = f"- {{text: '{words}', channel: voice}}\n"
    assert rule in {one.rule for one in findings(library({"calls": THREE + spoken}))}
    alone = {one.rule for one in findings(library({"calls": "utter_b:\n" + spoken}))}
    assert rule in alone
    assert "missing_variant" not in alone


def test_choices_cannot_be_spoken(library: Callable[..., Library]) -> None:
    with pytest.raises(ContentError, match="web variant only"):
        library({"calls": THREE + "- {text: A., channel: voice, buttons: []}\n"})


def test_the_sheet_shows_what_is_spoken(shipped: Library) -> None:
    beside = preview(shipped, shipped.scripts["utter_alert_responder"], {}, "US")
    assert "press 1" in str(beside.voice)
    assert not beside.only_spoken
    alone = preview(shipped, shipped.scripts["utter_call_lines"], {}, "US")
    assert "988" in str(alone.voice)
    assert alone.only_spoken


def test_a_call_is_passed_on_only_where_that_is_known_to_work(shipped: Library) -> None:
    found = {country: shipped.lines.connectable(country) for country in (*shipped.lines.countries(), None)}
    assert {country: line.connect for country, line in found.items() if line} == {"US": "988"}
    line = shipped.lines.connectable("US", audience=CHILD)
    assert line is not None
    assert line.id == "us-988-call"


def test_a_way_to_connect_that_cannot_be_dialled_is_refused(
    library: Callable[..., Library], folder: Path
) -> None:
    path = folder / "crisis_lines.yml"
    path.write_text(path.read_text().replace('connect: "988"', 'connect: "9-8-8"', 1))
    with pytest.raises(ContentError, match="connect"):
        library({})
