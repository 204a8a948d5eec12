"""`holdfast review`: list, diff, sign, import, export."""

import csv
import json
from pathlib import Path

import pytest

from holdfast.content.reviews import ASKED, CHANGED, HALF, SIGNED, UNSIGNED
from holdfast.review import signing
from holdfast.review.choosing import UnknownUnit
from holdfast.review.returned import CannotRead
from holdfast.review.signing import CannotSign
from tests.review.conftest import SIGNER, Clinic, in_a_year

OTHER = ["--name", "Test Reviewer 2", "--registration", "TEST-2"]


def test_the_list_says_where_each_unit_stands_and_filters(clinic: Clinic) -> None:
    clinic.sign("utter_hello", "utter_safe")
    _, told = clinic.run("list", "--kind", "script")
    assert f"signed until {in_a_year()}" in told
    rows = {row.split()[-1]: row for row in told.splitlines()}
    assert "half signed" in next(row for row in told.splitlines() if "utter_safe" in row)
    assert "3 units: 1 half signed, 1 signed, 1 unsigned" in rows["unsigned"]
    assert "utter_bye" not in clinic.run("list", "--state", "half-signed")[1]
    assert "utter_safe" in clinic.run("list", "--crisis", "--topic", "safety")[1]
    assert "utter_hello" in clinic.run("list", "--ends-within", "400")[1]
    assert clinic.run("list", "--ends-within", "10")[1].startswith("0 units")


def test_the_list_as_json_names_file_and_code(clinic: Clinic) -> None:
    (row,) = json.loads(clinic.run("list", "--json", "utter_hello")[1])
    assert row["file"] == "data/responses/calm.yml:4"
    assert row["code"] == clinic.library().units["script/utter_hello"].code
    assert (row["state"], row["until"], row["signatures"]) == (UNSIGNED, None, 1)


def test_diff_shows_the_words_that_were_signed_beside_those_of_today(clinic: Clinic) -> None:
    clinic.sign("utter_hello")
    assert clinic.run("diff")[0] == 0
    clinic.rewrite("Hello, you. What would help?\n    buttons", "Hello. What would help?\n    buttons")
    status, told = clinic.run("diff")
    assert status == 1
    assert "-| Hello, you. What would help?" in told
    assert "+| Hello. What would help?" in told
    assert clinic.state("script/utter_hello") == CHANGED


def test_diff_names_what_was_signed_and_is_gone(clinic: Clinic) -> None:
    clinic.sign("utter_bye")
    clinic.rewrite("utter_bye", "utter_ciao")
    assert "script/utter_bye: was signed, and is no longer there" in clinic.run("diff")[1]


