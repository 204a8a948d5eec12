"""Messages heard wrongly: the mark at the desk, and what a clinician makes of it."""

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from holdfast.console import audit, roles, sessions
from holdfast.console.door import Stop, for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.routes.escalation import missing
from holdfast.console.sessions import Signed
from holdfast.console.typed import Form, Typed
from holdfast.console.views import names
from holdfast.console.views.readable import UNREADABLE, opened
from holdfast.delivery import thread
from holdfast.handoff import misheard, unnamed
from holdfast.handoff.misheard import CannotMark
from holdfast.models import Conversation, Escalation, Message, Misheard
from holdfast.parts import Parts

Who = Annotated[Signed, Depends(signed_in)]


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add all of it."""
    marks, lines = Marks(parts, pages), Lines(parts, pages)
    router.add_api_route("/escalations/{escalation_id}/heard/{message_id}", marks.show, methods=["GET"])
    router.add_api_route("/escalations/{escalation_id}/heard/{message_id}", marks.mark, methods=["POST"])
    router.add_api_route("/heard", lines.queue, methods=["GET"])
    router.add_api_route("/heard/desk.jsonl", lines.export, methods=["GET"])
    router.add_api_route("/heard/{misheard_id}", lines.show, methods=["GET"])
    router.add_api_route("/heard/{misheard_id}", lines.decide, methods=["POST"])


class Marks:
    """A responder says how a message should have been heard. Nothing about the escalation changes."""

    def __init__(self, parts: Parts, pages: Pages) -> None:
        self._parts = parts
        self._pages = pages

    @for_roles(roles.DESK)
    def show(self, escalation_id: str, message_id: str, signed: Who) -> Response:
        """The message, and the choice."""
        return self._page(escalation_id, message_id, signed, Form({}))

    @for_roles(roles.DESK)
    def mark(self, escalation_id: str, message_id: str, signed: Who, typed: Typed) -> Response:
        """Keep the mark."""

        def once(tx: Session) -> None:
            escalation, message = self._find(tx, escalation_id, message_id)
            me = sessions.responder(tx, signed)
            row = misheard.mark(tx, self._parts, message, typed.get("level", ""), me)
            audit.note(tx, self._parts, signed, "marked_heard", person=escalation.person_id, about=row.id)

        try:
            self._parts.db.transact(once)
        except CannotMark as fault:
            return self._page(escalation_id, message_id, signed, Form(typed, {"": str(fault)}))
        return RedirectResponse(f"/console/escalations/{escalation_id}", 303)

    def _page(self, escalation_id: str, message_id: str, signed: Signed, form: Form) -> Response:
        with self._parts.db.read() as tx:
            _, message = self._find(tx, escalation_id, message_id)
            talk = tx.get_one(Conversation, message.conversation_id)
            text = opened(UNREADABLE, thread.text_of, self._parts, talk, message)
            row = misheard.of_message(tx, message_id)
            return self._pages.page(
                "heard_mark.html", form.status, signed=signed, form=form, message=message, text=text, marked=row,
                escalation_id=escalation_id, levels=misheard.LEVELS,
            )  # fmt: skip

    def _find(self, tx: Session, escalation_id: str, message_id: str) -> tuple[Escalation, Message]:
        escalation, message = tx.get(Escalation, escalation_id), tx.get(Message, message_id)
        if escalation is None:
            raise missing()
        theirs = message is not None and message.conversation.person_id == escalation.person_id
        if message is None or not theirs or message.sender != "person":
            raise Stop(404, "Not found", "There is no such message of this person.")
        return escalation, message


class Lines:
    """A clinician takes out what tells who wrote it, and confirms the line or drops it."""

    def __init__(self, parts: Parts, pages: Pages) -> None:
        self._parts = parts
        self._pages = pages

    @for_roles(roles.PEOPLE)
    def queue(self, signed: Who) -> Response:
        """What waits, without a word of it."""
        with self._parts.db.read() as tx:
            found, staff = misheard.waiting(tx), names.responders(tx)
            kept = len(misheard.lines(tx, self._parts))
            return self._pages.page("heard.html", signed=signed, rows=found, staff=staff, kept=kept)

    @for_roles(roles.PEOPLE)
    def export(self, signed: Who) -> Response:
        """The confirmed lines, for `holdfast screen` and the report on the gate."""
        with self._parts.db.read() as tx:
            text = "".join(f"{line}\n" for line in misheard.lines(tx, self._parts))
        audit.saw(self._parts, signed, "exported_heard")
        headers = {"Content-Disposition": 'attachment; filename="desk.jsonl"'}
        return Response(text, media_type="application/jsonl", headers=headers)

    @for_roles(roles.PEOPLE)
    def show(self, misheard_id: str, signed: Who) -> Response:
        """The message with what was found taken out."""
        return self._page(misheard_id, signed, None, "")

    @for_roles(roles.PEOPLE)
    def decide(self, misheard_id: str, signed: Who, typed: Typed) -> Response:
        """Confirm or drop."""

        def once(tx: Session) -> None:
            row, me = _waiting(tx, misheard_id), sessions.responder(tx, signed)
            if typed.get("do") == "drop":
                misheard.drop(self._parts, row, me)
            elif typed.get("nobody") != "yes":
                raise CannotMark("Say that nobody can be recognised by it.")
            else:
                misheard.confirm(tx, self._parts, row, typed.get("text", ""), typed.get("level", ""), me)
            audit.note(tx, self._parts, signed, f"{row.state}_heard", about=row.id)

        try:
            self._parts.db.transact(once)
        except CannotMark as fault:
            return self._page(misheard_id, signed, typed, str(fault))
        return RedirectResponse("/console/heard", 303)

    def _page(self, misheard_id: str, signed: Signed, typed: dict[str, str] | None, fault: str) -> Response:
        with self._parts.db.read() as tx:
            row = _waiting(tx, misheard_id)
            person, text = misheard.source(tx, self._parts, row)
            suggested = unnamed.without(text, unnamed.known(tx, self._parts, person))
            audit.saw(self._parts, signed, "read_heard", person=person.id, about=row.id)
            form = Form(typed or {"text": suggested, "level": row.level}, {"": fault} if fault else {})
            return self._pages.page(
                "heard_line.html",
                form.status,
                signed=signed,
                form=form,
                row=row,
                text=text,
                levels=misheard.LEVELS,
            )


def _waiting(tx: Session, misheard_id: str) -> Misheard:
    row = tx.get(Misheard, misheard_id)
    if row is None or row.state != "marked":
        raise Stop(404, "Not found", "Nothing waits by this address.")
    return row
