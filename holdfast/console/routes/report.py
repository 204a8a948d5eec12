"""The report of a month, without anyone in it."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from holdfast.console import roles
from holdfast.console.door import Stop, for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.sessions import Signed
from holdfast.handoff import desk, month
from holdfast.parts import Parts


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add the page; without a month it is the present one."""

    @router.get("/report")
    @for_roles(roles.STAFF)
    def show(signed: Annotated[Signed, Depends(signed_in)], of: str = "") -> Response:
        now = parts.clock.now()
        try:
            begins, ends = month.named(of or f"{now:%Y-%m}")
        except ValueError:
            raise Stop(400, "Not complete", "A month is written as 2027-03.") from None
        with parts.db.read() as tx:
            found = month.read(tx, parts.library, begins, min(ends, now))
        return pages.page(
            "report.html", signed=signed, it=found, before=f"{begins - timedelta(days=1):%Y-%m}",
            after=f"{ends:%Y-%m}" if ends <= now else "", running=ends > now, outcomes=dict(desk.OUTCOMES),
            missed_min=int(month.MISSED_AFTER.total_seconds() // 60), fewest=month.FEWEST,
        )  # fmt: skip
