"""The console put together: pages, door and routes."""

from fastapi import APIRouter
from starlette.responses import Response

from holdfast.console.door import Stop, no_session_needed, route_class
from holdfast.console.pages import HealthCheck, Pages
from holdfast.console.routes import (
    account,
    actions,
    audit,
    contacts,
    drill,
    enrolment,
    escalation,
    events,
    exchange,
    going_live,
    inbox,
    invited,
    lines,
    login,
    misheard,
    passing_on,
    people,
    person,
    plan,
    policy,
    report,
    rota,
    second,
    staff,
    switch,
    versions,
    words,
    words_topic,
)
from holdfast.parts import Parts

# A reply, a note and what goes with them; more is no form of ours.
LARGEST_FORM = 64 * 1024


def router(parts: Parts, health: HealthCheck) -> APIRouter:
    """Every page under `/console`. `health` names each part of the service and its state; it never raises."""
    pages = Pages(parts)
    made = APIRouter(
        prefix="/console",
        route_class=route_class(parts, pages),
        include_in_schema=False,
        max_body_size=LARGEST_FORM,
    )

    @made.get("/static/{version}/{name}")
    @no_session_needed
    def static(version: str, name: str) -> Response:
        found = pages.static(version, name)
        if found is None:
            raise Stop(404, "Not found", "There is no such file.")
        return found

    login.add(made, parts, pages)
    second.add(made, parts, pages)
    enrolment.add(made, parts, pages)
    invited.add(made, parts, pages)
    inbox.add(made, parts, pages, health)
    escalation.add(made, parts, pages)
    actions.add(made, parts, pages)
    passing_on.add(made, parts, pages)
    events.add(made, parts)
    people.add(made, parts, pages)
    person.add(made, parts, pages)
    contacts.add(made, parts, pages)
    plan.add(made, parts, pages)
    versions.add(made, parts, pages)
    exchange.add(made, parts, pages)
    staff.add(made, parts, pages)
    account.add(made, parts, pages)
    drill.add(made, parts)
    rota.add(made, parts, pages)
    switch.add(made, parts, pages)
    words.add(made, parts, pages)
    words_topic.add(made, parts, pages)
    lines.add(made, parts, pages)
    policy.add(made, parts, pages)
    going_live.add(made, parts, pages)
    misheard.add(made, parts, pages)
    report.add(made, parts, pages)
    audit.add(made, parts, pages)
    return made
