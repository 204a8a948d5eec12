"""The inbox page."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from holdfast.console import audit, roles, sessions
from holdfast.console.door import Stop, for_roles, signed_in
from holdfast.console.pages import HealthCheck, Pages
from holdfast.console.sessions import Signed
from holdfast.console.views import inbox, strip, version
from holdfast.handoff import incident_desk
from holdfast.log import logger
from holdfast.models import Incident
from holdfast.parts import Parts
from holdfast.plans import notices

log = logger()


def add(router: APIRouter, parts: Parts, pages: Pages, health: HealthCheck) -> None:
    """Add the inbox."""

    @router.get("")
    @for_roles(roles.ANYONE)
    def show(signed: Annotated[Signed, Depends(signed_in)]) -> Response:
        """The inbox; who has another first page is sent there."""
        if signed.role not in roles.DESK:
            return RedirectResponse(roles.home(signed.role), 303)
        with parts.db.read() as tx:
            rows = inbox.rows(tx, parts, signed.responder_id)
            faults = incident_desk.with_people(tx)
            left = inbox.notes(tx, parts)
            mark, state = version.of_inbox(tx), strip.read(tx, parts, rows)
        return pages.page(
            "inbox.html", signed=signed, rows=rows, faults=faults, notices=left, health=health(), version=mark,
            strip=state,
        )  # fmt: skip

    @router.post("/notices/{notice_id}/seen")
    @for_roles(roles.NOTICES)
    def seen(notice_id: str, signed: Annotated[Signed, Depends(signed_in)]) -> Response:
        """Someone has read what a person left for their clinician."""
        with parts.db.write() as tx:
            if notices.see(tx, parts, notice_id, sessions.responder(tx, signed)):
                audit.note(tx, parts, signed, "saw_notice", about=notice_id)
        log.info("notice_seen", responder=signed.responder_id)
        return RedirectResponse("/console", 303)

    @router.post("/incidents/{incident_id}/close")
    @for_roles(roles.DESK)
    def close(incident_id: str, signed: Annotated[Signed, Depends(signed_in)]) -> Response:
        """The fault is over: close it for everyone who waits because of it and said nothing risky."""
        with parts.db.write() as tx:
            incident = tx.get(Incident, incident_id)
            if incident is None:
                raise Stop(404, "Not found", "There is no such fault.")
            closed = incident_desk.close(tx, parts, incident, sessions.responder(tx, signed))
            audit.note(tx, parts, signed, "closed_incident", about=incident_id)
        log.info("incident_closed", incident=incident_id, responder=signed.responder_id, count=closed)
        return RedirectResponse("/console", 303)
