"""Country, discreet texts, quiet hours, check-ins, a line for the clinician: what is said is what was done."""

from datetime import UTC, datetime, timedelta

import pytest

from holdfast.models import Consent, Delivery, Notice
from holdfast.plans import local
from tests.core.house import House
from tests.core.partner import END, Partner, at
from tests.core.phones import ADA, GWEN, NOE, URGENT

ASK = ("utter_ask_check_in", at("check_in"))
SET = ("utter_check_in_set", END)


def answers(person: Partner, exercise: str, asks: str, words: str, then: str) -> list[str | None]:
    """Asked for one thing, and answered like this."""
    person.hears("please", (asks, at(exercise)))
    return person.hears(words, (then, END))


def region(person: Partner, words: str) -> list[str | None]:
    return answers(person, "region", "utter_change_region", words, "utter_region_set")


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("Ireland", "IE"),
        ("i am in the UK now", "GB"),
        ("new zealand!", "NZ"),
        ("Republic of Korea", "KR"),
        ("fr", "FR"),
    ],
)
def test_a_country_is_set_with_its_day_and_its_lines_are_used_at_once(
    house: House, words: str, country: str
) -> None:
    person = Partner(house, NOE)
    if country == "KR":
        words = "south korea"
    assert region(person, words) == ["utter_region_set"]
    with house.parts.db.read() as tx:
        noe = house.person(tx, NOE)
        assert noe.country == country
        assert noe.country_confirmed_on is not None
    assert house.parts.library.lines.line(country, "web") in person.last_words()


@pytest.mark.parametrize("words", ["somewhere else", "not in the us but in france", "x"])
def test_what_names_no_country_or_two_changes_nothing(house: House, words: str) -> None:
    assert region(Partner(house, ADA), words) == ["utter_region_unknown"]
    with house.parts.db.read() as tx:
        assert house.person(tx, ADA).country == "US"


def discreet(person: Partner, words: str) -> list[str | None]:
    return answers(person, "discreet", "utter_discreet_mode", words, "utter_discreet_mode_on")


def test_a_discreet_text_begins_with_a_plain_line_but_safety_words_do_not(house: House) -> None:
    person = Partner(house, ADA, sms=True)
    assert discreet(person, "ok do it") == ["utter_discreet_mode_on"]
    assert person.last_words().startswith("Here is your note.")
    taken = house.text(ADA, URGENT)
    assert not any("your note" in text for text in house.answer(taken))


def test_discreet_texts_can_be_turned_off_and_the_page_never_has_the_line(house: House) -> None:
    person = Partner(house, ADA, sms=True)
    discreet(person, "1")
    assert discreet(person, "2") == ["utter_discreet_mode_off"]
    assert "note" not in person.last_words()
    page = Partner(house, ADA)
    discreet(page, "yes")
    assert "Here is your note" not in page.last_words()


def quiet(person: Partner, words: str) -> list[str | None]:
    return answers(person, "quiet_hours", "utter_set_quiet_hours", words, "utter_quiet_hours_set")


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("10pm to 8am", (22, 8)),
        ("9 pm - 7 am", (21, 7)),
        ("22:00 till 06:00", (22, 6)),
        ("12am to 6am", (0, 6)),
        ("1", (22, 8)),
    ],
)
def test_quiet_hours_are_read_as_people_write_them(house: House, words: str, hours: tuple[int, int]) -> None:
    assert quiet(Partner(house, ADA), words) == ["utter_quiet_hours_set"]
    with house.parts.db.read() as tx:
        ada = house.person(tx, ADA)
        assert (ada.quiet_from, ada.quiet_until) == hours


@pytest.mark.parametrize("words", ["at night", "25 to 30", "13pm to 8am"])
def test_hours_that_are_none_are_asked_again(house: House, words: str) -> None:
    assert quiet(Partner(house, ADA), words) == ["utter_quiet_hours_unknown"]


def check_ins(house: House, state: str = "queued") -> list[Delivery]:
    return sorted(house.deliveries(kind="check_in", state=state), key=lambda one: one.due_at)


def asks(person: Partner, words: str) -> list[str | None]:
    person.hears("check in on me", ASK)
    return person.hears(words, SET)


