"""First contact: a program, not a person; not an emergency service; who reads this. Never left to the dialogue."""

from datetime import timedelta

from sqlalchemy.orm import Session

from holdfast.delivery import switch, thread
from holdfast.models import Conversation, Message
from holdfast.parts import Parts

# New York asks for a notice every 3 hours of use, Utah for one after 7 days away: the shorter serves both.
AGAIN_AFTER, AWAY = timedelta(hours=3), timedelta(days=7)


def greet(
    tx: Session,
    parts: Parts,
    conversation: Conversation,
    *,
    answers: Message | None = None,
    inline: bool = False,
    at_risk: bool = False,
    hours: str | None = None,
) -> None:
    """Say it once per conversation, with the note on draft scripts in demo mode; `at_risk`: after the safety words.

    `hours`: when people of our team are there, if that is not always.

    Someone whose number is not known gets generic help each time, and nothing personal.
    """
    if conversation.person.enrolled and not at_risk and switch.crisis_words(tx, parts, conversation, answers):
        return
    args = {"hours": hours} if hours else {}
    first = conversation.welcomed_at is None
    conversation.welcomed_at = conversation.welcomed_at or parts.clock.now()
    if not conversation.person.enrolled and conversation.channel == "sms":
        thread.say(tx, parts, conversation, "utter_unknown_number", answers=answers, inline=inline)
    elif first and at_risk:
        _draft_notice(tx, parts, conversation, answers, inline=inline)
        thread.say(
            tx,
            parts,
            conversation,
            _with(hours, "utter_welcome_risk"),
            args=args,
            kind="status",
            answers=answers,
            inline=inline,
        )
    elif not first and _long_ago(parts, conversation):
        if not _was_away(parts, conversation):
            thread.say(
                tx,
                parts,
                conversation,
                "utter_still_a_program",
                kind="status",
                answers=answers,
                inline=inline,
            )
        conversation.disclosed_at = parts.clock.now()
    elif first:
        _draft_notice(tx, parts, conversation, answers, inline=inline)
        thread.say(
            tx, parts, conversation, _with(hours, "utter_welcome"), args=args, answers=answers, inline=inline
        )


def _with(hours: str | None, script: str) -> str:
    return f"{script}_hours" if hours else script


def _long_ago(parts: Parts, conversation: Conversation) -> bool:
    """Whether it was last said longer ago than it may be."""
    last = conversation.disclosed_at or conversation.welcomed_at
    return last is not None and parts.clock.now() - last >= AGAIN_AFTER


def _was_away(parts: Parts, conversation: Conversation) -> bool:
    """Whether the dialogue greets them after a week, and says it itself."""
    last = conversation.last_turn_at
    return last is not None and parts.clock.now() - last >= AWAY


def _draft_notice(
    tx: Session, parts: Parts, conversation: Conversation, answers: Message | None, *, inline: bool
) -> None:
    if parts.settings.demo:
        thread.say(
            tx, parts, conversation, "utter_draft_notice", kind="status", answers=answers, inline=inline
        )
