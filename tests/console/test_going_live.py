"""Lines, policy and the way to production: what the pages say follows from the record and the files."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from holdfast import checkup, readiness
from holdfast.console.accounts import DEMO_PASSWORD
from holdfast.console.views import lines as view
from holdfast.content import Library
from holdfast.models import Attestation, AuditEntry
from holdfast.settings import Settings
from tests.review.signatures import person, sign

US = "/console/lines/US"
CALL = "line/us-988-call"


@pytest.fixture(autouse=True)
def unsigned(quiet_desk: Any) -> Any:
    """The words are loaded once for all tests."""
    yield
    quiet_desk.parts.library.reviews.take_in([], None)


def _confirm(desk: Any, name: str, unit: str = CALL, **other: str) -> Any:
    given = {
        f"decision {unit}": "approve", f"code {unit}": desk.parts.library.units[unit].digest, "role": "operator",
        "expires": str(desk.parts.library.today() + timedelta(90)), "password": DEMO_PASSWORD,
    }  # fmt: skip
    return desk.submit(desk.signed_in(name), US, **{**given, **other})


def test_an_operator_confirms_a_line_today(quiet_desk: Any) -> None:
    before = quiet_desk.signed_in("Sam Rivera").get(US).text
    assert "Not confirmed: not served in production" in before
    assert "I reached it" not in before, "a responder reads"
    assert _confirm(quiet_desk, "Uli Kern").status_code == 303
    after = quiet_desk.signed_in("Uli Kern").get(US).text
    until = quiet_desk.parts.library.today() + timedelta(90)
    assert f"Confirmed until {until}" in after
    assert "Confirmed today by Uli Kern, operator" in after
    assert "1 of" in quiet_desk.signed_in("Uli Kern").get("/console/lines").text
    assert quiet_desk.parts.library.lines.vouched(_line(quiet_desk), until - timedelta(1))
    assert not quiet_desk.parts.library.lines.vouched(_line(quiet_desk), until)
    later = replace(quiet_desk.parts.library, today=lambda: until)
    assert next(one.state for one in view.entries(later, "US") if one.unit.name == CALL) == "expired"


def _line(desk: Any) -> Any:
    return next(line for line in desk.parts.library.lines.records if line.unit == CALL)


def test_what_is_in_conflict_is_marked_and_cannot_be_confirmed(quiet_desk: Any) -> None:
    lines = quiet_desk.parts.library.lines
    conflict = next(line for line in lines.records if line.conflict)
    page = quiet_desk.signed_in("Uli Kern").get(f"/console/lines/{conflict.country}").text
    assert "In conflict: served nowhere" in page
    assert f"decision {conflict.unit}" not in page
    unit = quiet_desk.parts.library.units[conflict.unit]
    answer = quiet_desk.submit(
        quiet_desk.signed_in("Uli Kern"), f"/console/lines/{conflict.country}",
        **{f"decision {unit.name}": "approve", f"code {unit.name}": unit.digest, "role": "operator",
           "expires": str(lines.today() + timedelta(9)), "password": DEMO_PASSWORD},
    )  # fmt: skip
    assert answer.status_code == 422


def test_a_wrong_password_confirms_nothing(quiet_desk: Any) -> None:
    assert _confirm(quiet_desk, "Uli Kern", password="guess").status_code == 422
    with quiet_desk.parts.db.read() as tx:
        assert tx.scalar(sa.select(AuditEntry.id).where(AuditEntry.verb == "confirmed_lines")) is None


def test_the_policy_is_said_in_words_from_the_files(quiet_desk: Any) -> None:
    page = " ".join(
        re.sub("<[^>]+>", " ", quiet_desk.signed_in("Sam Rivera").get("/console/policy").text).split()
    )
    for said in (
        "At once: the first responder by text, and a call to the first responder",
        "After 15 min: the first responder by text, and a call to the first responder, by day only",
        "Then every 3 min, until somebody takes it: everyone on call by text",
        "at most 2 at a time, each at most once in 24 h, and only within 183 days",
        "Thoughts of suicide : Urgent; told of the past, of others or of a film: Care",
        "told so after 1 min, after 5 min, after 30 min",
        "Whoever takes a person writes within 5 min",
    ):
        assert said in page, said


def _steps(
    desk: Any, library: Library | None = None, settings: Settings | None = None
) -> dict[str, readiness.Step]:
    with desk.parts.db.read() as tx:
        found = readiness.steps(
            settings or desk.parts.settings, library or desk.parts.library, tx, desk.parts.clock.now()
        )
    return {step.name: step for step in found}


def test_the_way_to_production_is_looked_up_and_not_a_list(quiet_desk: Any, tmp_path: Any) -> None:
    before = _steps(quiet_desk)
    assert list(before) == ["words", "lines", "twilio", "rota", "accounts", "page", "backup", "keys", "mode"]
    assert [name for name, step in before.items() if step.state == "done"] == []
    library = Library.load(quiet_desk.parts.library.folder, reviews=tmp_path)
    today = library.today()
    two = [person(n, signed=today, expires=today + timedelta(30)) for n in (1, 2)]
    wanted = [unit for unit in library.units.values() if unit.kind != "line" or unit.topic == "US"]
    sign(library, tmp_path, wanted, *two)
    library = Library.load(quiet_desk.parts.library.folder, reviews=tmp_path)
    settings = Settings(
        mode="production", region="US", keys=quiet_desk.parts.settings.key_ring(), twilio_account_sid="AC1",
        twilio_auth_token="t", twilio_from="+12025550100", public_url="https://example.org",
    )  # fmt: skip
    quiet_desk.speak("hello")
    desk = quiet_desk.signed_in("Uli Kern")
    for name in ("backup", "twilio"):
        assert quiet_desk.submit(desk, "/console/going-live", name=name).status_code == 303
    after = _steps(quiet_desk, library, settings)
    assert {name for name, step in after.items() if step.state == "done"} == {
        "words", "lines", "twilio", "accounts", "backup", "keys", "mode",
    }  # fmt: skip
    assert after["page"].lacks == [
        "Sam Rivera has answered no test page in 30 days",
        "Noor Haddad has answered no test page in 30 days",
    ]
    assert after["rota"].state == "advised"
    quiet_desk.wait(timedelta(days=91))
    later = _steps(quiet_desk, library, settings)
    assert (later["backup"].state, later["twilio"].state) == ("advised", "advised")


def test_simulated_phones_are_no_account(quiet_desk: Any) -> None:
    settings = replace(quiet_desk.parts.settings).with_simulator(8000)
    assert "HOLDFAST_TWILIO_ACCOUNT_SID is not set" in _steps(quiet_desk, settings=settings)["twilio"].lacks


def test_the_page_names_each_step_with_its_place(quiet_desk: Any) -> None:
    page = quiet_desk.signed_in("Ira Bell").get("/console/going-live").text
    for shown in (
        "Production does not start without it", 'href="/console/words"', 'href="/console/lines"',
        "holdfast twilio check", "scripts are not signed", "HOLDFAST_MODE is demo",
    ):  # fmt: skip
        assert shown in page, shown
    assert "I restored a backup" not in page, "a clinician does not say so"
    with quiet_desk.parts.db.read() as tx:
        assert tx.scalar(sa.select(Attestation.id)) is None


def test_the_command_says_the_same_without_a_database(
    tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert checkup.production(Settings(data_dir=str(tmp_path / "none"))) == 1
    said = capsys.readouterr().out
    assert said.startswith("1. Sign the words: open (holdfast review list)")
    assert "nobody is on call" in said
    assert not (tmp_path / "none").exists()