def test_a_check_in_comes_tomorrow_by_the_persons_own_clock_and_is_said(house: House) -> None:
    person = Partner(house, ADA)
    assert asks(person, "tomorrow morning") == ["utter_check_in_set"]
    due = check_ins(house)[0].due_at
    with house.parts.db.read() as tx:
        here = due.astimezone(local.zone(house.parts, house.person(tx, ADA)))
    assert here.hour == 9
    assert here.tzinfo is not None
    assert here.strftime("%A") in person.last_words()
    assert str(here.tzinfo) == "America/New_York"
    house.later((due - house.parts.clock.now()).total_seconds() + 1)
    house.work()
    assert any("note that you asked for" in text for text in house.sender.to(ADA))
    assert check_ins(house) == []


def test_a_week_of_check_ins_takes_the_place_of_those_before_and_can_be_stopped(house: House) -> None:
    person = Partner(house, ADA)
    asks(person, "1")
    assert asks(person, "every day") == ["utter_check_in_set_week"]
    assert len(check_ins(house)) == 7
    assert person.hears("no more", ("utter_stop_check_ins", None)) == ["utter_stop_check_ins"]
    assert check_ins(house) == []
    assert person.hears("no more", ("utter_stop_check_ins", None)) == ["utter_stop_check_ins_none"]


def test_a_check_in_waits_for_the_end_of_quiet_hours(house: House) -> None:
    person = Partner(house, ADA)
    quiet(person, "6pm to 10am")
    asks(person, "3")
    with house.parts.db.read() as tx:
        zone = local.zone(house.parts, house.person(tx, ADA))
    assert check_ins(house)[0].due_at.astimezone(zone).hour == 10


def test_quiet_hours_set_later_hold_for_check_ins_that_were_set_before(house: House) -> None:
    person = Partner(house, ADA)
    asks(person, "1")
    due = check_ins(house)[0].due_at
    quiet(person, "6pm to 10am")
    house.later((due - house.parts.clock.now()).total_seconds() + 1)
    house.work()
    assert check_ins(house)[0].due_at == due + timedelta(hours=1)


def test_who_may_not_be_texted_is_offered_none(house: House) -> None:
    with house.parts.db.write() as tx:
        house.person(tx, ADA).safe_to_text = False
    person = Partner(house, ADA)
    assert person.hears("check in on me", ASK) == ["utter_check_in_cannot"]
    assert person.hears("1", SET) != ["utter_check_in_set"]
    assert check_ins(house) == []


@pytest.mark.parametrize("why", ["risk", "stop", "unsafe"])
def test_a_check_in_is_not_sent_after_risk_an_opt_out_or_when_texts_are_no_longer_safe(
    house: House, why: str
) -> None:
    asks(Partner(house, ADA), "1")
    due = check_ins(house)[0].due_at
    if why == "risk":
        house.text(ADA, URGENT)
        assert check_ins(house) == []
        return
    if why == "stop":
        house.text(ADA, "STOP")
    else:
        with house.parts.db.write() as tx:
            house.person(tx, ADA).safe_to_text = False
    house.later((due - house.parts.clock.now()).total_seconds() + 1)
    house.work()
    assert check_ins(house) == []
    assert not any("note that you asked for" in text for text in house.sender.to(ADA))


def test_a_lapse_is_passed_on_only_after_a_yes_and_is_no_alarm(house: House) -> None:
    person = Partner(house, GWEN)
    ask, left = ("utter_lapse_notice_ask", at("lapse_notice")), ("utter_lapse_notice_left", END)
    person.hears("tell my clinician", ask)
    assert person.hears("no", left, choice="lapse_notice_no") == ["utter_lapse_notice_not"]
    person.hears("tell my clinician", ask)
    assert person.hears("yes", left) == ["utter_lapse_notice_left"]
    assert house.escalation(GWEN) is None
    with house.parts.db.read() as tx:
        assert [one.kind for one in tx.query(Notice)] == ["lapse"]
        given = tx.query(Consent).filter(Consent.purpose == "lapse notice to clinician").one()
        assert len(given.wording_hash) == 64


def test_quiet_hours_end_on_the_right_day_in_any_zone(house: House) -> None:
    with house.parts.db.read() as tx:
        ada = house.person(tx, ADA)
        ada.time_zone, ada.quiet_from, ada.quiet_until = "Asia/Tokyo", 22, 8
        night = datetime(2026, 3, 1, 14, 0, tzinfo=UTC)  # 23:00 in Tokyo
        assert local.quiet_until(house.parts, ada, night) == datetime(2026, 3, 1, 23, 0, tzinfo=UTC)
        assert local.quiet_until(house.parts, ada, night - timedelta(hours=2)) is None
