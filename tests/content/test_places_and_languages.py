"""Where someone says they are, and which language they ask for: taken only when it is plain."""

from pathlib import Path

import pytest

from holdfast.content import Library

LIBRARY = Library.load(Path(__file__).resolve().parents[2] / "data")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("i live in canada", "CA"),
        ("im in the uk now", "GB"),
        ("Canada.", "CA"),
        ("i moved to ireland last year", "IE"),
        ("my country is new zealand", "NZ"),
        ("set my region to australia please", "AU"),
        ("i used to live in canada", None),
        ("i'm not in canada", None),
        ("i'm from ireland", None),
        ("my mum is in canada", None),
        ("she moved to ireland", None),
        ("i moved from the us to canada", None),
        ("i'm going to india", None),
        ("i want to go to india next week", None),
        ("those numbers don't work here", None),
    ],
)
def test_a_country_is_taken_only_when_its_writer_is_plainly_there(text: str, code: str | None) -> None:
    assert LIBRARY.countries.told(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hablas español?", "es"),
        ("no hablo ingles", "es"),
        ("i only speak spanish, not english", "es"),
        ("en francais svp", "fr"),
        ("ok english then", "en"),
        ("english is fine", "en"),
        ("my english is bad", None),
        ("i don't speak english well", None),
        ("another language", None),
        ("german please", None),
        ("spanish or french", None),
    ],
)
def test_a_language_is_taken_only_when_it_is_plainly_wanted(text: str, code: str | None) -> None:
    assert LIBRARY.languages.wanted(text) == code


def test_a_line_is_given_in_a_language_only_where_the_country_has_it() -> None:
    lines = LIBRARY.lines
    assert "llame" in lines.line("US", "web", language="es")
    assert lines.speaks("US", "es")
    assert not lines.speaks("GB", "es")
    assert lines.line("GB", "web", language="es") == lines.line("GB", "web")
    assert lines.line(None, "sms", language="es") == lines.anywhere["sms"]
