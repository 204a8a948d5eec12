"""Words that are kept: in answer to a question of a step that says so in `data/exercises`, and never otherwise.

The dialogue engine is told that something was kept, never what. While words are kept, only whole messages that are
known ways to steer (`keeping` in `data/handoff.yml`) are heard as such.
"""

import re
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast import offer
from holdfast.content import Step, plain
from holdfast.dialogue import effects
from holdfast.dialogue.effects import Done, Here
from holdfast.dialogue.variety import OTHER_WORDS
from holdfast.log import logger
from holdfast.models import Conversation, Message
from holdfast.parts import Parts

# The choice that stands for words which were kept.
KEPT = "kept_words"
# A question that was asked longer ago than this is asked again before anything is kept.
OPEN_FOR = timedelta(hours=1)


# Whoever writes more than this is not steering.
LONGEST_STEERING = 80
log = logger()


def step_at(parts: Parts, conversation: Conversation) -> Step | None:
    """The step of an exercise at which the person stands."""
    exercise = parts.library.exercises.get(str(conversation.position.get("exercise")))
    number = int(conversation.position.get("step") or 0)
    return exercise.steps[number - 1] if exercise and 1 <= number <= len(exercise.steps) else None


def meant(
    tx: Session,
    parts: Parts,
    conversation: Conversation,
    text: str,
    tapped: str | None,
    offered: Message | None,
) -> str | None:
    """The choice that a message stands for: tapped, one of those offered, steering, or words to keep."""
    choice = tapped or offer.chosen(offered, text) or _yes(parts, offered, text)
    if choice is not None or not text.strip():
        return choice
    step = step_at(parts, conversation)
    if step is None or step.keeps is None or not _is_open(tx, parts, conversation, step):
        return None
    if _is_question(parts, text) and step.keeps not in parts.policy.data["keeping"]["questions_kept"]:
        return None
    return _steering(parts, text, step.keeps) or KEPT


def told(parts: Parts, choice: str) -> str:
    """What the dialogue engine is told of a choice: not which of the service's own ones it was."""
    return KEPT if any(choice in own for own in parts.policy.data["keeping"]["choices"].values()) else choice


def keep(here: Here) -> Done | None:
    """Keep what the message says, in the caller's transaction. None when it could not be kept."""
    step = step_at(here.parts, here.conversation)
    return effects.KEEPS[step.keeps](here) if step is not None and step.keeps else None


def claims_keeping(parts: Parts, script: str) -> bool:
    """Whether these words say that something was kept or done."""
    steps = (step for exercise in parts.library.exercises.values() for step in exercise.steps if step.keeps)
    return any(script.removesuffix(OTHER_WORDS) in (step.more, step.then) for step in steps)


def keep_at_risk(tx: Session, parts: Parts, conversation: Conversation, message: Message) -> None:
    """A message that was written to be kept and is handed off is kept all the same, where that is right.

    Nothing that goes wrong here may touch the handoff.
    """
    step = step_at(parts, conversation)
    if message.choice != KEPT or step is None or step.keeps not in effects.KEPT_AT_RISK:
        return
    try:
        with tx.begin_nested():
            keep(Here(tx, parts, conversation, message))
    except Exception as fault:  # noqa: BLE001  (the signal counts for more than the note)
        log.error("not_kept", message=message.id, error=type(fault).__name__)


def _yes(parts: Parts, offered: Message | None, text: str) -> str | None:
    """A yes to a script that offers its first choice by name."""
    script = parts.library.scripts.get(offered.script or "") if offered is not None else None
    if script is None or offered is None or not offered.choices or not script.metadata.get("yes_is_first"):
        return None
    return str(offered.choices[0]["id"]) if parts.library.phrases.get(plain(text)) == "affirm" else None


def _is_open(tx: Session, parts: Parts, conversation: Conversation, step: Step) -> bool:
    """Whether the step's question is the last thing that was said here, and not long ago."""
    query = sa.select(Message).where(Message.conversation_id == conversation.id, Message.sender != "person")
    last = tx.scalars(query.order_by(Message.seq.desc()).limit(1)).first()
    if last is None or parts.clock.now() - last.at > OPEN_FOR:
        return False
    asked = {step.script, step.more, step.otherwise, *parts.policy.data["keeping"]["asks_again"]}
    return (last.script or "").removesuffix(OTHER_WORDS) in asked


def _is_question(parts: Parts, text: str) -> bool:
    said = re.fullmatch(parts.policy.data["keeping"]["question"], plain(text))
    return text.rstrip().endswith("?") or said is not None


def _steering(parts: Parts, text: str, keeps: str) -> str | None:
    keeping, said = parts.policy.data["keeping"], plain(text)
    intent = keeping["words"].get(said) or parts.library.phrases.get(said)
    if intent in keeping["heard"]:
        return str(intent)
    for kind, pattern in keeping["patterns"].items():
        if keeps.startswith(kind) and len(said) <= LONGEST_STEERING and re.fullmatch(pattern["says"], said):
            return str(pattern["intent"])
    return None
