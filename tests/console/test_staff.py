"""Who is on call, kept by page; and the audit."""

import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from holdfast.console import audit, fields
from holdfast.handoff import rota
from holdfast.models import AuditEntry, Responder
from holdfast.plans import people


@pytest.fixture
def ira(desk: Any) -> Any:
    """A clinician's browser."""
    return desk.signed_in("Ira Bell")


def _add(desk: Any, browser: Any, **typed: str) -> Any:
    form = {"name": "Vi", "phone": "+1 415 555 0171", "role": "responder", "place": "1", **typed}
    return desk.submit(browser, "/console/staff/new", "/console/staff", **form)


def _id(desk: Any, name: str) -> str:
    with desk.parts.db.read() as tx:
        return str(tx.scalars(sa.select(Responder.id).where(Responder.name == name)).one())


def test_who_is_put_first_is_told_first(desk: Any, ira: Any) -> None:
    assert _add(desk, ira).status_code == 303
    with desk.parts.db.read() as tx:
        assert [one.name for one in rota.whom(tx, desk.parts, "first_responder")] == ["Vi"]
        assert [one.name for one in people.staff(tx)][:2] == ["Vi", "Sam Rivera"]
    vi = _id(desk, "Vi")
    desk.submit(ira, f"/console/staff/{vi}", name="Vi", phone="+1 415 555 0172", role="responder", place="2")
    with desk.parts.db.read() as tx:
        assert [one.name for one in people.staff(tx)][:2] == ["Sam Rivera", "Vi"]
        assert people.responder_phone(desk.parts, tx.get_one(Responder, vi)) == "+14155550172"


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"phone": "415 555 0171"}, "phone", "with + and the country code"),
        ({"phone": "+14155550121"}, "phone", "Somebody else on this list"),
        ({"name": ""}, "name", "Please write a name"),
        ({"role": "boss"}, "role", "Please choose a role"),
    ],
)
def test_what_does_not_fit_is_said_beside_it(
    desk: Any, ira: Any, typed: dict[str, str], field: str, said: str
) -> None:
    answer = _add(desk, ira, **typed)
    assert answer.status_code == 422
    assert said.lower() in answer.text.split(f'id="f-{field}-fault">')[1].split("</p>")[0].lower()
    with desk.parts.db.read() as tx:
        assert len(people.staff(tx)) == 4


def test_only_a_supervisor_gives_an_account_another_role(desk: Any, ira: Any) -> None:
    mine = f"/console/staff/{_id(desk, 'Ira Bell')}"
    form = {"name": "Ira Bell", "phone": "+14155550123", "role": "supervisor", "place": "3"}
    answer = desk.submit(ira, mine, **form)
    assert answer.status_code == 422
    assert "Only a supervisor" in answer.text
    assert ira.get("/console/audit").status_code == 403
    assert desk.submit(desk.signed_in("Noor Haddad"), mine, **form).status_code == 303
    assert ira.get("/console/audit").status_code == 200


def test_every_look_and_every_change_is_a_line_for_supervisors(desk: Any, ira: Any) -> None:
    page = f"/console/people/{desk.person()}"
    ira.get(page)
    desk.submit(ira, f"{page}/plan", version="1", reasons="The sea")
    desk.press(desk.signed_in(), "acknowledge")
    shown = desk.signed_in("Noor Haddad").get("/console/audit").text
    for line in ("<strong>Ira Bell</strong> read a person&#39;s page: Maya", "changed a plan: Maya",
                 "<strong>Sam Rivera</strong> took a person: Maya", "read an escalation: Maya"):  # fmt: skip
        assert line in shown
    assert "The sea" not in shown
    with desk.parts.db.read() as tx:
        verbs = list(tx.scalars(sa.select(AuditEntry.verb).where(AuditEntry.person_id == desk.person())))
    assert "changed_plan" in verbs


def test_what_was_refused_is_no_line(desk: Any, ira: Any) -> None:
    _add(desk, ira, name="")
    desk.submit(ira, f"/console/people/{desk.person()}/plan", version="1", reasons=" ")
    with desk.parts.db.read() as tx:
        verbs = set(tx.scalars(sa.select(AuditEntry.verb)))
    assert not verbs & {"added_staff", "changed_plan"}


def test_the_audit_goes_on_by_pages(desk: Any, ira: Any) -> None:
    for _ in range(101):
        ira.get("/console/people")
    noor = desk.signed_in("Noor Haddad")
    first = noor.get("/console/audit").text
    older = first.split('href="/console/audit?before=')[1].split('"')[0]
    assert "read the list of people" in noor.get(f"/console/audit?before={older}").text


def test_every_line_of_the_audit_has_words() -> None:
    sources = "\n".join(file.read_text() for file in Path(audit.__file__).parent.rglob("*.py"))
    verbs = set(re.findall(r'(?:note|saw)\((?:\w+, )+"([\w-]+)"', sources.replace("self._parts", "parts")))
    assert len(verbs) >= 15
    assert verbs <= fields.VERBS.keys()
