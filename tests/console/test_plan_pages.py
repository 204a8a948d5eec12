"""The plan editor: exact words, order, versions, hints."""

import html
from typing import Any

import pytest

from holdfast.models import Person
from holdfast.plans import draft, lines, recall

STEPS = {
    "warning_signs": "I can\u2019t sit still\nI lie awake",
    "coping_strategies": "Ring the bells: \u201cone, two\u201d\nNa\u00efve drawings\nWalk <slowly>",
    "people_and_places": "The caf\u00e9: by the canal",
    "people_to_ask": "Auntie Jo: (415) 555-0161",
    "professionals": "Dr Okafor\u2019s desk: +44 20 7946 0120\nCrisis line: 988",
    "safer_surroundings": "Sleep at Jo's",
    "reasons": "My little brother",
}


@pytest.fixture
def ira(desk: Any) -> Any:
    """A clinician's browser."""
    return desk.signed_in("Ira Bell")


def _save(desk: Any, ira: Any, version: str = "1", **steps: str) -> Any:
    page = f"/console/people/{desk.person()}/plan"
    return desk.submit(ira, page, version=version, review_on="", **steps)


def _recalled(desk: Any) -> list[list[tuple[str, str | None]]]:
    with desk.parts.db.read() as tx:
        person = tx.get_one(Person, desk.person())
        return [recall.items(tx, desk.parts, person, step) for step in range(1, 8)]


def _shown(page: str, step: str) -> str:
    return html.unescape(page.split(f'id="f-{step}"')[1].split(">")[1].split("</textarea", maxsplit=1)[0])


def test_every_line_is_one_item_in_order_exactly_as_typed(desk: Any, ira: Any) -> None:
    assert _save(desk, ira, **STEPS).status_code == 303
    assert _recalled(desk) == [
        [("I can\u2019t sit still", None), ("I lie awake", None)],
        [
            ("Ring the bells: \u201cone, two\u201d", None),
            ("Na\u00efve drawings", None),
            ("Walk <slowly>", None),
        ],
        [("The caf\u00e9: by the canal", None)],
        [("Auntie Jo", "(415) 555-0161")],
        [("Dr Okafor\u2019s desk", "+44 20 7946 0120"), ("Crisis line: 988", None)],
        [("Sleep at Jo's", None)],
        [("My little brother", None)],
    ]


def test_what_is_shown_is_what_was_typed_and_saving_it_again_is_no_new_version(desk: Any, ira: Any) -> None:
    _save(desk, ira, **STEPS)
    page = ira.get(f"/console/people/{desk.person()}/plan").text
    shown = {step: _shown(page, step) for step in STEPS}
    assert shown == STEPS
    assert _save(desk, ira, "2", **shown).status_code == 303
    with desk.parts.db.read() as tx:
        assert len(recall.versions(tx, tx.get_one(Person, desk.person()))) == 2


def test_a_line_break_inside_an_item_survives_the_editor() -> None:
    items = [("Ring the bell\nthen sit", None), ("Sam", "202 555 0102")]
    assert lines.entries(lines.text(items)) == [
        "Ring the bell\nthen sit",
        {"name": "Sam", "phone": "202 555 0102"},
    ]


@pytest.mark.parametrize(
    ("step", "typed", "said"),
    [
        ("people_to_ask", "Jo: 415 555 0161\nSam: 123456789012345678", "Line 2: This is not a phone number"),
        ("reasons", "x" * 501, "Line 1: At most 500 characters"),
    ],
)
def test_a_fault_names_the_line_and_loses_nothing(
    desk: Any, ira: Any, step: str, typed: str, said: str
) -> None:
    answer = _save(desk, ira, **(STEPS | {step: typed}))
    assert answer.status_code == 422
    assert said in answer.text.split(f'id="f-{step}-fault">')[1]
    assert _shown(answer.text, step) == typed
    assert _shown(answer.text, "coping_strategies") == STEPS["coping_strategies"]
    assert _recalled(desk)[6] == [("My sister", None)]


def test_a_wrong_review_date_is_said_beside_it(desk: Any, ira: Any) -> None:
    page = f"/console/people/{desk.person()}/plan"
    answer = desk.submit(ira, page, version="1", review_on="soon", **STEPS)
    assert "Please give a day" in answer.text.split('id="f-review_on-fault">')[1]


