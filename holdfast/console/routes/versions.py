"""Versions of a plan: the list, what differs, and making an older one the plan again."""

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from holdfast.console import audit, roles
from holdfast.console.door import Stop, for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.routes.person import find
from holdfast.console.sessions import Signed
from holdfast.console.views import plan as view
from holdfast.models import Person, Plan
from holdfast.parts import Parts
from holdfast.plans import amend, lines, recall

Who = Annotated[Signed, Depends(signed_in)]


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add list, difference and button."""

    @router.get("/people/{person_id}/plan/versions")
    @for_roles(roles.PEOPLE)
    def listed(person_id: str, signed: Who) -> Response:
        with parts.db.read() as tx:
            found = view.versions(tx, find(tx, person_id))
        audit.saw(parts, signed, "read_versions", person=person_id)
        return pages.page("plan_versions.html", signed=signed, person_id=person_id, versions=found)

    @router.get("/people/{person_id}/plan/versions/{number}")
    @for_roles(roles.PEOPLE)
    def compared(person_id: str, number: int, signed: Who) -> Response:
        with parts.db.read() as tx:
            person = find(tx, person_id)
            version, now = _find(tx, person, number), recall.newest_plan(tx, person)
            steps = view.differences(parts, person, version, now or version)
        audit.saw(parts, signed, "read_plan", person=person_id, about=f"version {number}")
        return pages.page(
            "plan_version.html", signed=signed, person_id=person_id, version=version, now=now, steps=steps,
            states=view.STATES,
        )  # fmt: skip

    @router.post("/people/{person_id}/plan/versions/{number}/restore")
    @for_roles(roles.PEOPLE)
    def restore(person_id: str, number: int, signed: Who) -> Response:
        """Its words become a new version; no version is ever taken away."""

        def once(tx: Session) -> None:
            person = find(tx, person_id)
            version = _find(tx, person, number)
            items = recall.steps_of(parts, person, version)
            steps = {
                step: [lines.entry(*item) for item in there]
                for step, there in zip(recall.STEPS, items, strict=True)
            }
            amend.change_plan(tx, parts, person, steps, version.review_on, signed.responder_id)
            audit.note(tx, parts, signed, "restored_plan", person=person_id, about=f"version {number}")

        parts.db.transact(once)
        return RedirectResponse(f"/console/people/{person_id}#plan", 303)


def _find(tx: Session, person: Person, number: int) -> Plan:
    found = next((one for one in recall.versions(tx, person) if one.version == number), None)
    if found is None:
        raise Stop(404, "Not found", "There is no such version.")
    return found
