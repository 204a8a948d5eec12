"""Someone leaves the page by quick exit: nothing is cancelled, and whoever answers can see it."""

from typing import Annotated

from fastapi import APIRouter, Depends

from holdfast.channels.bearer import Bearer
from holdfast.channels.session import Known
from holdfast.handoff import record
from holdfast.models import Conversation
from holdfast.parts import Parts


def router(parts: Parts, bearer: Bearer) -> APIRouter:
    """`POST /api/chat/leave`; the widget sends it on its way out and does not wait for the answer."""
    routes = APIRouter(prefix="/api/chat", tags=["chat"])

    @routes.post("/leave", status_code=204)
    def leave(known: Annotated[Known, Depends(bearer)]) -> None:
        """Note that the person left. An open escalation stays open."""
        with parts.db.write() as tx:
            conversation = tx.get_one(Conversation, known.conversation_id)
            conversation.left_at = parts.clock.now()
            escalation = record.open_of(tx, conversation.person)
            if escalation is not None:
                record.log(tx, parts, escalation, "left", conversation.person_id)

    return routes