def test_an_empty_plan_is_not_taken(desk: Any, ira: Any) -> None:
    answer = _save(desk, ira, **dict.fromkeys(STEPS, " \n"))
    assert "A plan needs at least one line" in answer.text
    assert _recalled(desk)[6] == [("My sister", None)]


def test_who_saves_second_keeps_their_words_and_overwrites_only_knowingly(desk: Any, ira: Any) -> None:
    noor = desk.signed_in("Noor Haddad")
    _save(desk, noor, reasons="Noor was first")
    late = _save(desk, ira, "1", reasons="Ira was second")
    assert late.status_code == 409
    assert _shown(late.text, "reasons") == "Ira was second"
    assert _recalled(desk)[6] == [("Noor was first", None)]
    assert 'name="version" value="2"' in late.text
    assert _save(desk, ira, "2", reasons="Ira was second").status_code == 303


def test_versions_differ_visibly_and_an_older_one_comes_back_as_it_was(desk: Any, ira: Any) -> None:
    before = _recalled(desk)
    _save(desk, ira, **STEPS)
    page = f"/console/people/{desk.person()}/plan/versions"
    listed = ira.get(page).text
    assert "Version 2, in force" in listed
    assert "by Ira Bell" in listed
    shown = html.unescape(ira.get(f"{page}/1").text)
    assert 'only in this version:</span> <span class="text" dir="auto">My sister' in shown
    assert 'only in the plan in force:</span> <span class="text" dir="auto">My little brother' in shown
    assert desk.submit(ira, f"{page}/1", f"{page}/1/restore").status_code == 303
    assert _recalled(desk) == before
    assert "Version 3, in force" in ira.get(page).text
    assert ira.get(f"{page}/9").status_code == 404


def test_hints_say_what_is_missing_and_stand_in_nobodys_way(desk: Any, ira: Any) -> None:
    page = f"/console/people/{desk.person()}/plan"
    assert "Three or more things to do alone" in ira.get(page).text
    assert "No date is set" in ira.get(page).text
    desk.submit(ira, page, version="1", review_on="2031-05-01", **STEPS)
    assert "Hints on the plan" not in ira.get(page).text
    assert 'value="2031-05-01"' in ira.get(page).text
    _save(desk, ira, "2", reasons="One line alone")
    assert "Some of the six steps are still empty" in ira.get(page).text


def test_a_draft_of_their_own_is_shown_as_such_and_becomes_the_plan_by_saving_only(
    desk: Any, ira: Any
) -> None:
    made = desk.submit(
        ira, "/console/people/new", "/console/people", name="Lou", phone="+14155550141", country="US"
    )
    lou = made.headers["location"].rsplit("/", 1)[1]
    with desk.parts.db.write() as tx:
        draft.add(tx, desk.parts, tx.get_one(Person, lou), 7, "The sea")
    page = f"/console/people/{lou}"
    assert "own draft" in ira.get(page).text
    desk.submit(ira, f"{page}/facts", name="Lou Marsh", phone="+14155550141", country="US")
    with desk.parts.db.read() as tx:
        assert [one.draft for one in recall.versions(tx, tx.get_one(Person, lou))] == [True]
    shown = ira.get(f"{page}/plan").text
    assert _shown(shown, "reasons") == "The sea"
    desk.submit(ira, f"{page}/plan", version="1", reasons="The sea")
    assert "own draft" not in ira.get(page).text


def test_the_printed_page_holds_the_whole_plan(desk: Any, ira: Any) -> None:
    page = html.unescape(ira.get(f"/console/people/{desk.person()}/plan/print").text)
    for words in ("I stop answering", "Rosa: +14155550112", "Rosa keeps the key", "My sister"):
        assert words in page


def test_what_is_written_in_a_plan_is_inert(desk: Any, ira: Any) -> None:
    _save(desk, ira, reasons="</textarea><script>alert(1)</script>")
    for part in ("", "/plan", "/plan/print", "/plan/versions/2"):
        assert "<script>alert" not in ira.get(f"/console/people/{desk.person()}{part}").text
