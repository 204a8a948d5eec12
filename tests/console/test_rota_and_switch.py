"""The rota and the switch, by page."""

import html
import re
from typing import Any

import pytest
import sqlalchemy as sa

from holdfast.delivery import switch
from holdfast.handoff import rota
from holdfast.models import AuditEntry, Responder, Rota

WEEK = 'time_zone: America/New_York\nshifts: [{who: Sam Rivera, from: "00:00", to: "24:00"}]\n'
NIGHTS = 'time_zone: America/New_York\nshifts: [{who: Sam Rivera, from: "20:00", to: "08:00"}]\n'


@pytest.fixture
def noor(desk: Any) -> Any:
    """A supervisor's browser."""
    return desk.signed_in("Noor Haddad")


def _post(desk: Any, browser: Any, text: str, do: str = "set", version: str = "0") -> Any:
    return desk.submit(browser, "/console/rota", text=text, do=do, version=version)


def test_a_rota_that_is_set_is_in_force_and_shown_as_its_file(desk: Any, noor: Any) -> None:
    assert "everyone, at all hours" in noor.get("/console/rota").text
    assert _post(desk, noor, WEEK).status_code == 303
    page = html.unescape(noor.get("/console/rota").text)
    assert "On duty now: <strong>Sam Rivera</strong>" in page
    assert "who: Sam Rivera" in page
    with desk.parts.db.read() as tx:
        assert [one.name for one in rota.whom(tx, desk.parts, "first_responder")] == ["Sam Rivera"]
        assert rota.newest(tx).set_by == tx.scalar(
            sa.select(Responder.id).where(Responder.name == "Noor Haddad")
        )


def test_checking_names_forgotten_hours_and_sets_nothing(desk: Any, noor: Any) -> None:
    page = _post(desk, noor, NIGHTS, do="check")
    assert page.status_code == 200
    assert "is neither staffed nor stated unstaffed" in page.text
    assert "who: Sam Rivera" in page.text
    with desk.parts.db.read() as tx:
        assert tx.scalar(sa.select(Rota.id)) is None


def test_what_is_no_rota_is_said_and_stays_typed(desk: Any, noor: Any) -> None:
    for text, why in (("shifts: [", "not YAML"), (WEEK.replace("Sam", "Pat"), "no responder"), ("{}", "time_zone"),
                      (WEEK.replace("Sam Rivera", "Ira Bell"), "no responder")):  # fmt: skip
        page = _post(desk, noor, text)
        assert page.status_code == 422
        assert why in html.unescape(page.text)
        assert text.strip() in html.unescape(page.text)


def test_who_sets_second_keeps_their_text(desk: Any, noor: Any) -> None:
    _post(desk, noor, WEEK)
    late = _post(desk, desk.signed_in("Uli Kern"), NIGHTS)
    assert late.status_code == 409
    assert 'from: "20:00"' in html.unescape(late.text)
    assert _post(desk, noor, NIGHTS, version="1").status_code == 303


def test_a_rota_that_names_someone_no_longer_on_call_is_still_shown(desk: Any, noor: Any) -> None:
    _post(desk, noor, WEEK)
    with desk.parts.db.write() as tx:
        tx.execute(sa.update(Responder).where(Responder.name == "Sam Rivera").values(role="clinician"))
    assert "who: Sam Rivera" in noor.get("/console/rota").text


def test_responders_read_the_rota_and_do_not_set_it(desk: Any) -> None:
    page = desk.signed_in().get("/console/rota").text
    assert "On duty now" in page
    assert "<textarea" not in page


def test_the_switch_turns_once_and_says_who_turned_it(desk: Any, noor: Any) -> None:
    for _ in range(2):
        assert desk.submit(noor, "/console/switch", to="on").status_code == 303
    with desk.parts.db.read() as tx:
        assert switch.is_on(tx)
        verbs = list(tx.scalars(sa.select(AuditEntry.verb).where(AuditEntry.verb.like("crisis%"))))
    assert verbs == ["crisis_only_on"]
    assert "by Noor Haddad" in noor.get("/console/switch").text
    assert desk.submit(noor, "/console/switch", to="maybe").status_code == 400
    desk.submit(noor, "/console/switch", to="off")
    with desk.parts.db.read() as tx:
        assert not switch.is_on(tx)


def test_the_example_can_be_set_as_it_stands_and_leaves_no_hour(desk: Any, noor: Any) -> None:
    page = html.unescape(noor.get("/console/rota").text)
    example = page.split('aria-label="An example of a rota">')[1].split("</pre>")[0]
    assert "Sam Rivera" in example
    assert "Ira Bell" not in example, "clinicians are not on call"
    assert "Every hour is staffed or stated unstaffed" in _post(desk, noor, example, do="check").text
    assert _post(desk, noor, example).status_code == 303


def test_everyone_reads_who_is_on_duty_in_the_next_days(desk: Any, noor: Any) -> None:
    week = 'time_zone: UTC\nshifts: [{who: Sam Rivera, days: mon-fri, from: "20:00", to: "08:00"}]\n'
    week += 'unstaffed: [{days: sat-sun}, {days: fri, from: "08:00", to: "20:00"}]\n'
    _post(desk, noor, week)
    page = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", desk.signed_in("Ira Bell").get("/console/rota").text))
    assert re.search(r"Tuesday [\d-]+ (00:00|\d\d:\d\d) to 08:00 Sam Rivera", page)
    assert "08:00 to 20:00 everyone: no shift says who" in page
    assert re.search(r"Friday [\d-]+ (00:00 to 08:00 Sam Rivera )?08:00 to 20:00 nobody, as stated", page)
    assert re.search(r"Sunday [\d-]+ (\d\d:\d\d) to 24:00 nobody, as stated", page)
