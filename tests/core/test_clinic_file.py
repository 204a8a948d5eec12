"""A clinic file: every fault is named by its place, never by its content."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.errors import ClinicFileError
from holdfast.plans.clinic_file import MAX_BYTES, ClinicFile
from holdfast.plans.place import MAX_ITEM

SECRET = "Zebulon"
PERSON: dict[str, Any] = {"name": SECRET, "phone": "+12025550161", "country": "US"}
CONTACT: dict[str, Any] = {"name": SECRET, "phone": "+12025550162"}


def parse(**changes: object) -> ClinicFile:
    return ClinicFile.parse(json.dumps({"people": [PERSON | changes]}).encode())


FAULTS: list[tuple[dict[str, object], str]] = [
    ({"name": ""}, "people[0].name"),
    ({"name": 7}, "people[0].name"),
    ({"name": "x" * (MAX_ITEM + 1)}, "people[0].name"),
    ({"name": SECRET + "\0"}, "people[0].name"),
    ({"name": SECRET + "\ud800"}, "people[0].name"),
    ({"phone": SECRET}, "people[0].phone"),
    ({"phone": "12"}, "people[0].phone"),
    ({"phone": None}, "people[0].phone"),
    ({"country": "USA"}, "people[0].country"),
    ({"country": "\u00c4\u00d6"}, "people[0].country"),
    ({"safe_to_text": "yes"}, "people[0].safe_to_text"),
    ({"plan_by_sms": 1}, "people[0].plan_by_sms"),
    ({"safe_to_call": "no"}, "people[0].safe_to_call"),
    ({"discreet_name": " "}, "people[0].discreet_name"),
    ({"discreet_name": ["D"]}, "people[0].discreet_name"),
    ({"plan": []}, "people[0].plan"),
    ({"plan": {"reasons": SECRET}}, "people[0].plan.reasons"),
    ({"plan": {"reasons": [[SECRET]]}}, "people[0].plan.reasons[0]"),
    ({"plan": {"reasons": ["ok", " "]}}, "people[0].plan.reasons[1]"),
    ({"plan": {"professionals": [{"phone": "+12025550163"}]}}, "people[0].plan.professionals[0].name"),
    (
        {"plan": {"people_to_ask": [{"name": SECRET, "phone": "nine"}]}},
        "people[0].plan.people_to_ask[0].phone",
    ),
    ({"contacts": {}}, "people[0].contacts"),
    ({"contacts": [CONTACT | {"notify_from": "always"}]}, "people[0].contacts[0].notify_from"),
    ({"contacts": [CONTACT | {"paused": "yes"}]}, "people[0].contacts[0].paused"),
    ({"contacts": [CONTACT | {"accepted": "yes"}]}, "people[0].contacts[0].accepted"),
    ({"contacts": [CONTACT | {"phone": PERSON["phone"]}]}, "people[0].contacts"),
    ({"contacts": [CONTACT, CONTACT]}, "people[0].contacts"),
]


@pytest.mark.parametrize(("changes", "place"), FAULTS)
def test_every_fault_is_named_by_its_place_and_not_by_its_content(
    changes: dict[str, object], place: str
) -> None:
    with pytest.raises(ClinicFileError) as fault:
        parse(**changes)
    assert place in str(fault.value)
    assert SECRET not in str(fault.value)


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "file must be an object"),
        (b'{"people": null}', "file.people"),
        (b'{"people": ["Zebulon"]}', "file.people[0]"),
        (b'{"responders": [{"name": "R", "phone": "+12025550161", "role": "boss"}]}', "responders[0].role"),
        (b'{"responders": [{"name": "R", "phone": "202 555 0161"}]}', "responders[0].phone"),
        (json.dumps({"people": [PERSON, PERSON]}).encode(), "file.people"),
        (b" " * (MAX_BYTES + 1), "larger than"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_sentence(raw: bytes, place: str) -> None:
    with pytest.raises(ClinicFileError) as fault:
        ClinicFile.parse(raw)
    assert place in str(fault.value)
    assert SECRET not in str(fault.value)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*PERSON, "plan"]), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["people", "responders"]), values))
def test_whatever_stands_in_it_a_file_is_read_or_refused(data: dict[str, Any]) -> None:
    try:
        ClinicFile.parse(json.dumps(data).encode())
    except ClinicFileError as fault:
        assert str(fault)


def test_what_is_left_out_has_the_careful_value() -> None:
    person = parse(contacts=[CONTACT]).people[0]
    assert (person.plan_by_sms, person.age_band, person.safe_to_text) == (False, "unknown", True)
    assert (person.contacts[0].accepted, person.contacts[0].notify_from) == (False, "tap")


def test_the_example_in_the_documents_is_a_clinic_file() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/clinic-file.md").read_text()
    clinic = ClinicFile.parse(page.split("```json\n")[1].split("```")[0].encode())
    assert [person.name for person in clinic.people] == ["Ana"]
    assert len(clinic.responders) == 2
