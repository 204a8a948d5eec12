"""When Rasa gives no usable answer: breathing and the plan all the same, else signed words with human numbers."""

from typing import Any

from sqlalchemy.orm import Session

from holdfast.delivery import thread
from holdfast.dialogue import saying
from holdfast.errors import Refused
from holdfast.handoff import episode, record
from holdfast.models import Conversation, Message
from holdfast.parts import Parts


def tell(tx: Session, parts: Parts, conversation: Conversation, message: Message) -> None:
    """Answer without Rasa; the second time in a row people are asked to look.

    What the person chose of breathing, riding the wave and the plan is said from the policy's list. While a human
    is awaited nothing else is said but the truthful line that the message is kept.
    """
    trouble = parts.policy.data["trouble"]
    conversation.fresh = True
    if _said_without(tx, parts, conversation, message, trouble["without_rasa"].get(message.choice, [])):
        return
    if record.open_of(tx, conversation.person):
        saying.seen(tx, parts, conversation, message)
        return
    conversation.faults += 1
    if conversation.faults >= trouble["in_a_row_before_handoff"]:
        level = parts.gate.policy.level("bot_down").name.lower()
        episode.hand_off(tx, parts, conversation, message, level, ["bot_down"])
    else:
        scripts = trouble["scripts"]
        thread.say(
            tx, parts, conversation, scripts[(conversation.faults - 1) % len(scripts)], answers=message
        )


def _said_without(
    tx: Session, parts: Parts, conversation: Conversation, message: Message, says: list[dict[str, Any]]
) -> bool:
    """Say those of the list that this person's record allows (a plan may lack a step). Whether anything was said."""
    said = 0
    for say in says:
        try:
            with tx.begin_nested():
                thread.say(tx, parts, conversation, say["script"], ref=say["ref"], answers=message)
            said += 1
        except Refused:
            continue
    return said > 0
