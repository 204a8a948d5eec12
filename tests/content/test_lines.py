"""The crisis directory: the right country, never another's, and nothing that nobody vouches for."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from holdfast.content import ContentError, Library
from holdfast.content.hours import DAYS, Hours
from tests.review.signatures import person, sign

ANYWHERE = "Call your local emergency number."


@pytest.mark.parametrize(
    ("country", "sms", "emergency"),
    [
        ("US", "Call or text 988 any time.", "911"),
        ("us", "Call or text 988 any time.", "911"),
        ("GB", "Text SHOUT to 85258 or call 116 123 any time.", "999"),
        ("UK", "Text SHOUT to 85258 or call 116 123 any time.", "999"),
        ("IE", "Text TALK to 50808 or call 116 123 any time.", "112"),
        ("CA", "Call or text 9-8-8 any time.", "911"),
        ("AU", "Text 0477 13 11 14 or call 13 11 14 any time.", "000"),
        ("NZ", "Call or text 1737 any time.", "111"),
        ("IN", "Call Tele MANAS on 14416 any time.", "112"),
    ],
)
def test_each_country_has_its_own_line(shipped: Library, country: str, sms: str, emergency: str) -> None:
    assert shipped.lines.line(country, "sms") == sms
    assert shipped.lines.emergency(country) == emergency


@pytest.mark.parametrize(
    "country", [None, "", "FR", "ZZ", "ZA"], ids=["none", "empty", "France", "nowhere", "unsure"]
)
def test_an_unknown_or_unsure_country_gets_what_is_safe_anywhere(
    shipped: Library, country: str | None
) -> None:
    for channel in ("web", "sms"):
        said = shipped.lines.line(country, channel)
        assert said.startswith(ANYWHERE)
        assert "988" not in said
    assert shipped.lines.emergency(country) is None
    assert shipped.lines.emergency_words(country) == "your local emergency number"
    assert shipped.lines.numbers(country) == []


def test_the_bar_lists_open_lines_first_and_the_emergency_number_last(shipped: Library) -> None:
    noon_in_delhi = datetime(2030, 1, 15, 6, 30, tzinfo=UTC)
    names = [line.id for line in shipped.lines.numbers("IN", noon_in_delhi)]
    assert names == ["in-tele-manas", "in-tele-manas-2", "in-icall", "in-112"]
    midnight = datetime(2030, 1, 15, 18, 30, tzinfo=UTC)
    assert [line.hours.open(midnight) for line in shipped.lines.numbers("IN", midnight) if line.hours] == [
        True,
        True,
        False,
        True,
    ]


def test_a_line_for_children_comes_beside_the_others_once_it_is_confirmed(
    library: Callable[..., Library], folder: Path
) -> None:
    assert (
        library({}).lines.line("GB", "sms", audience="child")
        == "Text SHOUT to 85258 or call 116 123 any time."
    )
    path = folder / "crisis_lines.yml"
    rows = path.read_text().splitlines()
    path.write_text(
        "\n".join(
            row.replace("confirmed: false", "confirmed: true") if "id: gb-childline" in row else row
            for row in rows
        )
    )
    lines = library({}).lines
    assert lines.line("GB", "sms", audience="child") == "Text SHOUT to 85258 or call Childline on 0800 1111."
    assert lines.line("GB", "sms") == "Text SHOUT to 85258 or call 116 123 any time."
    assert "gb-childline" in [one.id for one in lines.numbers("GB", audience="child")]
    assert "gb-childline" not in [one.id for one in lines.numbers("GB")]


@pytest.mark.parametrize("country", ["US", "GB", "IE", "CA", "AU", "NZ", "IN", "ZA", "SG", "SE", "NL", "TW"])
def test_every_country_that_was_looked_at_is_in_the_directory(shipped: Library, country: str) -> None:
    ours = [line for line in shipped.lines.records if line.country == country]
    assert ours
    assert all(line.source or not line.confirmed for line in ours), "a confirmed line has a source"


def test_what_was_seen_once_or_is_disputed_is_not_served(shipped: Library) -> None:
    for country in ("ZA", "SG", "SE", "NL", "TW"):
        assert [line.id for line in shipped.lines.numbers(country) if line.kind != "emergency"] == []


def test_a_regions_line_is_for_that_region(shipped: Library) -> None:
    assert "gb-nhs-111" not in [line.id for line in shipped.lines.numbers("GB")]
    assert "gb-nhs-111" in [line.id for line in shipped.lines.numbers("GB", region="England")]


def test_numbers_are_as_dialled_and_carry_their_keyword(shipped: Library) -> None:
    shout = next(line for line in shipped.lines.numbers("GB") if line.channel == "text")
    assert (shout.dial, shout.keyword) == ("85258", "SHOUT")
    assert not [line.id for line in shipped.lines.records if "+" in line.dial]


def test_no_unconfirmed_line_is_said_even_in_demo(shipped: Library) -> None:
    assert shipped.lines.line("US", "web", audience="harm") == shipped.lines.line("US", "web")
    for country in shipped.lines.countries():
        assert all(line.confirmed or line.kind == "emergency" for line in shipped.lines.numbers(country))


def test_nothing_shipped_claims_to_have_been_dialled(shipped: Library) -> None:
    assert [line.id for line in shipped.lines.records if line.last_confirmed or line.expires] == []


def test_production_serves_only_lines_that_an_operator_confirmed(
    library: Callable[..., Library], folder: Path
) -> None:
    """One operator confirms a line; the sentence with it is crisis words, signed by two."""
    loaded = library({}, signed_only=True)
    before = loaded.lines
    assert before.line("US", "sms").startswith(ANYWHERE)
    assert (before.emergency("US"), before.numbers("US")) == (None, [])
    ours = [loaded.units[f"line/{name}"] for name in ("us-911", "us-988-call", "us-988-text")]
    sign(loaded, folder / "reviews", ours, person(expires=date(2030, 1, 20)))
    confirmed = library({}, signed_only=True)
    assert confirmed.lines.emergency("US") == "911"
    assert [line.id for line in confirmed.lines.numbers("US")] == ["us-988-call", "us-988-text", "us-911"]
    assert confirmed.lines.line("US", "sms").startswith(ANYWHERE)
    sign(confirmed, folder / "reviews", [confirmed.units["saying/US/anyone"]], person(1), person(2))
    after = library({}, signed_only=True).lines
    assert after.line("US", "sms") == "Call or text 988 any time."
    assert "us-988-call" not in after.unconfirmed()
    later = datetime(2030, 1, 20, tzinfo=UTC)
    assert after.line("US", "sms", later).startswith(ANYWHERE)
    assert "us-988-call" in after.unconfirmed(date(2030, 1, 20))


def test_a_confirmed_line_that_is_changed_or_in_doubt_is_not_served(
    library: Callable[..., Library], folder: Path
) -> None:
    loaded = library({}, signed_only=True)
    ours = [unit for unit in loaded.units.values() if unit.kind == "line"]
    sign(loaded, folder / "reviews", ours, person())
    assert library({}, signed_only=True).lines.numbers("ZA") == []
    path = folder / "crisis_lines.yml"
    path.write_text(path.read_text().replace('dial: "741741"', 'dial: "741742"'))
    assert "us-ctl" not in [line.id for line in library({}, signed_only=True).lines.numbers("US")]


def test_a_line_past_its_own_date_is_served_nowhere(library: Callable[..., Library], folder: Path) -> None:
    path = folder / "crisis_lines.yml"
    row = next(row for row in path.read_text().splitlines() if "id: us-ctl," in row)
    ended = row.replace("last_confirmed: null", "last_confirmed: 2029-01-01, expires: 2030-01-15")
    path.write_text(path.read_text().replace(row, ended))
    assert "us-ctl" not in [line.id for line in library({}).lines.numbers("US")]


@pytest.mark.parametrize(
    ("at", "expected"),
    [("20:00", True), ("23:59", True), ("00:10", True), ("07:59", True), ("08:00", False), ("19:59", False)],
)
def test_a_line_may_be_open_past_midnight(at: str, expected: bool) -> None:
    night = Hours(always=False, days=DAYS, opens=time(20), closes=time(8), zone="UTC")
    assert night.open(datetime.combine(date(2030, 1, 15), time.fromisoformat(at), UTC)) is expected


def test_the_night_after_the_last_day_still_belongs_to_it() -> None:
    friday = Hours(always=False, days=("fri",), opens=time(20), closes=time(8), zone="UTC")
    assert friday.open(datetime(2030, 1, 19, 3, tzinfo=UTC))  # a Saturday
    assert not friday.open(datetime(2030, 1, 18, 3, tzinfo=UTC))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('dial: "988", hours', 'dial: "+1988", hours', "no plus sign"),
        ('dial: "988", hours', "dial: 988, hours", "in quotes"),
        ("id: us-ctl,", "id: us-988-text,", "written twice"),
        (
            "confidence: A, confirmed: true, last_confirmed: null, source: 43",
            "confidence: A, source: 43",
            "must have",
        ),
        ("source: 43}", "source: 999}", "not listed"),
        ("uses: [us-988-call, us-988-text]", "uses: [gb-shout]", "uses no line of this country"),
        ("channel: call", "channel: fax", "channel is"),
        ('"US":', '"usa":', "two capital letters"),
        ('hours: "24/7"', "hours: always", "hours is"),
    ],
)
def test_a_line_that_could_not_be_trusted_is_refused(
    library: Callable[..., Library], folder: Path, old: str, new: str, fault: str
) -> None:
    path = folder / "crisis_lines.yml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(ContentError, match=fault):
        library({})
