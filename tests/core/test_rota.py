"""Who is on duty when: shifts, overrides, stated unstaffed hours, and the hours that a rota forgot."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdfast import rota_commands, start
from holdfast.errors import ClinicFileError
from holdfast.handoff import rota, rota_file
from holdfast.handoff.shifts import Roster
from holdfast.settings import Settings
from tests.core import duty
from tests.core.conftest import Make
from tests.core.house import House
from tests.core.phones import EVERYONE_ON_CALL, KIT, NOE, NOOR, ROBIN, URGENT

WEEK = """
time_zone: America/New_York
shifts:
  - {who: Robin, days: mon-fri, from: 08:00, to: 20:00}
  - {who: Kit, days: "mon-fri", from: 08:00, to: 20:00}
  - {who: "+1 202 555 0153", days: [sat, sun], from: "20:00", to: "08:00"}
overrides:
  - {who: Noor, instead_of: Robin, dates: 2027-03-16}
  - {instead_of: Kit, dates: 2027-03-16..2027-03-17, from: 12:00, to: 20:00}
unstaffed:
  - {days: mon-fri, from: 20:00, to: 08:00}
  - {days: sat-sun, from: 08:00, to: 20:00}
  - {dates: 2027-03-18}
"""
IDS = {"Robin": "r", "Kit": "k", "Noor": "n", "12025550153": "n"}


def week(text: str = WEEK) -> Roster:
    return Roster.read(rota_file.parse(text.encode(), IDS))


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """A moment on the wall clock of New York in 2027 (15 March is a Monday; summer time began the day before)."""
    return datetime(2027, month, day, hour, minute, tzinfo=week().zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "on"),
    [
        (at(15, 8), ["r", "k"]),
        (at(15, 19, 59), ["r", "k"]),
        (at(15, 20), []),
        (at(15, 7, 59), []),  # Sunday's night shift ends on Monday at 8, so this is still hers
        (at(16, 9), ["n", "k"]),
        (at(16, 12), ["n"]),
        (at(17, 13), ["r"]),
        (at(18, 9), []),
        (at(20, 23), ["n"]),
        (at(21, 3), ["n"]),
        (at(22, 7), ["n"]),
    ],
)
def test_who_is_on_duty_follows_shifts_overrides_and_dated_closings(moment: datetime, on: list[str]) -> None:
    expected = ["n"] if moment == at(15, 7, 59) else on
    assert week().on_duty(moment) == expected


def test_shifts_are_in_wall_clock_time_on_both_sides_of_summer_time() -> None:
    assert week().on_duty(datetime(2027, 3, 12, 13, tzinfo=UTC)) == ["r", "k"]  # 8:00 in winter
    assert week().on_duty(datetime(2027, 3, 15, 12, tzinfo=UTC)) == ["r", "k"]  # 8:00 in summer
    assert week().on_duty(datetime(2027, 3, 15, 11, 59, tzinfo=UTC)) == ["n"]


def test_the_next_shift_is_found_over_a_closed_day() -> None:
    assert week().next_shift(at(17, 21)) == at(19, 8)
    assert week().stated_unstaffed(at(17, 21))
    assert week().stated_unstaffed(at(18, 9))
    assert not week().stated_unstaffed(at(17, 9))


def test_a_week_that_is_all_accounted_for_has_no_holes_and_a_forgotten_hour_is_one() -> None:
    assert week().holes(at(1, 0, month=2)) == []
    forgot = week(
        WEEK.replace("{days: mon-fri, from: 20:00, to: 08:00}", "{days: mon-fri, from: 21:00, to: 08:00}")
    )
    begins, ends = forgot.holes(at(1, 0, month=2))[0]
    assert (begins.hour, ends.hour) == (20, 21)


def test_a_sick_day_without_anyone_instead_is_a_hole() -> None:
    alone = WEEK.replace('  - {who: Kit, days: "mon-fri", from: 08:00, to: 20:00}\n', "")
    alone = alone.replace("who: Noor, instead_of: Robin", "instead_of: Robin").replace(
        "instead_of: Kit", "who: Kit"
    )
    holes = week(alone).holes(at(15, 0))
    assert [(begins.day, begins.hour, ends.hour) for begins, ends in holes] == [(16, 8, 12)]


@pytest.mark.parametrize(
    "wrong",
    [
        "time_zone: Mars/Base",
        WEEK.replace("who: Robin, days", "who: Nobody, days"),
        WEEK.replace("mon-fri", "funday"),
        WEEK.replace("from: 08:00", "from: 25:00"),
        WEEK.replace("2027-03-16..2027-03-17", "2027-03-17..2027-03-16"),
        WEEK.replace("dates: 2027-03-16}", "days: mon}"),
        WEEK + "surprise: 1\n",
        "- a list",
        "{",
    ],
)
def test_a_file_that_is_wrong_is_refused_by_place(wrong: str) -> None:
    with pytest.raises(ClinicFileError):
        week(wrong)


def test_what_is_written_out_reads_back_the_same() -> None:
    data = rota_file.parse(WEEK.encode(), IDS)
    written = rota_file.write(data, {"r": "Robin", "k": "Kit", "n": "Noor"})
    assert rota_file.parse(written.encode(), IDS) == data


def test_the_rungs_follow_the_rota(house: House) -> None:
    duty.on_duty(house, "Kit", "Noor")
    house.text(NOE, URGENT)
    house.work()
    assert [phone for phone in EVERYONE_ON_CALL if house.sender.to(phone)] == [KIT]
    house.later(61)
    house.work()
    assert house.sender.to(NOOR)
    assert not house.sender.to(ROBIN)
    house.later(180)
    house.work()
    assert house.sender.to(ROBIN), "the whole group is everyone, on duty or not"


def test_the_rota_is_read_at_every_rung(house: House) -> None:
    duty.on_duty(house, "Robin", "Kit")
    house.text(NOE, URGENT)
    house.work()
    duty.on_duty(house, "Robin", "Noor")
    house.later(61)
    house.work()
    assert house.sender.to(NOOR)
    assert not house.sender.to(KIT)


def test_without_a_rota_everyone_is_on_call_in_their_order(house: House) -> None:
    with house.parts.db.read() as tx:
        assert [one.name for one in rota.whom(tx, house.parts, "first_responder")] == ["Robin"]
        assert len(rota.whom(tx, house.parts, "group")) == 3


def test_a_forgotten_hour_alerts_as_if_there_were_no_rota(house: House) -> None:
    with house.parts.db.write() as tx:
        empty = {"time_zone": "UTC", "shifts": [], "overrides": [], "unstaffed": []}
        rota.replace(tx, house.parts, empty, "test")
    house.text(NOE, URGENT)
    house.work()
    assert house.sender.to(ROBIN)


def test_the_command_sets_shows_and_checks(
    new_house: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    house = new_house()
    settings = Settings(
        data_dir=str(house.folder), database_url=house.parts.db.url, keys=house.parts.settings.keys
    )
    file = tmp_path / "rota.yml"

    def run(do: str, path: Path | None = None) -> int:
        return rota_commands.run(settings, argparse.Namespace(do=do, file=path))

    assert run("show") == 0
    assert "no rota" in capsys.readouterr().out
    file.write_text(WEEK)
    assert run("check", file) == 0
    with house.parts.db.read() as tx:
        assert rota.newest(tx) is None
    assert run("set", file) == 0
    capsys.readouterr()
    assert run("show") == 0
    shown = capsys.readouterr().out
    assert "who: Robin" in shown
    assert "+1" not in shown
    file.write_text(WEEK.replace("{days: sat-sun, from: 08:00", "{days: sat-sun, from: 09:00"))
    assert run("set", file) == 1
    assert "neither staffed nor stated unstaffed" in capsys.readouterr().err
    with pytest.raises(ClinicFileError):
        run("set")


def test_production_does_not_start_with_a_forgotten_hour(house: House) -> None:
    roster = week(WEEK.replace("to: 20:00}\n  - {dates", "to: 19:00}\n  - {dates"))
    found = list(start.holes(roster, datetime.now(UTC)))
    assert any("neither staffed nor stated unstaffed" in reason for reason in found)
    assert len(found) <= 3
    assert not list(start.holes(week(), datetime.now(UTC)))
    settings = Settings(
        mode="production",
        data_dir=str(house.folder),
        database_url=house.parts.db.url,
        keys=house.parts.settings.keys,
    )
    assert not [reason for reason in start.reasons(settings) if "rota leaves" in reason]
    with house.parts.db.write() as tx:
        rota.replace(
            tx, house.parts, {"time_zone": "UTC", "shifts": [], "overrides": [], "unstaffed": []}, "test"
        )
    assert [reason for reason in start.reasons(settings) if "rota leaves" in reason]
