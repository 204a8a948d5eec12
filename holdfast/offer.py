"""What was offered last, and what someone chose of it by number or in the choice's own words."""

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.models import Conversation, Message

NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_OFFERED = (
    sa.select(Message)
    .where(
        Message.conversation_id == sa.bindparam("conversation"),
        sa.or_(Message.choices.is_not(None), Message.sender == "responder"),
        Message.sender != "person",
    )
    .order_by(Message.seq.desc())
    .limit(1)
)
_SAID_SINCE = sa.select(Message.id).where(
    Message.conversation_id == sa.bindparam("conversation"),
    Message.seq > sa.bindparam("seq"),
    Message.kind == "message",
    Message.sender == "bot",
)
NUMBER = re.compile(r"^\W*(?:(\d)|(" + "|".join(NUMBERS) + r"))\W*$", re.IGNORECASE)


def last(tx: Session, conversation: Conversation) -> Message | None:
    """The newest message that offered choices, as long as a number can still mean one of them.

    None once a human has written, or the dialogue has asked something else since: a number then answers that (a
    rating of 4 is not the fourth choice of an older menu). A safety question outlives what is said after it.
    """
    newest = tx.scalars(_OFFERED, {"conversation": conversation.id}).first()
    if newest is None or newest.sender == "responder":
        return None
    asked_since = (
        newest.kind != "handoff"
        and tx.scalars(_SAID_SINCE.limit(1), {"conversation": conversation.id, "seq": newest.seq}).first()
    )
    return None if asked_since else newest


def chosen(offered: Message | None, text: str) -> str | None:
    """The id of the choice meant by `2`, `2.`, `(2)`, `two` or the label itself; None when it is none of these."""
    if offered is None or not offered.choices:
        return None
    if found := NUMBER.match(text):
        number = int(found[1]) if found[1] else NUMBERS.index(found[2].lower()) + 1
        return str(offered.choices[number - 1]["id"]) if 0 < number <= len(offered.choices) else None
    said = _plain(text)
    return next(
        (str(choice["id"]) for choice in offered.choices if said and _plain(choice["label"]) == said), None
    )


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", text.lower()))
