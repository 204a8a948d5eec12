"""The chat API of the widget: sessions and messages. The bearer token is never in an address."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import BaseModel, Field, field_validator, model_validator

from holdfast.channels import events
from holdfast.channels.bearer import Bearer
from holdfast.channels.door import Door, Spooled
from holdfast.channels.limit import Limit
from holdfast.channels.session import Known
from holdfast.delivery import welcome
from holdfast.demo import clinic
from holdfast.handoff import hours
from holdfast.intake import Inbound
from holdfast.parts import Parts
from holdfast.plans import invite, people

LONGEST_TEXT = 20_000


class NewSession(BaseModel):
    """Ask for a session; without a code only in demo mode."""

    code: str | None = Field(default=None, max_length=64)


class OpenedSession(BaseModel):
    """A session. The token is shown once."""

    session_id: str
    token: str


class NewMessage(BaseModel):
    """A message: a text, or the id of a choice that was offered. `client_id` makes sending it again harmless."""

    client_id: UUID
    text: str | None = Field(default=None, max_length=LONGEST_TEXT)
    choice: str | None = Field(default=None, max_length=64, pattern=r"^[a-z][a-z0-9_]*$")

    @field_validator("text", mode="before")
    @classmethod
    def whole_characters(cls, text: object) -> object:
        """Half an emoji, as a browser may cut it, is no reason to refuse the words around it."""
        if isinstance(text, str):
            return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return text

    @model_validator(mode="after")
    def one_of_both(self) -> "NewMessage":
        """Exactly one of text and choice."""
        if (self.text is None) == (self.choice is None):
            raise ValueError("give text or choice")
        return self


class TakenMessage(BaseModel):
    """The message is safe. `events` holds what is said at once: on a signal, the safety reply."""

    message_id: str
    level: str
    events: list[events.Event]


def router(parts: Parts, door: Door, bearer: Bearer) -> APIRouter:
    """Sessions and messages; the events are in `stream`."""
    routes = APIRouter(prefix="/api/chat", tags=["chat"])
    opening = Limit(most=1200, per_s=60)
    # A late tap on an older offer counts; what no script has ever offered does not.
    choices = parts.library.choices() | set(parts.policy.data["answers"])

    @routes.post("/sessions", status_code=201)
    def open_session(request: Request, asked: NewSession | None = None) -> OpenedSession:
        """Open a session by one-time code; in demo mode without a code, as the demo person."""
        if not opening.allows(request.client.host if request.client else ""):
            raise HTTPException(429, "too many sessions; try again in a minute")
        code = asked.code if asked else None
        if code is None and not parts.settings.demo:
            raise HTTPException(403, "a code is needed")
        with parts.db.write() as tx:
            person = invite.use(tx, parts, code) if code is not None else clinic.newcomer(tx, parts)
            if person is None:
                raise HTTPException(403, "this code is unknown, used or expired")
            conversation = people.conversation(tx, parts, person, "web")
            welcome.greet(tx, parts, conversation, hours=hours.usual(tx, parts))
            session_id, token = bearer.sessions.open(tx, conversation)
        return OpenedSession(session_id=session_id, token=token)

    @routes.post("/messages")
    def send(message: NewMessage, known: Annotated[Known, Depends(bearer)]) -> TakenMessage:
        """Take a message in. The same client_id again gives the same answer and has no second effect."""
        if message.choice is not None and message.choice not in choices:
            raise HTTPException(422, "choice: this was never offered")
        inbound = Inbound(
            reference=f"{known.session_id}:{message.client_id}",
            text=message.text or "",
            choice=message.choice,
            conversation_id=known.conversation_id,
        )
        try:
            taken = door.take(
                inbound, "web", known.country, lambda tx, message_id: events.answering(tx, parts, message_id)
            )
        except OSError as fault:
            raise HTTPException(503, "the message could not be kept; send it again") from fault
        if isinstance(taken, Spooled):
            return TakenMessage(
                message_id=str(message.client_id), level=taken.level, events=[_spooled(parts, taken)]
            )
        if taken is None:
            raise RuntimeError("only a text from a phone answers an alert")
        return TakenMessage(message_id=taken.message_id, level=taken.level, events=taken.shown)

    return routes


def _spooled(parts: Parts, taken: Spooled) -> events.Event:
    """An event outside the record: sequence number 0."""
    return events.Event(
        seq=0, type="message" if taken.level == "none" else "handoff", script=taken.script, text=taken.text, choices=[],
        level=taken.level, sender="bot", sender_name=None, at=parts.clock.now().isoformat(),
    )  # fmt: skip
