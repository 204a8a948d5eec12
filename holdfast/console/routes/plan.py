"""The plan editor: six steps and the reasons, one item a line; and the page for printing."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from holdfast.console import audit, fields, roles, wording
from holdfast.console.door import for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.routes.person import find
from holdfast.console.sessions import Signed
from holdfast.console.typed import Form, Typed
from holdfast.console.views.people import known_as
from holdfast.errors import ClinicFileError
from holdfast.models import Person
from holdfast.parts import Parts
from holdfast.plans import agreed, amend, lines, people, quality, recall
from holdfast.plans.place import Place

Who = Annotated[Signed, Depends(signed_in)]


class Overtaken(Exception):
    """Somebody else saved a version since the form was opened."""


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add editor and printed page."""

    @router.get("/people/{person_id}/plan")
    @for_roles(roles.PEOPLE)
    def edit(person_id: str, signed: Who) -> Response:
        with parts.db.read() as tx:
            person = find(tx, person_id)
            form, hints = Form(_now(tx, parts, person)), _hints(tx, parts, person)
        audit.saw(parts, signed, "read_plan", person=person_id)
        return _page(pages, signed, person_id, form, hints)

    @router.post("/people/{person_id}/plan")
    @for_roles(roles.PEOPLE)
    def save(person_id: str, signed: Who, typed: Typed) -> Response:
        """A new version, unless someone else saved one meanwhile: then both are kept, and nothing is overwritten."""

        def once(tx: Session) -> bool:
            people.hold(tx, person_id)  # so that of two who save at once the second sees the first
            person = find(tx, person_id)
            newest = recall.newest_plan(tx, person)
            if str(newest.version if newest else 0) != typed.get("version"):
                raise Overtaken
            steps = {step: lines.entries(typed.get(step, "")) for step in recall.STEPS}
            review = Place({"review_on": typed.get("review_on", "").strip() or None}, "plan")
            review_on = review.read("review_on", agreed.day)
            written = amend.change_plan(tx, parts, person, steps, review_on, signed.responder_id)
            if written:
                audit.note(tx, parts, signed, "changed_plan", person=person_id)
            return written

        try:
            written = parts.db.transact(once)
        except Overtaken:
            return again(person_id, signed, typed, {"": wording.OVERTAKEN})
        except ClinicFileError as fault:
            on_review = fault.place == "plan.review_on"
            step, sentence = fields.beside(fault, "plan") if on_review else fields.beside_step(fault)
            return again(person_id, signed, typed, {step: sentence})
        if not written:
            return again(person_id, signed, typed, {"": "A plan needs at least one line."})
        return RedirectResponse(f"/console/people/{person_id}#plan", 303)

    def again(person_id: str, signed: Signed, typed: dict[str, str], faults: dict[str, str]) -> Response:
        with parts.db.read() as tx:
            person = find(tx, person_id)
            # What was typed was written on the newest version now: saving it again is then no accident.
            version = _now(tx, parts, person)["version"] if "" in faults else typed.get("version")
            hints = _hints(tx, parts, person)
        return _page(pages, signed, person_id, Form(dict(typed) | {"version": version}, faults), hints)

    @router.get("/people/{person_id}/plan/print")
    @for_roles(roles.PEOPLE)
    def printed(person_id: str, signed: Who) -> Response:
        with parts.db.read() as tx:
            person = find(tx, person_id)
            plan, name = recall.newest_plan(tx, person), known_as(parts, person)
            steps = recall.steps_of(parts, person, plan) if plan else []
        audit.saw(parts, signed, "printed_plan", person=person_id)
        titled = list(zip(wording.PLAN_STEPS, steps, strict=False))
        return pages.page(
            "plan_print.html", signed=signed, person_id=person_id, name=name, plan=plan, steps=titled
        )


def _now(tx: Session, parts: Parts, person: Person) -> dict[str, Any]:
    """The plan in force as the form shows it."""
    plan = recall.newest_plan(tx, person)
    if plan is None:
        return {"version": 0}
    steps = zip(recall.STEPS, recall.steps_of(parts, person, plan), strict=True)
    day = f"{plan.review_on:%Y-%m-%d}" if plan.review_on else ""
    return {"version": plan.version, "review_on": day, **{step: lines.text(items) for step, items in steps}}


def _hints(tx: Session, parts: Parts, person: Person) -> list[str]:
    plan = recall.newest_plan(tx, person)
    steps = recall.steps_of(parts, person, plan) if plan else [[]] * len(recall.STEPS)
    lacking = quality.lacks(steps, plan.review_on if plan else None, parts.clock.now())
    return [fields.HINTS[name] for name in lacking]


def _page(pages: Pages, signed: Signed, person_id: str, form: Form, hints: list[str]) -> Response:
    status = 409 if form.faults.get("") == wording.OVERTAKEN else form.status
    steps = list(zip(recall.STEPS, wording.PLAN_STEPS, strict=True))
    return pages.page(
        "plan_form.html", status, signed=signed, form=form, person_id=person_id, steps=steps, hints=hints,
        line_break=lines.BREAK,
    )  # fmt: skip
