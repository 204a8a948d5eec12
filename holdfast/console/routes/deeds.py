"""How something is done about an episode: in one transaction, with its line in the audit; or the page says why not."""

from collections.abc import Callable

from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from holdfast.console import audit, sessions
from holdfast.console.pages import Pages
from holdfast.console.routes.escalation import missing, page
from holdfast.console.sessions import Signed
from holdfast.errors import KeyFault
from holdfast.handoff import holder, record
from holdfast.models import Escalation, Responder
from holdfast.parts import Parts

Deed = Callable[[Session, Escalation, Responder], None]
ERASED = "This person's record was erased. Nothing was sent."


class Deeds:
    """When a deed cannot be done, the page is shown with the reason, and keeps what was typed."""

    def __init__(self, parts: Parts, pages: Pages) -> None:
        self._parts = parts
        self._pages = pages

    def do(
        self, escalation_id: str, signed: Signed, verb: str, deed: Deed, *, then: str = "", typed: str = ""
    ) -> Response:
        """Do it, with the person held, and go back to the page, or to `then`."""

        def once(tx: Session) -> None:
            if (escalation := record.take(tx, escalation_id)) is None:
                raise missing()
            deed(tx, escalation, sessions.responder(tx, signed))
            audit.note(tx, self._parts, signed, verb, person=escalation.person_id, about=escalation_id)

        try:
            self._parts.db.transact(once)
        except holder.Taken as taken:
            return self._show(escalation_id, signed, 409, _first(taken), typed)
        except KeyFault:
            return self._show(escalation_id, signed, 409, ERASED, "")
        return RedirectResponse(then or f"/console/escalations/{escalation_id}", 303)

    def refuse(self, escalation_id: str, signed: Signed, why: str, typed: str = "") -> Response:
        """Not done, for this reason."""
        return self._show(escalation_id, signed, 400, why, typed)

    def _show(self, escalation_id: str, signed: Signed, status: int, notice: str, typed: str) -> Response:
        return page(self._parts, self._pages, escalation_id, signed, status, notice, typed)


def _first(taken: holder.Taken) -> str:
    at = f"{taken.at:%H:%M} UTC"
    if not taken.responder_name:
        return f"Nobody has this, or it was closed, at {at}. Nothing of yours was done."
    return f"{taken.responder_name} was first, at {at}, and has this person. Nothing of yours was sent."
