"""A person's own plan, for the card in the chat."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from holdfast.channels.bearer import Bearer
from holdfast.channels.session import Known
from holdfast.delivery import card
from holdfast.models import Conversation
from holdfast.parts import Parts


class ShownPlan(BaseModel):
    """The parts of a plan that hold something, in their order; none when there is no plan."""

    steps: list[card.Part]


def router(parts: Parts, bearer: Bearer) -> APIRouter:
    """`GET /api/chat/plan`."""
    routes = APIRouter(prefix="/api/chat", tags=["chat"])

    @routes.get("/plan")
    def plan(known: Annotated[Known, Depends(bearer)]) -> ShownPlan:
        """The plan of the person in this conversation."""
        with parts.db.read() as tx:
            person = tx.get_one(Conversation, known.conversation_id).person
            return ShownPlan(steps=card.card(tx, parts, person))

    return routes
