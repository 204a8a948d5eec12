"""The words: what waits, what is shown of it, and what a signature given here does."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from holdfast import signatures
from holdfast.console.accounts import DEMO_PASSWORD, set_password
from holdfast.content import Library
from holdfast.content.reviews import load_reviews
from holdfast.models import AuditEntry, Responder, Signature
from holdfast.review import signing
from tests.review.signatures import person

OWN = "a password of my own"
PAGE = "/console/words/script/safety"
CARE = "script/utter_safety_care"
BREATHING = "/console/words/script/breathing"


@pytest.fixture(autouse=True)
def unsigned(quiet_desk: Any) -> Any:
    """The words are loaded once for all tests: what was signed in one is not signed in the next."""
    yield
    quiet_desk.parts.library.reviews.take_in([], None)


def _own_password(desk: Any, name: str) -> None:
    with desk.parts.db.write() as tx:
        responder = tx.scalars(sa.select(Responder).where(Responder.name == name)).one()
        set_password(tx, responder, OWN)


def _sign(
    desk: Any, browser: TestClient, page: str, unit: str, decision: str = "approve", password: str = DEMO_PASSWORD,
    **other: str,
) -> Any:  # fmt: skip
    code = desk.parts.library.units[unit].digest
    given = {
        f"decision {unit}": decision, f"code {unit}": code, "registration": "R 1", "role": "psychiatrist",
        "password": password,
    }  # fmt: skip
    given["expires"] = str(signing.in_years(desk.parts.library.today(), 1))
    return desk.submit(browser, f"{page}?show=all", page, **{**given, **other})


def _state(desk: Any, unit: str) -> str:
    library = signatures.current(desk.parts.db, desk.parts.library, demo=True)
    return library.standing(library.units[unit]).state


def test_a_piece_is_shown_as_people_see_it(quiet_desk: Any) -> None:
    page = quiet_desk.signed_in("Ira Bell").get(PAGE).text
    for shown in ("In the web chat", "As a text message", "On a locked phone", "part", "Where it is used", CARE,
                  "two reviewers", "Call or text 988 any time.", "Reading grade"):  # fmt: skip
        assert shown in page, shown


def test_two_different_people_sign_what_is_said_in_a_crisis(quiet_desk: Any) -> None:
    ira, noor = quiet_desk.signed_in("Ira Bell"), quiet_desk.signed_in("Noor Haddad")
    assert _sign(quiet_desk, ira, PAGE, CARE).status_code == 303
    assert _state(quiet_desk, CARE) == "half signed"
    assert f"{CARE}<" not in ira.get(PAGE).text, "it no longer waits for her"
    assert _sign(quiet_desk, ira, PAGE, CARE, registration="another").status_code == 303
    assert _state(quiet_desk, CARE) == "half signed"
    assert f"{CARE}<" in noor.get(PAGE).text
    assert _sign(quiet_desk, noor, PAGE, CARE, registration="R 2").status_code == 303
    assert _state(quiet_desk, CARE) == "signed"
    listed = noor.get("/console/words/signed").text
    assert "Ira Bell" in listed
    assert quiet_desk.parts.library.units[CARE].digest in listed
    assert CARE in noor.get("/console/words/signed.csv").text
    with quiet_desk.parts.db.read() as tx:
        about = tx.scalars(sa.select(AuditEntry.about).where(AuditEntry.verb == "signed_words")).first()
    assert about == "1 approved, 0 to be changed"


def test_one_person_under_two_names_stays_one(quiet_desk: Any) -> None:
    _sign(quiet_desk, quiet_desk.signed_in("Ira Bell"), PAGE, CARE)
    with quiet_desk.parts.db.write() as tx:
        tx.execute(sa.update(Responder).where(Responder.name == "Ira Bell").values(name="Ira Bell-Roth"))
    _sign(quiet_desk, quiet_desk.signed_in("Ira Bell-Roth"), PAGE, CARE, registration="R 9")
    assert _state(quiet_desk, CARE) == "half signed"


def test_whoever_asks_for_a_change_stops_the_words_and_says_why(quiet_desk: Any) -> None:
    ira, unit = quiet_desk.signed_in("Ira Bell"), "script/utter_breathing_end"
    assert _sign(quiet_desk, ira, BREATHING, unit).status_code == 303
    assert _state(quiet_desk, unit) == "signed"
    assert "say what should change" in _sign(quiet_desk, ira, BREATHING, unit, "change").text
    other = {f"comment {unit}": "Shorter, please."}
    assert _sign(quiet_desk, ira, BREATHING, unit, "change", **other).status_code == 303
    assert _state(quiet_desk, unit) == "change asked for"
    assert "Shorter, please." in ira.get(f"{BREATHING}?show=all").text


def test_nothing_is_signed_without_the_password_or_for_other_words(quiet_desk: Any) -> None:
    ira, unit = quiet_desk.signed_in("Ira Bell"), "script/utter_breathing_end"
    wrong = _sign(quiet_desk, ira, BREATHING, unit, password="guess", **{f"comment {unit}": "kept"})
    assert (wrong.status_code, "This is not your password." in wrong.text) == (422, True)
    assert "kept" in wrong.text
    assert "guess" not in wrong.text
    assert "checked" in wrong.text.split(f'name="decision {unit}" value="approve"')[1].split(">")[0]
    changed = _sign(quiet_desk, ira, BREATHING, unit, **{f"code {unit}": "0" * 64})
    assert "changed meanwhile" in changed.text
    for given in ({"expires": "tomorrow"}, {"expires": "2099-01-01"}, {"registration": ""}, {"role": " "}):
        assert _sign(quiet_desk, ira, BREATHING, unit, **given).status_code == 422, given
    assert desk_has_none(quiet_desk)
    for _ in range(5):
        last = _sign(quiet_desk, ira, BREATHING, unit, password="guess")
    assert last.status_code == 429


def desk_has_none(desk: Any) -> bool:
    with desk.parts.db.read() as tx:
        return tx.scalar(sa.select(sa.func.count()).select_from(Signature)) == 0


def test_the_password_of_the_demonstration_signs_for_the_demonstration_alone(quiet_desk: Any) -> None:
    trial, real = "script/utter_breathing_end", "script/utter_breathing_first"
    _sign(quiet_desk, quiet_desk.signed_in("Ira Bell"), BREATHING, trial)
    _own_password(quiet_desk, "Noor Haddad")
    noor = quiet_desk.signed_in("Noor Haddad")
    assert _sign(quiet_desk, noor, BREATHING, real, password=OWN).status_code == 303
    reviews = Library.load(quiet_desk.parts.library.folder).reviews
    signatures.refresh(quiet_desk.parts.db, reviews, demo=False)
    assert set(reviews.by_unit) == {real}
    assert trial not in noor.get("/console/words/records.yml").text


def test_the_records_are_a_file_that_another_installation_reads(quiet_desk: Any, tmp_path: Any) -> None:
    unit = "script/utter_breathing_first"
    _own_password(quiet_desk, "Noor Haddad")
    noor = quiet_desk.signed_in("Noor Haddad")
    assert noor.get("/console/words/records.yml").text == "reviews: []\n"
    _sign(quiet_desk, noor, BREATHING, unit, password=OWN)
    (tmp_path / "console.yml").write_bytes(noor.get("/console/words/records.yml").content)
    library = Library.load(quiet_desk.parts.library.folder, reviews=tmp_path)
    assert library.standing(library.units[unit]).state == "signed"
    assert [one.reviewer for one in load_reviews(tmp_path).by_unit[unit]] == ["Noor Haddad"]


def test_what_was_signed_before_stands_beside_what_is_there_now(quiet_desk: Any) -> None:
    library, unit = quiet_desk.parts.library, "script/utter_breathing_end"
    words = library.units[unit].words.replace("web:\n| ", "web:\n| Old words first. ", 1)
    day = library.today() - timedelta(3)
    old = signing.record(
        replace(library.units[unit], words=words), person(signed=day, expires=day + timedelta(300))
    )
    library.reviews.take_in([old], signatures_stamp(quiet_desk))
    page = quiet_desk.signed_in("Ira Bell").get(BREATHING).text
    before, now = page.split("As it was signed on")[1].split("As it is now")
    assert "Old words first." in before
    assert "Old words first." not in now.split("</section>")[0].split("What changed")[0]
    assert "Changed since" in page


def signatures_stamp(desk: Any) -> object:
    """So that the next look does not take it out again."""
    signatures.current(desk.parts.db, desk.parts.library, demo=True)
    return desk.parts.library.reviews.stamp


def test_a_signature_that_ends_soon_is_named(quiet_desk: Any) -> None:
    ira, unit = quiet_desk.signed_in("Ira Bell"), "script/utter_breathing_end"
    soon = str(quiet_desk.parts.library.today() + timedelta(10))
    _sign(quiet_desk, ira, BREATHING, unit, expires=soon)
    assert f"{unit}: {soon}" in ira.get("/console/words").text


def test_an_operator_reads_and_does_not_sign(quiet_desk: Any) -> None:
    page = quiet_desk.signed_in("Uli Kern").get(PAGE).text
    assert "Clinicians and supervisors sign." in page
    assert "decision script" not in page
    assert quiet_desk.signed_in("Sam Rivera").get(PAGE).status_code == 403


def test_what_is_no_topic_is_not_found(quiet_desk: Any) -> None:
    ira = quiet_desk.signed_in("Ira Bell")
    for address in ("script/nothing", "nothing/safety", "line/US"):
        assert ira.get(f"/console/words/{address}").status_code == 404
