"""The way of a message, from the door to the answer, in one transaction.

Store, gate, and on a signal hand off: the safety words are in what is returned, so that the channel sends them
in its own answer. Nothing here waits for Rasa, a worker, a model or a network.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast import crash, hearing, offer
from holdfast.delivery import joining, switch, thread, welcome
from holdfast.dialogue import keeping
from holdfast.handoff import answers, carrier, episode, hours, later, phone_replies, record, removal, reply
from holdfast.log import logger
from holdfast.models import Conversation, Message
from holdfast.parts import Parts
from holdfast.plans import addressed

log = logger()
# Written once: putting a statement together costs more than the database takes for it.
_BY_REFERENCE = sa.select(Message).where(Message.reference == sa.bindparam("reference"))


@dataclass(frozen=True)
class Inbound:
    """What a channel took in. `reference` is unique per message; either a conversation or a phone number is known."""

    reference: str
    text: str
    choice: str | None = None
    media: int = 0
    conversation_id: str | None = None
    phone: str | None = None
    # What the carrier took the text for: STOP, START or HELP; then it has acted on it already.
    carrier: str | None = None


@dataclass(frozen=True)
class Taken:
    """What became of it. What is said at once answers `message_id` in the record; `shown` is a channel's view of it."""

    message_id: str
    conversation_id: str
    level: str
    again: bool = False
    shown: Any = None


Show = Callable[[Session, str], Any]


def nothing(_tx: Session, _message_id: str) -> None:
    """What a caller sees that only wants the message taken in."""


def take_in(parts: Parts, inbound: Inbound, show: Show = nothing) -> Taken | None:
    """Take one message in. The same reference again gives the same answer, and has no second effect.

    `show` gets the message's id while everything is at hand, and gives what the channel will answer with.

    None when it was a responder's or a contact's answer to an alert: then there is nothing more to say here.

    Raises SQLAlchemyError when the database cannot take it: the channel then spools it and answers from the gate.
    """

    def once(tx: Session) -> Taken | None:
        if known := _known(tx, inbound):
            return replace(known, shown=show(tx, known.message_id))
        if inbound.phone and phone_replies.heed(tx, parts, inbound.phone, inbound.text, inbound.reference):
            return None
        conversation = (
            addressed.by_id(tx, inbound.conversation_id)
            if inbound.conversation_id is not None
            else addressed.by_phone(tx, parts, inbound.phone or "")
        )
        offered = offer.last(tx, conversation)
        choice = keeping.meant(tx, parts, conversation, inbound.text, inbound.choice, offered)
        verdict = hearing.listen(tx, parts, conversation, inbound.text, offered)
        message = thread.record(
            tx, parts, conversation, inbound.text, sender="person", reference=inbound.reference, choice=choice,
            media=inbound.media, level=verdict.level, heard=verdict.heard,
        )  # fmt: skip
        _answer(tx, parts, conversation, message, choice, verdict, inbound)
        log.info("message_taken_in", message=message.id, channel=conversation.channel, level=message.level)
        taken = Taken(message.id, conversation.id, message.level, shown=show(tx, message.id))
        crash.point("intake_before_commit")
        return taken

    taken = parts.db.transact(once)
    crash.point("intake_after_commit")
    return taken


def _answer(
    tx: Session, parts: Parts, conversation: Conversation, message: Message, choice: str | None,
    verdict: hearing.Heard, inbound: Inbound,
) -> None:  # fmt: skip
    """Hand off, answer a safety question, or leave it to calmer ways."""
    removed = removal.heed(tx, parts, conversation, inbound.text)
    # Done first: whatever else is heard, the carrier's block stands, and our record must know of it.
    word = carrier.heed(tx, parts, conversation, inbound.text, inbound.carrier)
    if choice is not None and answers.concerns(parts, choice) and not verdict.beyond_an_answer:
        answers.give(tx, parts, conversation, message, choice, inline=conversation.channel == "sms")
    elif verdict.signals:
        keeping.keep_at_risk(tx, parts, conversation, message)
        _hand_off(tx, parts, conversation, message, verdict.level, verdict.signals)
        if word == carrier.STOP:
            carrier.tell_who_is_on_call(tx, parts, conversation.person)
    elif word is not None:
        carrier.answer(tx, parts, conversation, message, word)
    elif message.media and hearing.at_risk(parts, conversation.person):
        # A picture from someone at risk is a signal, also beside calm words.
        message.level = parts.gate.policy.level("media").name.lower()
        _hand_off(tx, parts, conversation, message, message.level, ["media"])
    else:
        _calm(tx, parts, conversation, message, choice, inbound, removed=removed)


def _hand_off(
    tx: Session, parts: Parts, conversation: Conversation, message: Message, level: str, signals: list[str]
) -> None:
    inline = conversation.channel == "sms"
    episode.hand_off(tx, parts, conversation, message, level, signals, inline=inline)
    if inline and conversation.person.enrolled:
        _greet(tx, parts, conversation, message, at_risk=True)


def _calm(
    tx: Session, parts: Parts, conversation: Conversation, message: Message, choice: str | None, inbound: Inbound,
    *, removed: bool,
) -> None:  # fmt: skip
    """No signal: what is settled here at once, else a turn of the dialogue."""
    inline = conversation.channel == "sms"
    with tx.no_autoflush:  # the message is written once, when it is known whether it waits for a turn
        state = record.state_of(tx, conversation.person)
    if removed:
        if state != "human":
            thread.say(tx, parts, conversation, removal.SCRIPT, answers=message, inline=inline)
    elif later.denies(tx, parts, conversation.person, inbound.text):
        later.check(tx, parts, conversation, message)
        script = reply.fit(parts, conversation.person, parts.policy.data["gentle_check"]["say"])
        thread.say(tx, parts, conversation, script, kind="status", answers=message, inline=inline)
    elif state == "human" or joining.heed(tx, parts, conversation, message, inbound.text):
        return
    elif not inbound.text.strip() and choice is None:
        _unread(tx, parts, conversation, message, "media" if message.media else "empty")
    else:
        known = conversation.person.enrolled or conversation.channel == "web"
        if not (known and switch.crisis_words(tx, parts, conversation, message, inline=inline)):
            _greet(tx, parts, conversation, message, at_risk=state == "waiting")
        if message.media:
            _unread(tx, parts, conversation, message, "media")
        if known:
            message.turn = "pending"
            parts.ring_after(tx, "turns")


def _greet(tx: Session, parts: Parts, conversation: Conversation, message: Message, *, at_risk: bool) -> None:
    """First contact says what this is, and when people are there."""
    there = hours.usual(tx, parts) if conversation.welcomed_at is None else None
    welcome.greet(
        tx,
        parts,
        conversation,
        answers=message,
        inline=conversation.channel == "sms",
        at_risk=at_risk,
        hours=there,
    )


def _unread(tx: Session, parts: Parts, conversation: Conversation, message: Message, what: str) -> None:
    """A picture cannot be seen, and a message of nothing not be read: it is asked about, with a line."""
    script = reply.fit(parts, conversation.person, parts.policy.data["wordless"][what])
    thread.say(tx, parts, conversation, script, answers=message, inline=conversation.channel == "sms")


def _known(tx: Session, inbound: Inbound) -> Taken | None:
    message = tx.scalars(_BY_REFERENCE, {"reference": inbound.reference}).first()
    if message is None:
        return None
    return Taken(message.id, message.conversation_id, message.level, again=True)
