"""Every route with every role, and with another person's id."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.routing import APIRoute

from holdfast import console
from holdfast.console import roles
from holdfast.models import AuditEntry, Consent, Contact, Responder

NAMES = {
    "responder": "Sam Rivera", "supervisor": "Noor Haddad", "clinician": "Ira Bell", "operator": "Uli Kern",
}  # fmt: skip
EVERYONE = set(NAMES)
# Who may reach what, by the beginning of the path: written down here once more, so that a change is seen.
MAY = {
    "/console/escalations": {"responder", "supervisor"},
    "/console/events": {"responder", "supervisor"},
    "/console/incidents": {"responder", "supervisor"},
    "/console/notices": {"responder", "supervisor", "clinician"},
    "/console/people": {"clinician", "supervisor"},
    "/console/staff": {"clinician", "supervisor", "operator"},
    "/console/words": {"clinician", "supervisor", "operator"},
    "/console/lines": EVERYONE,
    "/console/policy": EVERYONE,
    "/console/report": {"clinician", "supervisor", "operator"},
    "/console/heard": {"clinician", "supervisor"},
    "/console/going-live": {"clinician", "supervisor", "operator"},
    "/console/audit": {"supervisor"},
    "/console/switch": {"supervisor"},
    "/console/rota": EVERYONE,
    "/console/logout": EVERYONE,
    "/console/alive": EVERYONE,
    "/console/here": EVERYONE,
    "/console": EVERYONE,
}
OPEN = ("/console/login", "/console/static", "/console/invited")
# What a password alone opens, by how far the session got; nobody inside comes back to it.
BETWEEN = {"/console/code": "code", "/console/glass": "code", "/console/enrol": "enrol"}


def _routes(desk: Any) -> list[tuple[str, str]]:
    made = console.router(desk.parts, dict)
    return [
        (method, route.path)
        for route in made.routes
        if isinstance(route, APIRoute) and not route.path.startswith(OPEN)
        for method in sorted(route.methods or ())
    ]


def _may(method: str, path: str) -> set[str]:
    if path.startswith("/console/staff") and path.endswith(("/invite", "/close", "/test-page")):
        return {"supervisor", "operator"}
    if (method, path) in {("POST", "/console/rota"), ("POST", "/console/going-live")}:
        return {"supervisor", "operator"}
    if method == "POST" and path.startswith("/console/words"):
        return {"clinician", "supervisor"}
    if (method, path) == ("POST", "/console/lines/{country}"):
        return {"clinician", "supervisor", "operator"}
    return next(MAY[begin] for begin in sorted(MAY, key=len, reverse=True) if path.startswith(begin))


def _address(desk: Any, path: str) -> str:
    with desk.parts.db.read() as tx:
        known = {
            "escalation_id": desk.escalation,
            "person_id": desk.person(),
            "contact_id": tx.scalars(sa.select(Contact.id)).first(),
            "responder_id": tx.scalars(sa.select(Responder.id)).first(),
            "consent_id": tx.scalars(sa.select(Consent.id)).first(),
            "number": "1",
            "kind": "script",
            "topic": "safety",
            "country": "US",
        }
    return re.sub(r"\{(\w+)\}", lambda found: str(known.get(found[1], "nobody")), path)


@pytest.mark.parametrize("role", sorted(NAMES))
def test_every_route_is_open_to_its_roles_and_to_no_other(desk: Any, role: str) -> None:
    routes = _routes(desk)
    assert len(routes) >= 30
    for method, path in routes:
        if path.endswith("/events") or path in BETWEEN:
            continue  # a stream does not end; the tests below are for them
        browser = desk.signed_in(NAMES[role])
        csrf = browser.get(roles.home(role)).text.split('name="csrf" value="')[1].split('"')[0]
        answer = browser.request(
            method, _address(desk, path), data={"csrf": csrf} if method == "POST" else None
        )
        refused = answer.status_code == 403 and "Not for your role" in answer.text
        assert refused == (role not in _may(method, path)), (role, method, path, answer.status_code)
        assert answer.status_code < 500, (method, path)
        if refused:
            assert "Maya" not in answer.text


@pytest.mark.parametrize("stage", ["code", "enrol"])
def test_a_password_alone_opens_nothing_but_the_next_question(desk: Any, stage: str) -> None:
    browser = desk.signed_in("Noor Haddad", stage)
    csrf = browser.get(f"/console/{stage}").text.split('name="csrf" value="')[1].split('"')[0]
    for method, path in _routes(desk):
        if BETWEEN.get(path) == stage or path == "/console/logout":
            continue
        data = {"csrf": csrf} if method == "POST" else None
        answer = browser.request(method, _address(desk, path), data=data)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/console/{stage}"), (method, path)
        assert browser.get(_address(desk, path), headers={"X-Holdfast": "refresh"}).status_code in (401, 405)


def test_nobody_who_is_inside_is_asked_again(desk: Any) -> None:
    for stage in ("full", "glass"):
        browser = desk.signed_in(stage=stage)
        csrf = browser.get("/console").text.split('name="csrf" value="')[1].split('"')[0]
        for method, path in _routes(desk):
            if path in BETWEEN:
                answer = browser.request(method, path, data={"csrf": csrf} if method == "POST" else None)
                assert (answer.status_code, answer.headers["location"]) == (303, "/console"), (method, path)


def test_an_operator_gives_no_account_of_a_supervisor(desk: Any) -> None:
    with desk.parts.db.read() as tx:
        ids = {one.role: one.id for one in tx.scalars(sa.select(Responder))}
    for role, status in (("supervisor", 403), ("responder", 200), ("clinician", 200), ("operator", 200)):
        page = f"/console/staff/{ids[role]}"
        answer = desk.submit(desk.signed_in("Uli Kern"), page, f"{page}/invite")
        assert answer.status_code == status, role
        assert desk.submit(desk.signed_in("Noor Haddad"), page, f"{page}/invite").status_code == 200


@pytest.mark.parametrize("role", ["clinician", "operator"])
def test_streams_of_the_desk_are_closed_to_others(desk: Any, role: str) -> None:
    for path in ("/console/events", f"/console/escalations/{desk.escalation}/events"):
        assert desk.signed_in(NAMES[role]).get(path).status_code == 403


def test_a_route_that_names_no_role_is_closed_to_all(desk: Any) -> None:
    made = console.router(desk.parts, dict)

    @made.get("/forgotten")
    def forgotten() -> str:
        return "open"

    desk.app.router.routes.clear()
    desk.app.include_router(made)
    for name in NAMES.values():
        assert desk.signed_in(name).get("/console/forgotten").status_code == 403


def test_after_signing_in_each_role_is_on_its_own_page(desk: Any) -> None:
    for role, home in (("clinician", "/console/people"), ("operator", "/console/staff")):
        answer = desk.signed_in(NAMES[role]).get("/console")
        assert (answer.status_code, answer.headers["location"]) == (303, home)
    assert desk.signed_in().get("/console").status_code == 200


def test_a_role_taken_away_counts_at_once(desk: Any) -> None:
    ira = desk.signed_in("Ira Bell")
    assert ira.get("/console/people").status_code == 200
    with desk.parts.db.write() as tx:
        tx.execute(sa.update(Responder).where(Responder.name == "Ira Bell").values(role="operator"))
    assert ira.get("/console/people").status_code == 403


def test_what_belongs_to_another_person_is_not_found(desk: Any) -> None:
    ira = desk.signed_in("Ira Bell")
    made = desk.submit(
        ira, "/console/people/new", "/console/people", name="Lou", phone="+14155550141", country="US"
    )
    other = made.headers["location"]
    with desk.parts.db.read() as tx:
        theirs = tx.scalars(sa.select(Contact.id)).one()
        consent = tx.scalars(sa.select(Consent.id).where(Consent.person_id == desk.person())).first()
    assert ira.get(f"{other}/contacts/{theirs}").status_code == 404
    changed = desk.submit(ira, other, f"{other}/contacts/{theirs}", name="Eve", phone="+14155550149")
    assert changed.status_code == 404
    assert desk.submit(ira, other, f"{other}/consents/{consent}/take-back").status_code == 404
    assert ira.get(f"{other}/plan/versions/1").status_code == 404
    for address in ("nobody", desk.escalation):
        assert ira.get(f"/console/people/{address}").status_code == 404
    with desk.parts.db.read() as tx:
        assert tx.scalar(sa.select(Consent.id).where(Consent.withdrawn_at.is_not(None))) is None


def test_nobody_by_an_unknown_number_or_of_the_watchdog_has_a_page(desk: Any) -> None:
    from holdfast.plans import people

    with desk.parts.db.write() as tx:
        stranger = people.add(tx, desk.parts, "+14155550188").id
        robot = people.add(tx, desk.parts, "+14155550189")
        robot.canary = robot.enrolled = True
    ira = desk.signed_in("Ira Bell")
    assert ira.get(f"/console/people/{stranger}").status_code == 404
    assert ira.get(f"/console/people/{robot.id}").status_code == 404
    assert robot.id not in ira.get("/console/people").text


def test_a_refused_look_leaves_no_line_that_says_it_was_seen(desk: Any) -> None:
    desk.signed_in("Uli Kern").get(f"/console/people/{desk.person()}")
    with desk.parts.db.read() as tx:
        assert tx.scalar(sa.select(AuditEntry.id)) is None


def test_clinicians_and_operators_are_on_nobodys_rota(desk: Any) -> None:
    from holdfast.handoff import rota

    with desk.parts.db.read() as tx:
        assert [one.name for one in rota.whom(tx, desk.parts, "group")] == ["Sam Rivera", "Noor Haddad"]
