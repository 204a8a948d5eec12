"""What a responder does on the page of an escalation: take it, write, say a phrase, note, hand back."""

from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Form
from sqlalchemy.orm import Session
from starlette.responses import Response

from holdfast.console import roles
from holdfast.console.door import for_roles, signed_in
from holdfast.console.pages import Pages
from holdfast.console.routes.deeds import Deeds
from holdfast.console.sessions import Signed
from holdfast.console.views.escalation import own_words
from holdfast.delivery import thread
from holdfast.handoff import desk, phrases
from holdfast.models import Conversation, Escalation, Message, Responder
from holdfast.parts import Parts

LONGEST = 3000
Who = Annotated[Signed, Depends(signed_in)]
Words = Annotated[str, Form()]
Number = Annotated[int, Form()]


def add(router: APIRouter, parts: Parts, pages: Pages) -> None:
    """Add the buttons of the page."""
    buttons = Buttons(parts, pages)
    for path, press in (
        ("acknowledge", buttons.acknowledge),
        ("reply", buttons.reply),
        ("phrase", buttons.phrase),
        ("note", buttons.note),
        ("hand-back", buttons.hand_back),
    ):
        router.add_api_route(f"/escalations/{{escalation_id}}/{path}", press, methods=["POST"])


class Buttons:
    """What the one who has the person does."""

    def __init__(self, parts: Parts, pages: Pages) -> None:
        self._parts = parts
        self._deeds = Deeds(parts, pages)

    @for_roles(roles.DESK)
    def acknowledge(self, escalation_id: str, signed: Who) -> Response:
        """I have this person."""

        def deed(tx: Session, it: Escalation, me: Responder) -> None:
            desk.acknowledge(tx, self._parts, it, me)

        return self._deeds.do(escalation_id, signed, "acknowledge", deed)

    @for_roles(roles.DESK)
    def reply(self, escalation_id: str, signed: Who, text: Words = "", wrote: Number = 0) -> Response:
        """Write to the person. `wrote` is how many messages of this responder the form knew of."""
        text = text.replace("\r\n", "\n").strip()
        if not text:
            return self._deeds.refuse(escalation_id, signed, "Write something first. Nothing was sent.")
        if len(text) > LONGEST:
            return self._deeds.refuse(
                escalation_id, signed, f"At most {LONGEST} characters. Nothing was sent.", text
            )

        def deed(tx: Session, it: Escalation, me: Responder) -> None:
            if not _sent_already(tx, self._parts, it, me, text, wrote):
                desk.write(tx, self._parts, it, me, text)

        return self._deeds.do(escalation_id, signed, "reply", deed, typed=text)

    @for_roles(roles.DESK)
    def phrase(self, escalation_id: str, signed: Who, script: Words = "", wrote: Number = 0) -> Response:
        """Say one of the ready phrases, in exactly its words."""

        def deed(tx: Session, it: Escalation, me: Responder) -> None:
            channel = tx.get_one(Conversation, it.conversation_id).channel
            text = phrases.text(self._parts, me, channel, script)
            if not _sent_already(tx, self._parts, it, me, text, wrote):
                desk.write(tx, self._parts, it, me, text, script)

        if script not in phrases.offered(self._parts):
            return self._deeds.refuse(escalation_id, signed, "This phrase is not signed. Nothing was sent.")
        return self._deeds.do(escalation_id, signed, "phrase", deed)

    @for_roles(roles.DESK)
    def note(self, escalation_id: str, signed: Who, text: Words = "") -> Response:
        """A note for colleagues."""
        text = text.replace("\r\n", "\n").strip()[:LONGEST]
        if not text:
            return self._deeds.refuse(escalation_id, signed, "The note is empty.")

        def deed(tx: Session, it: Escalation, me: Responder) -> None:
            desk.note(tx, self._parts, it, me, text)

        return self._deeds.do(escalation_id, signed, "note", deed)

    @for_roles(roles.DESK)
    def hand_back(self, escalation_id: str, signed: Who, outcome: Words = "") -> Response:
        """Close with an outcome; the bot may speak again."""
        if outcome not in dict(desk.OUTCOMES):
            return self._deeds.refuse(escalation_id, signed, "Choose how it ended. Nothing was changed.")

        def deed(tx: Session, it: Escalation, me: Responder) -> None:
            desk.hand_back(tx, self._parts, it, me, outcome)

        return self._deeds.do(escalation_id, signed, "hand-back", deed, then="/console")


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
