"""Who saw and did what, for supervisors."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from holdfast.console import audit, fields, roles, wording
from holdfast.console.door import for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.sessions import Signed
from holdfast.console.views import names
from holdfast.models import Person
from holdfast.parts import Parts


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add the page."""

    @router.get("/audit")
    @for_roles(roles.SUPERVISORS)
    def show(signed: Annotated[Signed, Depends(signed_in)], before: int | None = None) -> Response:
        with parts.db.read() as tx:
            found, staff = audit.newest(tx, before), names.responders(tx)
            about = {one.person_id: tx.get(Person, one.person_id) for one in found if one.person_id}
            # An id of the staff says nothing to a reader; other things are told apart by theirs.
            named = {one.id: staff.get(one.about or "", one.about) for one in found}
            known = {key: names.first(parts, person) for key, person in about.items() if person}
        audit.saw(parts, signed, "read_audit")
        rows = [
            (
                one,
                staff.get(one.actor, one.actor),
                wording.plain(fields.VERBS, one.verb),
                known.get(one.person_id or ""),
                named[one.id],
            )
            for one in found
        ]
        older = found[-1].id if len(found) == audit.SHOWN else None
        return pages.page("audit.html", signed=signed, rows=rows, older=older)
