"""The report of a month, and the small plot of urges: numbers that tell of nobody, and nothing that was not agreed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from holdfast import report_command
from holdfast.handoff import month
from holdfast.models import Escalation, EscalationEvent, Notice, Person, Rating, Responder
from holdfast.plans import people
from holdfast.settings import Settings

BEGIN = datetime(2027, 3, 1, tzinfo=UTC)
END = datetime(2027, 4, 1, tzinfo=UTC)


def _handoffs(desk: Any, number: int, seconds: int = 60) -> None:
    """So many, each of another person, taken and answered after a while that grows."""
    with desk.parts.db.write() as tx:
        for n in range(number):
            person = people.add(tx, desk.parts, f"+1415555{2000 + n}")
            talk = people.conversation(tx, desk.parts, person, "sms")
            at = BEGIN + timedelta(days=1, hours=n)
            row = Escalation(
                person_id=person.id, conversation_id=talk.id, code=f"C{n}", level="urgent", state="closed",
                opened_at=at, ladder_from=at, closed_by=_someone(tx), closed_at=at + timedelta(hours=1),
                outcome="safe_for_now",
            )  # fmt: skip
            tx.add(row)
            tx.flush()
            taken = at + timedelta(seconds=seconds * (n + 1))
            for verb, when in (("acknowledged", taken), ("first_word", taken + timedelta(seconds=30))):
                tx.add(EscalationEvent(escalation_id=row.id, verb=verb, actor="r", facts={}, at=when))


def _someone(tx: Any) -> str:
    return str(tx.scalar(sa.select(Responder.id)))


def _read(desk: Any) -> month.Month:
    with desk.parts.db.read() as tx:
        return month.read(tx, desk.parts.library, BEGIN, END)


def test_small_counts_and_times_of_few_are_not_shown(quiet_desk: Any) -> None:
    _handoffs(quiet_desk, 4)
    few = _read(quiet_desk)
    assert (str(few.handoffs), str(few.levels["urgent"]), str(few.outcomes["safe_for_now"])) == (
        "1 to 4",
    ) * 3
    assert (few.acknowledged.median, few.acknowledged.p90) == (None, None)
    assert str(few.alerts_failed) == "0"


def test_times_are_the_middle_and_the_slow_end(quiet_desk: Any) -> None:
    _handoffs(quiet_desk, 11)
    found = _read(quiet_desk)
    assert str(found.handoffs) == "11"
    assert found.acknowledged.median == timedelta(seconds=360)
    assert found.acknowledged.p90 == timedelta(seconds=600)
    assert found.first_word.median == timedelta(seconds=390)
    assert str(found.taken_late) == "0"


def test_what_nobody_took_in_time_is_a_miss(quiet_desk: Any) -> None:
    _handoffs(quiet_desk, 6, seconds=1801)
    assert str(_read(quiet_desk).taken_late) == "6"


def test_a_line_that_was_given_is_counted_and_the_watchdog_is_not(desk: Any) -> None:
    now = desk.parts.clock.now()
    with desk.parts.db.write() as tx:
        found = month.read(tx, desk.parts.library, now - timedelta(hours=1), now + timedelta(hours=1))
        assert (found.people.exact, found.handoffs.exact) == (1, 1)
        assert found.lines_given.exact >= 1
        assert found.people_given_a_line.exact == 1
        tx.execute(sa.update(Person).values(canary=True))
    with desk.parts.db.read() as tx:
        found = month.read(tx, desk.parts.library, now - timedelta(hours=1), now + timedelta(hours=1))
    assert (found.people.exact, found.handoffs.exact, found.lines_given.exact) == (0, 0, 0)


def test_the_page_and_the_command_say_it_without_a_name(
    desk: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = desk.signed_in("Uli Kern")
    page = browser.get("/console/report").text
    assert "1 to 4" in page
    assert "Maya" not in page
    assert browser.get("/console/report?of=2027-13").status_code == 400
    assert browser.get("/console/report?of=soon").status_code == 400
    file = desk.parts.db.url
    settings = Settings(database_url=file, data_dir=desk.parts.settings.data_dir)
    assert report_command.run(settings, f"{desk.parts.clock.now():%Y-%m}") == 0
    assert "handoffs: 1 to 4" in capsys.readouterr().out
    assert report_command.run(settings, "soon") == 2


def _rate(desk: Any, before: int, after: int | None, days: int, tool: str = "start_breathing") -> None:
    at = desk.parts.clock.now() - timedelta(days=days)
    with desk.parts.db.write() as tx:
        tx.add(Rating(person_id=desk.person(), before=before, after=after, tool=tool, at=at, after_at=at))


def test_urges_are_a_plot_and_the_same_numbers_a_table(quiet_desk: Any) -> None:
    ira, page = quiet_desk.signed_in("Ira Bell"), f"/console/people/{quiet_desk.person()}"
    assert "They have noted none." in ira.get(page).text
    _rate(quiet_desk, 8, 5, 20)
    _rate(quiet_desk, 6, None, 10)
    _rate(quiet_desk, 7, 3, 1)
    shown = ira.get(page).text
    plot, table = shown.split('<svg class="plot"')[1].split("</svg>")
    assert plot.count('class="before"') == 3
    assert plot.count('class="after"') == 2
    assert "<td>8</td><td>5</td>" in table
    assert "<td>6</td><td>not given</td>" in table
    assert "-3.5 on average, 2 times" in table
    assert "style=" not in shown


def test_a_lapse_is_shown_only_when_they_wanted_it_known(quiet_desk: Any) -> None:
    ira, page = quiet_desk.signed_in("Ira Bell"), f"/console/people/{quiet_desk.person()}"
    _rate(quiet_desk, 8, 5, 20)
    _rate(quiet_desk, 7, 3, 1)
    assert "lapse" not in ira.get(page).text.split('id="urges"')[1].split("</section>")[0]
    with quiet_desk.parts.db.write() as tx:
        at = quiet_desk.parts.clock.now() - timedelta(days=5)
        tx.add(Notice(person_id=quiet_desk.person(), kind="lapse", at=at))
    shown = ira.get(page).text.split('id="urges"')[1].split("</section>")[0]
    assert 'class="lapse"' in shown
    assert "A lapse that they wanted you to know of" in shown
