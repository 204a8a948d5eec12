"""How proposals are said: never the same words twice in a row, one set of choices, and a word after a long silence."""

from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.dialogue.rasa import Say, Turn
from holdfast.models import Conversation, Message
from holdfast.parts import Parts

AWAY, LONG_AWAY = timedelta(hours=1), timedelta(days=7)
# Appended to a script's name, where such a script exists, for saying it when the last answer said it.
OTHER_WORDS = "_b"
GREETED_BACK = "utter_greet_back"


def varied(tx: Session, parts: Parts, conversation: Conversation, turn: Turn) -> Turn:
    """The turn as it is said: other words for what the last answer said, choices with its last message only."""
    says = list(turn.says)
    says[0] = replace(says[0], script=in_other_words(tx, parts, conversation, says[0].script))
    last = parts.library.scripts.get(says[-1].script)
    if len(says) > 1 and last is not None and last.buttons:
        # A number answers the newest choices; older ones beside them would only mislead.
        says = [*(replace(say, choices=[]) for say in says[:-1]), says[-1]]
    return replace(turn, says=tuple(says))


def in_other_words(tx: Session, parts: Parts, conversation: Conversation, script: str) -> str:
    """The script, or its other wording, where there is one, when the last answer said this one."""
    other = script + OTHER_WORDS
    return other if other in parts.library.scripts and script in _last_answer(tx, conversation) else script


def after_silence(conversation: Conversation, turn: Turn, now: datetime) -> Turn:
    """After an hour, what goes on is taken up with a greeting; after a week it is said again that this is a program."""
    if conversation.last_turn_at is None or now - conversation.last_turn_at < AWAY:
        return turn
    if now - conversation.last_turn_at >= LONG_AWAY:
        back = "utter_back_after_week"
    elif _goes_on(conversation, turn):
        back = "utter_back_after_hour"
    else:
        return turn
    says = [say for say in turn.says if say.script != GREETED_BACK]
    return replace(turn, says=(Say(back, None, None), *says))


def _goes_on(conversation: Conversation, turn: Turn) -> bool:
    """Whether the turn stays in the exercise or the plan in which the person stood."""
    before, after = conversation.position, turn.says[-1].ref or {}
    return any(before.get(kind) and after.get(kind) for kind in ("exercise", "plan_step"))


def _last_answer(tx: Session, conversation: Conversation) -> set[str]:
    """Scripts of the last answer; one to a question in the middle of an exercise ends with the exercise's step."""
    said = sa.select(Message).where(
        Message.conversation_id == conversation.id, Message.sender == "bot", Message.script.is_not(None)
    )
    last = tx.scalars(said.order_by(Message.seq.desc()).limit(1)).first()
    if last is None:
        return set()
    together = tx.scalars(said.where(Message.answers_id == last.answers_id)) if last.answers_id else ()
    return {str(message.script) for message in (last, *together)}
