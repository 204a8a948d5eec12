"""Gentle checks: hours after someone said that they are fine, and on the next day when they agreed to it.

Rows in the outbox. A new signal, a human's first word, a handing back and an opt-out cancel them.
"""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery.timers import GENTLE
from holdfast.handoff import record
from holdfast.models import Consent, Conversation, Delivery, Message, Person, new_id
from holdfast.parts import Parts
from holdfast.plans import people

FOLLOW_UP = "agree_follow_up"
_QUEUED = sa.select(Delivery.id).where(
    Delivery.kind == GENTLE, Delivery.to_id == sa.bindparam("person"), Delivery.state == "queued"
)


def denies(tx: Session, parts: Parts, person: Person, text: str) -> bool:
    """Whether someone who waits for a human takes it back ("I'm fine"), and is not yet going to be asked later."""
    said = text.strip().strip(".!").lower().replace("\u2019", "'")
    return (
        said in parts.policy.data["gentle_check"]["after_words"]
        and record.state_of(tx, person) == "waiting"
        and tx.scalar(_QUEUED, {"person": person.id}) is None
    )


def check(tx: Session, parts: Parts, conversation: Conversation, cause: Message) -> None:
    """Ask how things are in some hours, once; the episode stays open meanwhile."""
    terms = parts.policy.data["gentle_check"]
    if tx.scalar(_QUEUED, {"person": conversation.person_id}) is None:
        _add(tx, parts, conversation, cause, terms["script"], terms["after_s"])


def may_follow_up(person: Person) -> bool:
    """Whether a text may come to this person by itself."""
    return person.phone is not None and person.safe_to_text and person.texts_blocked_at is None


def follow_up(tx: Session, parts: Parts, person: Person, cause: Message) -> bool:
    """Text them the next day, as they just agreed, and keep what they agreed to. False when no text may come."""
    if not may_follow_up(person):
        return False
    terms = parts.policy.data["follow_up"]
    cancel(tx, person.id)
    _add(tx, parts, people.conversation(tx, parts, person, "sms"), cause, terms["script"], terms["after_s"])
    wording = parts.library.units[f"script/{terms['script']}"].digest
    now = parts.clock.now()
    tx.add(
        Consent(person_id=person.id, purpose="follow_up", wording_hash=wording, given_at=now, actor=person.id)
    )
    return True


def cancel(tx: Session, person_id: str) -> None:
    """None of them will be said."""
    tx.execute(
        sa.update(Delivery)
        .where(Delivery.kind == GENTLE, Delivery.to_id == person_id, Delivery.state == "queued")
        .values(state="cancelled")
        .execution_options(synchronize_session=False)
    )


def _add(
    tx: Session, parts: Parts, conversation: Conversation, cause: Message, script: str, after_s: int
) -> None:
    now = parts.clock.now()
    tx.add(
        Delivery(
            id=new_id(), kind=GENTLE, cause_id=cause.id, n=0, to_kind="person", to_id=conversation.person_id,
            conversation_id=conversation.id, script=script, state="queued", due_at=now + timedelta(seconds=after_s),
            created_at=now,
        )
    )  # fmt: skip
    tx.flush()
