"""The way of a message, from the door to the answer, in one transaction.

Store, gate, and on a signal hand off: the safety words are in what is returned, so that the channel sends them
in its own answer. Nothing here waits for Rasa, a worker, a model or a network.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from holdfast import hearing, offer
from holdfast.delivery import switch, thread, welcome
from holdfast.dialogue import keeping
from holdfast.handoff import answers, carrier, episode, hours, later, phone_replies, record, removal, reply
from holdfast.log import logger
from holdfast.models import Conversation, Message, Person
from holdfast.parts import Parts
from holdfast.plans import people

log = logger()
# Statements of every message are written once: putting one together costs more than the database takes for it.
_BY_REFERENCE = sa.select(Message).where(Message.reference == sa.bindparam("reference"))
_LOCKED = (
    sa.select(Conversation)
    .join(Conversation.person)
    .options(contains_eager(Conversation.person))
    .execution_options(populate_existing=True)
)
_BY_ID = _LOCKED.where(Conversation.id == sa.bindparam("id"))
_BY_PHONE = _LOCKED.where(Conversation.channel == "sms", Person.phone_index == sa.bindparam("index"))


@dataclass(frozen=True)
class Inbound:
    """What a channel took in. `reference` is unique per message; either a conversation or a phone number is known."""

    reference: str
    text: str
    choice: str | None = None
    media: int = 0
    conversation_id: str | None = None
    phone: str | None = None


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
        conversation = _conversation(tx, parts, inbound)
        offered = offer.last(tx, conversation)
        choice = keeping.meant(tx, parts, conversation, inbound.text, inbound.choice, offered)
        verdict = hearing.listen(tx, parts, conversation, inbound.text, offered)
        message = thread.record(
            tx, parts, conversation, inbound.text, sender="person", reference=inbound.reference, choice=choice,
            media=inbound.media, level=verdict.level, heard=verdict.heard,
        )  # fmt: skip
        _answer(tx, parts, conversation, message, choice, verdict, inbound)
        log.info("message_taken_in", message=message.id, channel=conversation.channel, level=message.level)
        return Taken(message.id, conversation.id, message.level, shown=show(tx, message.id))

    return parts.db.transact(once)


def _answer(
    tx: Session, parts: Parts, conversation: Conversation, message: Message, choice: str | None,
    verdict: hearing.Heard, inbound: Inbound,
) -> None:  # fmt: skip
    """Hand off, answer a safety question, or leave it to the dialogue."""
    inline = conversation.channel == "sms"
    removed = removal.heed(tx, parts, conversation, inbound.text)
    if choice is not None and answers.concerns(parts, choice) and not verdict.beyond_an_answer:
        answers.give(tx, parts, conversation, message, choice, inline=inline)
    elif verdict.signals:
        keeping.keep_at_risk(tx, parts, conversation, message)
        episode.hand_off(tx, parts, conversation, message, verdict.level, verdict.signals, inline=inline)
        if inline and conversation.person.enrolled:
            _greet(tx, parts, conversation, message, at_risk=True)
    elif removed:
        if record.state_of(tx, conversation.person) != "human":
            thread.say(tx, parts, conversation, removal.SCRIPT, answers=message, inline=inline)
    elif later.denies(tx, parts, conversation.person, inbound.text):
        later.check(tx, parts, conversation, message)
        script = reply.fit(parts, conversation.person, parts.policy.data["gentle_check"]["say"])
        thread.say(tx, parts, conversation, script, kind="status", answers=message, inline=inline)
    elif not inbound.text.strip() and choice is None:
        _wordless(tx, parts, conversation, message)
    elif carrier.heed(tx, parts, conversation, message, inbound.text):
        return
    elif (state := record.state_of(tx, conversation.person)) != "human":
        known = conversation.person.enrolled
        if not (known and switch.crisis_words(tx, parts, conversation, message, inline=inline)):
            _greet(tx, parts, conversation, message, at_risk=state == "waiting")
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


def _wordless(tx: Session, parts: Parts, conversation: Conversation, message: Message) -> None:
    """A picture alone is a signal from someone at risk; otherwise it is asked about, like a message of nothing."""
    inline, scripts = conversation.channel == "sms", parts.policy.data["wordless"]
    if message.media and hearing.at_risk(parts, conversation.person):
        level = parts.gate.policy.level("media").name.lower()
        episode.hand_off(tx, parts, conversation, message, level, ["media"], inline=inline)
        return
    if record.state_of(tx, conversation.person) == "human":
        return
    script = scripts["media"] if message.media else scripts["empty"]
    thread.say(
        tx, parts, conversation, reply.fit(parts, conversation.person, script), answers=message, inline=inline
    )


def _known(tx: Session, inbound: Inbound) -> Taken | None:
    message = tx.scalars(_BY_REFERENCE, {"reference": inbound.reference}).first()
    if message is None:
        return None
    return Taken(message.id, message.conversation_id, message.level, again=True)


def _conversation(tx: Session, parts: Parts, inbound: Inbound) -> Conversation:
    """The conversation, with its person locked, so that one person's messages are taken in one after the other."""
    if inbound.conversation_id is not None:
        people.hold_conversation(tx, inbound.conversation_id)
        return tx.scalars(_BY_ID, {"id": inbound.conversation_id}).one()
    phone = inbound.phone or ""
    known = {"index": parts.keys.index(phone)}
    people.hold_phone(tx, known["index"])
    if (found := tx.scalars(_BY_PHONE, known).first()) is None:
        person = people.by_phone(tx, parts, phone) or people.add(tx, parts, phone)
        people.conversation(tx, parts, person, "sms")
        found = tx.scalars(_BY_PHONE, known).one()
    return found
