"""Switches that an operator throws for the whole service, at once. Each throw is a row, and stays."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import thread
from holdfast.models import Conversation, Message, Switch
from holdfast.parts import Parts

CRISIS_ONLY = "crisis_only"
SCRIPT = "utter_crisis_only"
_NEWEST = (
    sa.select(Switch.on)
    .where(Switch.name == sa.bindparam("name"))
    .order_by(Switch.id.desc())
    .limit(1)
    .execution_options(autoflush=False)
)
_SAID = (
    sa.select(Message.id)
    .where(Message.answers_id == sa.bindparam("answers"), Message.script == SCRIPT)
    .limit(1)
)


def is_on(tx: Session, name: str = CRISIS_ONLY) -> bool:
    """Whether it is on now. Read once in a transaction."""
    read: dict[str, bool] = tx.info.setdefault("switches", {})
    if name not in read:
        read[name] = bool(tx.scalar(_NEWEST, {"name": name}))
    return read[name]


def newest(tx: Session, name: str = CRISIS_ONLY) -> Switch | None:
    """When it was thrown last, and by whom; None when it never was."""
    query = sa.select(Switch).where(Switch.name == name).order_by(Switch.id.desc())
    return tx.scalars(query.limit(1)).first()


def throw(tx: Session, parts: Parts, actor: str, *, on: bool, name: str = CRISIS_ONLY) -> None:
    """Turn it on or off for everyone, from the next message."""
    tx.info.pop("switches", None)
    tx.add(Switch(name=name, on=on, at=parts.clock.now(), by=actor))
    tx.flush()


def crisis_words(
    tx: Session, parts: Parts, conversation: Conversation, answers: Message | None, *, inline: bool = False
) -> bool:
    """While the service is turned to crisis words only, say them, once for a message. False when it is not."""
    if not is_on(tx):
        return False
    if answers is None or tx.scalar(_SAID, {"answers": answers.id}) is None:
        thread.say(tx, parts, conversation, SCRIPT, answers=answers, inline=inline)
    return True
