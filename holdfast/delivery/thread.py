"""Writing into a conversation: what came in, what the program says, what a responder writes."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.db import many_write
from holdfast.delivery import guard
from holdfast.delivery.split import split
from holdfast.delivery.timers import TIMER
from holdfast.models import Conversation, Delivery, Message, Responder, new_id
from holdfast.parts import Parts
from holdfast.plans import people

# How long a reply that travels in the answer to a webhook may stay unconfirmed before it is sent again.
CONFIRM_WITHIN_S = 20
_CANCEL_TIMERS = (
    sa.update(Delivery)
    .where(
        Delivery.kind.in_(sa.bindparam("kinds", expanding=True)),
        Delivery.to_id == sa.bindparam("person"),
        Delivery.state == "queued",
    )
    .values(state="cancelled")
    .execution_options(synchronize_session=False)
)


def record(tx: Session, parts: Parts, conversation: Conversation, text: str, **fields: Any) -> Message:
    """Append one message to the conversation, sealed, with the next sequence number; wakes its readers."""
    if many_write(tx) and conversation.person_id not in tx.info.get("held", ()):
        people.hold(tx, conversation.person_id)
        tx.refresh(conversation, ["last_seq"])
    conversation.last_seq += 1
    message = Message(
        id=new_id(),
        conversation_id=conversation.id,
        seq=conversation.last_seq,
        at=parts.clock.now(),
        **fields,
    )
    message.words = parts.sealer(conversation.person).seal("message.words", message.id, text)
    tx.add(message)
    parts.ring_after(tx, f"conversation:{conversation.id}")
    return message


def say(
    tx: Session,
    parts: Parts,
    conversation: Conversation,
    script: str,
    *,
    ref: Mapping[str, Any] | None = None,
    only: Sequence[str] | None = None,
    args: Mapping[str, str] | None = None,
    kind: str = "message",
    level: str = "none",
    answers: Message | None = None,
    inline: bool = False,
    unasked: bool = False,
) -> Message:
    """Say a script to the person, on the channel of the conversation.

    By text it becomes a delivery: `inline` when the caller carries it in the answer to the provider's webhook,
    `unasked` when the person did not just write (then only if it is safe to text them). Words that nobody signed
    are replaced, once for one message, and the exercise they belong to ends. Raises Refused.
    """
    words = guard.words(tx, parts, conversation, script, ref=ref, only=only, args=args)
    replaced = words.script != script
    if replaced and (already := _answered_with(tx, answers, words.script)) is not None:
        return already
    message = record(
        tx,
        parts,
        conversation,
        words.text,
        kind=kind,
        sender="system" if kind == "status" else "bot",
        script=words.script,
        choices=[{"id": choice.id, "label": choice.label} for choice in words.choices] or None,
        level=level,
        answers_id=answers.id if answers else None,
    )
    if ref is not None:
        conversation.position = {} if ref.get("end") or replaced else dict(ref)
    if conversation.channel == "sms":
        _queue(tx, parts, conversation, message, words.text, inline=inline, unasked=unasked)
    return message


def _answered_with(tx: Session, answers: Message | None, script: str) -> Message | None:
    """What already answers a message in these words."""
    if answers is None:
        return None
    query = sa.select(Message).where(Message.answers_id == answers.id, Message.script == script)
    return tx.scalars(query).first()


def write(
    tx: Session,
    parts: Parts,
    conversation: Conversation,
    responder: Responder,
    text: str,
    script: str | None = None,
) -> Message:
    """What a responder says to the person: their own words, or those of a phrase (`script`)."""
    message = record(
        tx, parts, conversation, text, sender="responder", responder_id=responder.id, script=script
    )
    if conversation.channel == "sms":
        _queue(tx, parts, conversation, message, text, inline=False, unasked=False)
    return message


def text_of(parts: Parts, conversation: Conversation, message: Message) -> str:
    """The message's words."""
    return parts.sealer(conversation.person).open("message.words", message.id, message.words)


def _queue(
    tx: Session,
    parts: Parts,
    conversation: Conversation,
    message: Message,
    text: str,
    *,
    inline: bool,
    unasked: bool,
) -> None:
    tx.flush()  # rows that name the message follow
    now = parts.clock.now()
    person = conversation.person
    reason = None
    if person.texts_blocked_at is not None and not (inline and message.level != "none"):
        # Safety words still travel in the answer to the webhook; whether the carrier lets them pass is not ours.
        reason = "opted_out"
    elif unasked and not person.safe_to_text:
        reason = "not_safe_to_text"
    for n, part in enumerate(split(text)):
        delivery = Delivery(
            id=new_id(),
            kind="inline" if inline else "reply",
            cause_id=message.id,
            n=n,
            to_kind="person",
            to_id=person.id,
            message_id=message.id,
            conversation_id=conversation.id,
            state="cancelled" if reason else "inline" if inline else "queued",
            error=reason,
            priority=0 if message.level != "none" else 5,
            due_at=now if not inline else now + timedelta(seconds=CONFIRM_WITHIN_S),
            created_at=now,
        )
        delivery.words = parts.keys.own().seal("delivery.words", delivery.id, part)
        tx.add(delivery)
    parts.ring_after(tx, "outbox")


def inline_of(tx: Session, parts: Parts, message_id: str) -> list[tuple[str, str]]:
    """(delivery id, text) of everything that answers this message in the answer to the provider's webhook."""
    query = (
        sa.select(Delivery)
        .join(Message, Message.id == Delivery.message_id)
        .where(Message.answers_id == message_id, Delivery.kind == "inline", Delivery.error.is_(None))
        .order_by(Message.seq, Delivery.n)
    )
    return [
        (one.id, parts.keys.own().open("delivery.words", one.id, one.words or b""))
        for one in tx.scalars(query)
    ]


def cancel_timers(tx: Session, person_id: str, kinds: Sequence[str] = (TIMER,)) -> None:
    """Pending timers of this person will not speak any more; after a signal, check-ins neither."""
    tx.execute(_CANCEL_TIMERS, {"person": person_id, "kinds": list(kinds)})
