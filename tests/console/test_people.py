"""People and their contacts, as a clinician keeps them."""

import html
import json
from typing import Any

import pytest
import sqlalchemy as sa

from holdfast.models import Consent, Contact, Person
from holdfast.plans import export, invite, people

NEW = {
    "name": "Lou Marsh",
    "phone": "020 7946 0141",
    "country": "GB",
    "age_band": "25-34",
    "discreet_name": "",
}
ROSA = {"name": "Rosa", "phone": "+14155550112", "accepted": "yes", "notify_from": "urgent"}


@pytest.fixture
def ira(desk: Any) -> Any:
    """A clinician's browser."""
    return desk.signed_in("Ira Bell")


def _enrol(desk: Any, ira: Any, **changes: str) -> Any:
    return desk.submit(ira, "/console/people/new", "/console/people", **(NEW | changes))


def _contact(desk: Any, ira: Any, person: str, contact: str = "new", **typed: str) -> Any:
    page = f"/console/people/{person}/contacts"
    return desk.submit(ira, f"{page}/{contact}", page if contact == "new" else f"{page}/{contact}", **typed)


def _only_contact(desk: Any) -> Contact:
    with desk.parts.db.read() as tx:
        return tx.scalars(sa.select(Contact)).one()


def test_the_list_names_people_and_holds_no_word_of_theirs(desk: Any, ira: Any) -> None:
    page = ira.get("/console/people").text
    assert "Maya Lind" in page
    assert "Text message" in page
    assert "want to die" not in page


def test_someone_enrolled_by_the_page_is_who_a_clinic_file_would_have_made(desk: Any, ira: Any) -> None:
    made = _enrol(desk, ira, safe_to_text="yes", plan_by_sms="yes", consent_storing="yes", discreet_name="Lo")
    assert made.status_code == 303
    with desk.parts.db.read() as tx:
        lou = people.by_phone(tx, desk.parts, "+442079460141")
        record = export.record_of(tx, desk.parts, lou)
        consents = set(tx.scalars(sa.select(Consent.purpose).where(Consent.person_id == lou.id)))
    expected = {
        "name": "Lou Marsh", "phone": "+442079460141", "country": "GB", "age_band": "25-34", "discreet_name": "Lo",
        "safe_to_text": True, "safe_to_call": False, "plan_by_sms": True,
    }  # fmt: skip
    assert expected.items() <= record.items()
    assert consents == {"enrolled by clinic", "storing"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"phone": "seven"}, "not a phone number"),
        ({"phone": "020 7946 0141", "country": ""}, "not a phone number"),
        ({"name": " "}, "Please write a name"),
        ({"country": "ZZZ"}, "Please choose a country"),
        ({"phone": "+14155550111"}, "Someone here has this number already"),
    ],
)
def test_a_fault_is_said_beside_its_field_and_nothing_typed_is_lost(
    desk: Any, ira: Any, changes: dict[str, str], said: str
) -> None:
    answer = _enrol(desk, ira, discreet_name="Kestrel", safe_to_call="yes", consent_calls="yes", **changes)
    assert answer.status_code == 422
    field = next(iter(changes))
    assert f'id="f-{field}-fault">{said}' in answer.text.replace("This is ", "")
    assert 'value="Kestrel"' in answer.text
    for name in ("safe_to_call", "consent_calls"):
        assert f'name="{name}" value="yes" autocomplete="off" checked' in answer.text
    with desk.parts.db.read() as tx:
        assert len(people.enrolled(tx)) == 1


def test_a_stranger_who_wrote_before_becomes_who_is_enrolled(desk: Any, ira: Any) -> None:
    with desk.parts.db.write() as tx:
        stranger = people.add(tx, desk.parts, "+442079460141").id
    assert _enrol(desk, ira).headers["location"].endswith(stranger)


def test_what_is_known_is_changed_and_the_rest_stays(desk: Any, ira: Any) -> None:
    maya = desk.person()
    page = f"/console/people/{maya}/facts"
    answer = desk.submit(ira, page, name="Maya Lind", phone="+14155550119", country="US", safe_to_call="yes")
    assert answer.status_code == 303
    with desk.parts.db.read() as tx:
        person = tx.get_one(Person, maya)
        record = export.record_of(tx, desk.parts, person)
        assert people.by_phone(tx, desk.parts, "+14155550119") is person
    assert (record["safe_to_text"], record["safe_to_call"]) == (False, True)
    assert record["plan"]["reasons"] == ["My sister"]
    assert record["contacts"][0]["accepted"]
    with desk.parts.db.read() as tx:
        from holdfast.plans import recall

        assert [one.version for one in recall.versions(tx, tx.get_one(Person, maya))] == [1]


def test_a_number_of_someone_else_is_refused(desk: Any, ira: Any) -> None:
    _enrol(desk, ira)
    answer = desk.submit(
        ira, f"/console/people/{desk.person()}/facts", name="Maya", phone="+442079460141", country="US"
    )
    assert "Someone here has this number already" in answer.text


