"""What a responder does on the page of an escalation: take it, write, note, hand back."""

from collections.abc import Callable
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Form
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from holdfast.console import audit, roles, sessions
from holdfast.console.door import for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.routes.escalation import missing, page
from holdfast.console.sessions import Signed
from holdfast.console.views.escalation import own_words
from holdfast.delivery import thread
from holdfast.errors import KeyFault
from holdfast.handoff import desk, record
from holdfast.models import Conversation, Escalation, Message, Responder
from holdfast.parts import Parts

LONGEST = 3000
Who = Annotated[Signed, Depends(signed_in)]
Words = Annotated[str, Form()]
Number = Annotated[int, Form()]
Deed = Callable[[Session, Escalation, Responder], None]


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add the buttons of the page."""
    buttons = Buttons(parts, pages)
    for path, press in (
        ("acknowledge", buttons.acknowledge),
        ("reply", buttons.reply),
        ("note", buttons.note),
        ("hand-back", buttons.hand_back),
    ):
        router.add_api_route(f"/escalations/{{escalation_id}}/{path}", press, methods=["POST"])


class Buttons:
    """Each is one transaction. When it cannot be done, the page says why and keeps what was typed."""

    def __init__(self, parts: Parts, pages: Pages) -> None:
        self._parts = parts
        self._pages = pages

    @for_roles(roles.DESK)
    def acknowledge(self, escalation_id: str, signed: Who) -> Response:
        """I have this person."""

        def deed(tx: Session, it: Escalation, me: Responder) -> None:
            desk.acknowledge(tx, self._parts, it, me)

        return self._do(escalation_id, signed, "acknowledge", deed)

    @for_roles(roles.DESK)
    def reply(self, escalation_id: str, signed: Who, text: Words = "", wrote: Number = 0) -> Response:
        """Write to the person. `wrote` is how many messages of this responder the form knew of."""
        text = text.replace("\r\n", "\n").strip()
        if not text:
            return self._refuse(escalation_id, signed, "Write something first. Nothing was sent.")
        if len(text) > LONGEST:
            return self._refuse(
                escalation_id, signed, f"At most {LONGEST} characters. Nothing was sent.", text
            )

        def deed(tx: Session, it: Escalation, me: Responder) -> None:
            if not _sent_already(tx, self._parts, it, me, text, wrote):
                desk.write(tx, self._parts, it, me, text)

        return self._do(escalation_id, signed, "reply", deed, typed=text)

    @for_roles(roles.DESK)
    def note(self, escalation_id: str, signed: Who, text: Words = "") -> Response:
        """A note for colleagues."""
        text = text.replace("\r\n", "\n").strip()[:LONGEST]
        if not text:
            return self._refuse(escalation_id, signed, "The note is empty.")

        def deed(tx: Session, it: Escalation, me: Responder) -> None:
            desk.note(tx, self._parts, it, me, text)

        return self._do(escalation_id, signed, "note", deed)

    @for_roles(roles.DESK)
    def hand_back(self, escalation_id: str, signed: Who, outcome: Words = "") -> Response:
        """Close with an outcome; the bot may speak again."""
        if outcome not in dict(desk.OUTCOMES):
            return self._refuse(escalation_id, signed, "Choose how it ended. Nothing was changed.")

        def deed(tx: Session, it: Escalation, me: Responder) -> None:
            desk.hand_back(tx, self._parts, it, me, outcome)

        return self._do(escalation_id, signed, "hand-back", deed, then="/console")

    def _do(
        self, escalation_id: str, signed: Signed, verb: str, deed: Deed, *, then: str = "", typed: str = ""
    ) -> Response:
        try:

            def once(tx: Session) -> None:
                if (escalation := record.take(tx, escalation_id)) is None:
                    raise missing()
                deed(tx, escalation, sessions.responder(tx, signed))
                audit.note(tx, self._parts, signed, verb, person=escalation.person_id, about=escalation_id)

            self._parts.db.transact(once)
        except desk.Taken as taken:
            return self._show(escalation_id, signed, 409, _first(taken), typed)
        except KeyFault:
            return self._show(
                escalation_id, signed, 409, "This person's record was erased. Nothing was sent.", ""
            )
        return RedirectResponse(then or f"/console/escalations/{escalation_id}", 303)

    def _refuse(self, escalation_id: str, signed: Signed, why: str, typed: str = "") -> Response:
        return self._show(escalation_id, signed, 400, why, typed)

    def _show(self, escalation_id: str, signed: Signed, status: int, notice: str, typed: str) -> Response:
        return page(self._parts, self._pages, escalation_id, signed, status, notice, typed)


def _first(taken: desk.Taken) -> str:
    at = f"{taken.at:%H:%M} UTC"
    if not taken.responder_name:
        return f"This was closed at {at}. Nothing of yours was sent."
    return f"{taken.responder_name} was first, at {at}, and has this person. Nothing of yours was sent."


def _sent_already(tx: Session, parts: Parts, it: Escalation, me: Responder, text: str, wrote: int) -> bool:
    """Whether this is the same tap again: this responder wrote these very words since the form was made."""
    if own_words(tx, it, me.id) <= wrote:
        return False
    query = (
        sa.select(Message)
        .where(Message.conversation_id == it.conversation_id, Message.responder_id == me.id)
        .order_by(Message.seq.desc())
    )
    newest = tx.scalars(query.limit(1)).one()
    return thread.text_of(parts, tx.get_one(Conversation, it.conversation_id), newest) == text
