"""Saying what Rasa proposed, as far as it may: dialogue topics only, and while waiting only what the person chose.

What a step keeps and what a script does (`holdfast/dialogue/effects`) happens here, beside the words about it.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.delivery import guard, thread
from holdfast.dialogue import effects, keeping
from holdfast.dialogue.effects import Done, Here
from holdfast.dialogue.rasa import Say, Timer, Turn
from holdfast.dialogue.variety import in_other_words
from holdfast.errors import Refused
from holdfast.handoff import episode, record
from holdfast.models import Conversation, Delivery, Message, new_id
from holdfast.parts import Parts
from holdfast.plans import ratings

# Said once in place of the plan, to someone whose clinic has not turned on reading it out by text message.
PLAN_NOT_BY_SMS = "utter_plan_not_by_text"


def follow(tx: Session, parts: Parts, conversation: Conversation, message: Message, turn: Turn) -> None:
    """Say the proposals in order and set the timers.

    Raises Refused when Rasa proposes what it may not say, or words that the guard refuses; then nothing is said.
    """
    topics = parts.policy.data["dialogue_topics"]
    for say in turn.says:
        if (script := parts.library.scripts.get(say.script)) is None or script.topic not in topics:
            raise Refused(f"{say.script}: not for the dialogue to say")
    if conversation.channel == "sms" and not conversation.person.plan_by_sms and _reads_plan(turn):
        turn = replace(turn, says=(Say(PLAN_NOT_BY_SMS, {"end": True}, None),))
    if record.state_of(tx, conversation.person) == "waiting":
        allowed = [say for say in turn.says if parts.library.scripts[say.script].topic in _allowed(parts)]
        if not allowed:
            seen(tx, parts, conversation, message)
            return
        turn = replace(turn, says=tuple(allowed))
    here = Here(tx, parts, conversation, message)
    turn, kept = _keep(here, turn)
    if kept.signal is not None:
        level = parts.gate.policy.level(kept.signal).name.lower()
        episode.hand_off(tx, parts, conversation, message, level, [kept.signal])
        return
    for say in turn.says:
        if not _say(here, say, kept):
            break
    if turn.timers or {say.script for say in turn.says} & set(parts.policy.data["timers_end_with"]):
        thread.cancel_timers(tx, conversation.person_id)
    for n, timer in enumerate(turn.timers):
        _set(tx, parts, conversation, message, timer, n)
    if (tool := _tool(parts, turn)) is not None:
        ratings.use(tx, parts, conversation.person, tool)


def _comes_again(here: Here, script: str, **more: Any) -> bool:
    """Whether these very words were said last: then something is said before them."""
    query = sa.select(Message).where(
        Message.conversation_id == here.conversation.id, Message.sender.in_(("bot", "responder"))
    )
    last = here.tx.scalars(query.order_by(Message.seq.desc()).limit(1)).first()
    if last is None or last.script != script:
        return False
    words = guard.words(here.tx, here.parts, here.conversation, script, **more)
    return words.text == thread.text_of(here.parts, here.conversation, last)


def _tool(parts: Parts, turn: Turn) -> str | None:
    """What the person was just led to, if its help can be rated."""
    exercise = parts.library.exercises.get(str((turn.says[-1].ref or {}).get("exercise")))
    return exercise.tool if exercise else None


def _reads_plan(turn: Turn) -> bool:
    return any("plan_step" in (say.ref or {}) for say in turn.says)


def _keep(here: Here, turn: Turn) -> tuple[Turn, Done]:
    """Keep or note what the person wrote; when it could not be kept, that is said and nothing else."""
    step, choice = keeping.step_at(here.parts, here.conversation), here.message.choice
    if step is None:
        return _refuse_claims(here, turn), Done()
    if step.notes and choice is None:
        return turn, effects.NOTES[step.notes](here) or Done()
    if choice is None or keeping.told(here.parts, choice) != keeping.KEPT:
        return _refuse_claims(here, turn), Done()
    if (kept := keeping.keep(here)) is None:
        otherwise = in_other_words(here.tx, here.parts, here.conversation, str(step.otherwise))
        return replace(turn, says=(Say(otherwise, dict(here.conversation.position), None),)), Done()
    if kept.then is not None:
        turn = replace(turn, says=(Say(kept.then, {"end": True}, None),))
    return turn, kept


def _refuse_claims(here: Here, turn: Turn) -> Turn:
    for say in turn.says:
        if keeping.claims_keeping(here.parts, say.script):
            raise Refused(f"{say.script}: nothing was kept")
    return turn


def _say(here: Here, say: Say, kept: Done) -> bool:
    """Say it and do what it does; False when that could not be done and other words were said in its place."""
    script = here.parts.library.scripts[say.script]
    does, otherwise = script.metadata.get("does"), script.metadata.get("otherwise")
    done = effects.DOES[does](replace(here, script=script)) if does else Done()
    name, ref, choices = say.script, say.ref, say.choices
    if done is None:
        name, ref, choices = str(otherwise), {"end": True} if ref else None, None
    elif done.then is not None:
        name, ref, choices = done.then, {"end": True} if ref else None, None
    elif done.choices is not None:
        choices = list(done.choices)
    args = {**kept.args, **(done.args if done else {})}
    if _comes_again(here, name, ref=ref, only=choices, args=args):
        once_more = here.parts.policy.data["once_more"]
        thread.say(here.tx, here.parts, here.conversation, once_more, answers=here.message)
    thread.say(
        here.tx, here.parts, here.conversation, name, ref=ref, only=choices, args=args, answers=here.message
    )
    return done is not None


def _allowed(parts: Parts) -> list[str]:
    return list(parts.policy.data["waiting"]["topics"])


def seen(tx: Session, parts: Parts, conversation: Conversation, message: Message) -> None:
    """While waiting, everything else gets a truthful line: it is kept for the person who answers."""
    scripts = parts.policy.data["waiting"]["seen"]
    said = sa.select(sa.func.count()).where(
        Message.conversation_id == conversation.id, Message.script.in_(scripts)
    )
    number = tx.scalar(said) or 0
    thread.say(tx, parts, conversation, scripts[number % len(scripts)], kind="status", answers=message)


def _set(
    tx: Session, parts: Parts, conversation: Conversation, message: Message, timer: Timer, n: int
) -> None:
    now = parts.clock.now()
    tx.add(
        Delivery(
            id=new_id(),
            kind="timer",
            cause_id=message.id,
            n=n,
            to_kind="person",
            to_id=conversation.person_id,
            conversation_id=conversation.id,
            script=timer.script,
            ref=timer.ref,
            state="queued",
            due_at=now + timedelta(seconds=timer.after_s),
            created_at=now,
        )
    )