def test_a_contact_is_added_with_what_they_agreed_to(desk: Any, ira: Any) -> None:
    typed = {"name": "Jo", "phone": "(415) 555-0151", "accepted": "yes", "accepted_on": "2026-11-02",
             "notify_from": "care", "from": "08:00", "until": "22:00", "zone": "America/New_York"}  # fmt: skip
    assert _contact(desk, ira, desk.person(), **typed).status_code == 303
    with desk.parts.db.read() as tx:
        record = export.record_of(tx, desk.parts, tx.get_one(Person, desk.person()))
    assert record["contacts"][1] == {
        "name": "Jo", "phone": "+14155550151", "accepted": True, "notify_from": "care",
        "hours": "08:00-22:00 America/New_York", "accepted_on": "2026-11-02",
    }  # fmt: skip
    assert record["contacts"][0]["accepted"], "the one who was there is told as before"


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"phone": "+14155550111"}, "phone", "the person&#39;s own number"),
        ({"phone": "+14155550112"}, "phone", "Somebody else on this list"),
        ({"phone": "12"}, "phone", "not a phone number"),
        ({"from": "08:00"}, "hours", "both times"),
        ({"from": "08:00", "until": "22:00", "zone": "Nowhere/At_all"}, "hours", "time zone from the list"),
        ({"accepted_on": "soon"}, "accepted_on", "Please give a day"),
        ({"name": ""}, "name", "Please write a name"),
    ],
)
def test_what_does_not_fit_a_contact_is_said_beside_it(
    desk: Any, ira: Any, changes: dict[str, str], field: str, said: str
) -> None:
    typed = {"name": "Jo", "phone": "+14155550151", "notify_from": "emergency", "zone": "America/New_York"}
    answer = _contact(desk, ira, desk.person(), **(typed | changes))
    assert answer.status_code == 422
    beside = answer.text.split(f'id="f-{field}-fault">')[1].split("</p>")[0]
    assert said in beside
    assert '<option value="emergency" selected>' in answer.text
    assert _only_contact(desk)


def test_a_contact_is_renamed_renumbered_paused_and_told_no_more(desk: Any, ira: Any) -> None:
    rosa = _only_contact(desk).id
    form = ROSA | {"name": "Rosa Lind", "phone": "+14155550152", "paused": "yes"}
    assert _contact(desk, ira, desk.person(), rosa, **form).status_code == 303
    now = _only_contact(desk)
    assert (now.id, now.accepted, now.paused_unsafe) == (rosa, True, True)
    with desk.parts.db.read() as tx:
        same = tx.get_one(Contact, rosa)
        assert people.contact_phone(desk.parts, same) == "+14155550152"
        assert people.contact_name(desk.parts, same) == "Rosa Lind"
    assert "paused: not safe to tell now" in ira.get(f"/console/people/{desk.person()}").text
    del form["accepted"]
    _contact(desk, ira, desk.person(), rosa, **form)
    assert not _only_contact(desk).accepted


def test_consents_are_added_and_taken_back_and_all_stay(desk: Any, ira: Any) -> None:
    page = f"/console/people/{desk.person()}"
    desk.submit(ira, page, f"{page}/consents", purpose="calls")
    with desk.parts.db.read() as tx:
        given = tx.scalars(sa.select(Consent).where(Consent.purpose == "calls")).one()
    assert len(given.wording_hash) == 64
    assert desk.submit(ira, page, f"{page}/consents/{given.id}/take-back").status_code == 303
    assert desk.submit(ira, page, f"{page}/consents/{given.id}/take-back").status_code == 404
    desk.submit(ira, page, f"{page}/consents", purpose="calls")
    shown = ira.get(page).text
    assert shown.count("Our team may call this phone.") >= 2
    assert "taken back on" in shown
    assert desk.submit(ira, page, f"{page}/consents", purpose="anything").status_code == 400


def test_an_invite_code_is_shown_once_and_opens_the_chat(desk: Any, ira: Any) -> None:
    page = f"/console/people/{desk.person()}"
    code = desk.submit(ira, page, f"{page}/invite").text.split("<code>")[1].split("<")[0]
    assert code not in ira.get(page).text
    with desk.parts.db.write() as tx:
        assert invite.use(tx, desk.parts, code).id == desk.person()


def test_what_is_saved_as_a_file_can_be_taken_in_again(desk: Any, ira: Any) -> None:
    page = f"/console/people/{desk.person()}"
    answer = desk.submit(ira, page, f"{page}/export")
    assert "attachment" in answer.headers["content-disposition"]
    assert "Maya" not in answer.headers["content-disposition"]
    data = answer.json()
    data["people"][0]["plan"]["reasons"] = ["The sea"]
    csrf = ira.get(page).text.split('name="csrf" value="')[1].split('"')[0]

    def take_in(raw: bytes) -> Any:
        return ira.post(f"{page}/import", data={"csrf": csrf}, files={"file": ("person.json", raw)})

    assert take_in(json.dumps(data).encode()).status_code == 303
    assert "The sea" in ira.get(page).text
    data["people"][0]["phone"] = "+14155550199"
    for raw in (json.dumps(data).encode(), b"", b"{}", b'{"people": [{"name": 5}]}'):
        refused = take_in(raw)
        assert refused.status_code == 422
        assert "Nothing was changed" in refused.text


def test_no_address_and_no_title_holds_a_name_or_number(desk: Any, ira: Any) -> None:
    page = f"/console/people/{desk.person()}"
    for address in ("/console/people", page, f"{page}/facts", f"{page}/plan", f"{page}/plan/print"):
        text = html.unescape(ira.get(address).text)
        assert "Maya" not in text.split("<title>")[1].split("</title>")[0]
        for link in text.split('href="')[1:]:
            assert "Maya" not in link.split('"')[0]


def test_what_is_typed_is_in_no_log(desk: Any, ira: Any, capsys: pytest.CaptureFixture[str]) -> None:
    _enrol(desk, ira, discreet_name="Quokkaberry")
    _enrol(desk, ira, discreet_name="Quokkaberry", phone="none")
    said = capsys.readouterr()
    for word in ("Quokkaberry", "Lou", "7946"):
        assert word not in said.out + said.err
