"""What was offered last, and what someone chose of it by number or in the choice's own words."""

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from holdfast.models import Conversation, Message

NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_LATER = aliased(Message)
_SAID_SINCE = sa.exists().where(
    _LATER.conversation_id == Message.conversation_id,
    _LATER.seq > Message.seq,
    _LATER.kind == "message",
    _LATER.sender == "bot",
)
_OFFERED = (
    sa.select(Message, _SAID_SINCE)
    .where(
        Message.conversation_id == sa.bindparam("conversation"),
        sa.or_(Message.choices.is_not(None), Message.sender == "responder"),
        Message.sender != "person",
    )
    .order_by(Message.seq.desc())
    .limit(1)
)
NUMBER = re.compile(r"^\W*(?:(\d)|(" + "|".join(NUMBERS) + r"))\W*$", re.IGNORECASE)


def last(tx: Session, conversation: Conversation) -> Message | None:
    """The newest message that offered choices, as long as a number can still mean one of them.

    None once a human has written, or the dialogue has asked something else since: a number then answers that (a
    rating of 4 is not the fourth choice of an older menu). A safety question outlives what is said after it.
    """
    found = tx.execute(_OFFERED, {"conversation": conversation.id}).first()
    if found is None:
        return None
    newest, asked_since = found
    over = newest.sender == "responder" or (asked_since and newest.kind != "handoff")
    return None if over else newest


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
