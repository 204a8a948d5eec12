"""One calm turn: the oldest unanswered message goes to Rasa, its proposal is checked and said.

Where the person stands is our row and goes in with every turn, so that a restart of Rasa loses nothing.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from holdfast import crash, hearing
from holdfast.delivery import switch, thread
from holdfast.dialogue import keeping, trouble
from holdfast.dialogue.rasa import Rasa, Turn, plain
from holdfast.dialogue.saying import follow
from holdfast.dialogue.variety import after_silence, varied
from holdfast.errors import DialogueFault, Refused
from holdfast.handoff import episode, incident, record
from holdfast.log import logger
from holdfast.models import Conversation, Message
from holdfast.parts import Parts
from holdfast.plans import addressed, ratings

# Rasa's own memory is short on purpose: a turn gets slower with the length of a conversation (rasa-facts.md, C).
MOST_TURNS, IDLE = 20, timedelta(hours=1)
# How long a turn waits for Rasa's first readiness before the fallback is said.
PATIENCE = timedelta(seconds=60)
_WAITING = (
    sa.select(Conversation.person_id)
    .join(Message, Message.conversation_id == Conversation.id)
    .where(Message.turn == "pending")
    .order_by(Message.at)
)
_OLDEST = (
    sa.select(Message)
    .join(Message.conversation)
    .join(Conversation.person)
    .options(contains_eager(Message.conversation).contains_eager(Conversation.person))
    .where(Conversation.person_id == sa.bindparam("person"), Message.turn == "pending")
    .order_by(Message.at, Message.seq)
    .limit(1)
)
log = logger()
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Pending:
    """A message that waits for its turn, and what Rasa is sent for it."""

    message_id: str
    conversation_id: str
    waited: timedelta
    request: dict[str, Any]


def waiting(parts: Parts) -> list[str]:
    """Ids of people with a message that waits for its turn."""
    parts.precedence.give_way()
    with parts.db.read() as tx:
        return list(dict.fromkeys(tx.scalars(_WAITING)))


async def run(parts: Parts, rasa: Rasa, person_id: str) -> bool:
    """Answer this person's oldest waiting message. False when there is none, or Rasa is still loading."""
    pending = await _calmly(parts, _oldest, parts, person_id)
    if pending is None or (not rasa.has_been_ready and pending.waited < PATIENCE and not await rasa.ready()):
        return False
    try:
        crash.point("turn_before_asking")
        turn = await rasa.turn(pending.request)
        crash.point("turn_answered")
        await _calmly(parts, _settle, parts, pending, turn)
        crash.point("turn_settled")
    except sa.exc.SQLAlchemyError:
        raise  # the database is away: the message waits for it
    except DialogueFault as fault:
        log.error("turn_failed", message=pending.message_id, reason=str(fault))
        await _calmly(parts, _fall_back, parts, pending)
    except Exception as fault:  # noqa: BLE001  (the turn's door: whatever is wrong, the person is answered)
        log.error("turn_failed", message=pending.message_id, error=type(fault).__name__)
        await _calmly(parts, _fall_back, parts, pending)
    return True


async def _calmly(parts: Parts, do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """In a thread, behind the answers to risk messages."""
    return await asyncio.to_thread(lambda: parts.precedence.calmly(do, *args, **kwargs))


def _oldest(parts: Parts, person_id: str) -> Pending | None:
    with parts.db.read() as tx:
        message = tx.scalars(_OLDEST, {"person": person_id}).first()
        if message is None:
            return None
        conversation, now = message.conversation, parts.clock.now()
        idle = conversation.last_turn_at is None or now - conversation.last_turn_at > IDLE
        request: dict[str, Any] = {
            "conversation": conversation.id,
            "turn": conversation.turns,
            "fresh": conversation.fresh or idle or conversation.turns % MOST_TURNS == 0,
            "slots": _slots(tx, parts, conversation),
        }
        if message.choice is not None:
            request["choice"] = keeping.told(parts, message.choice)
        else:
            request["text"] = plain(thread.text_of(parts, conversation, message))
        return Pending(message.id, conversation.id, now - message.at, request)


def _slots(tx: Session, parts: Parts, conversation: Conversation) -> dict[str, Any]:
    rating = ratings.open_one(tx, parts, conversation.person)
    position, step = conversation.position, keeping.step_at(parts, conversation)
    return {
        "channel": conversation.channel,
        "exercise": position.get("exercise"),
        "exercise_step": position.get("step"),
        "plan_step": position.get("plan_step"),
        "waiting": record.state_of(tx, conversation.person) == "waiting",
        "flagged": hearing.at_risk(parts, conversation.person),
        "misses": conversation.misses,
        "keeping": step is not None and step.keeps is not None,
        "rated": rating.before if rating is not None and rating.tool is not None else None,
        "helped": ratings.best(tx, conversation.person) is not None,
    }


def _settle(parts: Parts, pending: Pending, turn: Turn) -> None:
    """Say what Rasa proposed, as far as guard and record allow; or hand off when its NLU heard a signal."""
    with parts.db.write() as tx:
        message, conversation = _still_pending(tx, pending)
        if message is None:
            return
        message.turn = "done"
        signal = parts.policy.data["intent_signals"].get(turn.intent)
        if signal is not None and not (
            signal["signal"] == "asked_for_person" and record.open_of(tx, conversation.person)
        ):
            episode.hand_off(tx, parts, conversation, message, signal["level"], [signal["signal"]])
            return
        if switch.crisis_words(tx, parts, conversation, message):
            return
        said = varied(tx, parts, conversation, after_silence(conversation, turn, parts.clock.now()))
        try:
            with tx.begin_nested():
                follow(tx, parts, conversation, message, said)
        except Refused as fault:
            log.error("proposal_refused", message=message.id, reason=str(fault))
            trouble.tell(tx, parts, conversation, message)
            return
        conversation.faults = 0
        conversation.turns += 1
        conversation.fresh = bool(turn.says[-1].ref and turn.says[-1].ref.get("end"))
        conversation.last_turn_at = parts.clock.now()
        missed = turn.says[-1].script.startswith("utter_fallback")
        conversation.misses = conversation.misses + 1 if missed else 0
        incident.end(tx, parts, "bot_down")


def _fall_back(parts: Parts, pending: Pending) -> None:
    with parts.db.write() as tx:
        message, conversation = _still_pending(tx, pending)
        if message is not None:
            message.turn = "done"
            if switch.crisis_words(tx, parts, conversation, message):
                return
            trouble.tell(tx, parts, conversation, message)


def _still_pending(tx: Session, pending: Pending) -> tuple[Message | None, Conversation]:
    """The message, unless a signal or a human came in between: then what Rasa proposed is dropped."""
    conversation = addressed.by_id(tx, pending.conversation_id)
    message = tx.get_one(Message, pending.message_id)
    if message.turn != "pending":
        return None, conversation
    if record.state_of(tx, conversation.person) == "human":
        message.turn = "dropped"
        return None, conversation
    return message, conversation