def test_sign_asks_for_the_name_after_showing_the_words(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    for answer, state in (("yes", UNSIGNED), ("test reviewer 1", SIGNED)):
        asked: list[str] = []
        monkeypatch.setattr("builtins.input", lambda text, a=answer, s=asked: s.append(text) or a)
        _, told = clinic.run("sign", *SIGNER, "utter_bye")
        assert "| Goodbye for now." in told
        assert asked[0].startswith(f"1 units until {in_a_year()}")
        assert clinic.state("script/utter_bye") == state


def test_sign_without_anybody_to_ask_or_anything_to_sign_is_refused(clinic: Clinic) -> None:
    with pytest.raises(CannotSign, match="nobody to ask"):
        clinic.run("sign", *SIGNER, "utter_bye")
    with pytest.raises(CannotSign, match="what you sign"):
        clinic.sign()


def test_a_code_from_paper_signs_those_words_only(clinic: Clinic) -> None:
    code = clinic.library().units["script/utter_bye"].code
    clinic.rewrite("Goodbye for now.", "Goodbye, for now.")
    with pytest.raises(UnknownUnit, match="no longer those"):
        clinic.sign(f"utter_bye:{code}")
    code = clinic.library().units["script/utter_bye"].code.lower()
    assert clinic.sign(f"utter_bye:{code}")[0] == 0
    with pytest.raises(UnknownUnit, match="no such unit"):
        clinic.sign("utter_nothing")


def test_the_same_signature_again_is_written_once(clinic: Clinic) -> None:
    clinic.sign("utter_bye")
    clinic.sign("utter_bye")
    assert (clinic.reviews / "test-reviewer-1.yml").read_text().count("- unit:") == 1


def returned(clinic: Clinic, path: Path, **changes: object) -> Path:
    units = clinic.library().units
    decisions = [
        {"unit": name, "code": units[name].digest, "decision": decision, "comment": comment}
        for name, decision, comment in (
            ("script/utter_safe", "approve", ""),
            ("script/utter_bye", "change", "Say when."),
        )
    ]
    reviewer = {
        "name": "Test Reviewer 1",
        "registration": "TEST-1",
        "role": "a test",
        "signed": "",
        "expires": "",
    }
    path.write_text(
        json.dumps({"holdfast": "review", "reviewer": reviewer, "decisions": decisions, **changes})
    )
    return path


def test_a_returned_sheet_is_taken_in(clinic: Clinic, tmp_path: Path) -> None:
    sheet = returned(clinic, tmp_path / "sheet.json")
    status, told = clinic.run("import", str(sheet))
    assert status == 0
    assert "asks for a change: script/utter_bye: Say when." in told
    assert clinic.state("script/utter_safe") == HALF
    assert clinic.state("script/utter_bye") == ASKED
    assert clinic.run("import", str(sheet), *OTHER)[0] == 0
    assert clinic.state("script/utter_safe") == SIGNED


def test_a_sheet_whose_words_have_changed_meanwhile_signs_the_rest(clinic: Clinic, tmp_path: Path) -> None:
    sheet = returned(clinic, tmp_path / "sheet.json")
    clinic.rewrite("Goodbye for now.", "Goodbye, for now.")
    status, told = clinic.run("import", str(sheet))
    assert status == 1
    assert "no longer those of code" in told
    assert clinic.state("script/utter_safe") == HALF
    assert clinic.state("script/utter_bye") == UNSIGNED


def test_a_table_filled_in_by_hand_will_do(clinic: Clinic, tmp_path: Path) -> None:
    units = clinic.library().units
    sheet = tmp_path / "sheet.csv"
    with sheet.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["unit", "code", "decision", "comment", "name", "registration", "role", "expires"])
        signer = ["Test Reviewer 1", "TEST-1", "a test", f"{in_a_year()}"]
        table.writerow(["utter_hello", units["script/utter_hello"].code, "x", "", *signer])
        table.writerow(["utter_bye", units["script/utter_bye"].code, "", "", *signer])
    assert clinic.run("import", str(sheet))[0] == 0
    assert (clinic.state("script/utter_hello"), clinic.state("script/utter_bye")) == (SIGNED, UNSIGNED)


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("a.json", "[]", "decisions"),
        ("a.json", "{", "line 1"),
        ("a.json", '{"decisions": [{"unit": "a", "code": "12", "decision": "approve"}]}', "8 digits"),
        ("a.json", '{"decisions": [{"unit": "a", "code": "12345678", "decision": "maybe"}]}', "decision 1"),
        ("a.json", '{"decisions": [7]}', "no unit"),
        ("a.csv", "name\nx\n", "first row"),
        ("a.json", '{"reviewer": {"expires": "soon"}, "decisions": []}', "expires: must be a date"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_with_its_place(
    clinic: Clinic, tmp_path: Path, name: str, text: str, fault: str
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(CannotRead, match=fault):
        clinic.run("import", str(tmp_path / name))
    assert not clinic.reviews.exists()


def test_the_export_lists_who_signed_which_words(clinic: Clinic, tmp_path: Path) -> None:
    clinic.sign("utter_hello", "--name", "=Test")
    page, table = tmp_path / "signed.html", tmp_path / "signed.csv"
    assert "1 of " in clinic.run("export", "--out", str(page))[1]
    assert "Hello, you. What would help?" in page.read_text()
    assert "utter_bye" not in page.read_text()
    clinic.run("export", "--out", str(table))
    (row,) = csv.DictReader(table.read_text().splitlines())
    assert row["unit"] == "script/utter_hello"
    assert row["reviewer"] == "'=Test", "a spreadsheet would run it"
    assert row["signed"] == f"{signing.in_years(in_a_year(), -1)}"
