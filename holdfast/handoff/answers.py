"""Answers to what a safety reply asked or offered: by number, by tap, or in a word."""

from sqlalchemy.orm import Session

from holdfast.delivery import joining, thread
from holdfast.handoff import code_word, contacts, episode, later, record, reply
from holdfast.models import Conversation, Message
from holdfast.parts import Parts
from holdfast.plans import people


def concerns(parts: Parts, choice: str | None) -> bool:
    """Whether a choice is answered here, from the policy, and not by the dialogue."""
    return choice in parts.policy.data["answers"]


def give(
    tx: Session, parts: Parts, conversation: Conversation, message: Message, choice: str, *, inline: bool
) -> Message | None:
    """Do what the policy says for this answer and say so. An answer can raise the level, never lower it.

    While a human has the person, only what they asked for is said: crisis lines, or whom we text.
    """
    action = parts.policy.data["answers"][choice]
    escalation = record.open_of(tx, conversation.person)
    if "signal" in action:
        level = parts.gate.policy.level(action["signal"]).name.lower()
        return episode.hand_off(tx, parts, conversation, message, level, [action["signal"]], inline=inline)
    if "raise" in action:
        level = action["raise"][escalation.level if escalation else "care"]
        return episode.hand_off(tx, parts, conversation, message, level, [choice], inline=inline, answer=True)
    if escalation is not None:
        record.log(tx, parts, escalation, "answered", conversation.person_id, choice=choice)
        if escalation.state == "human" and action.get("silent_with_a_human"):
            return None
    script, args = action.get("say"), {}
    if action.get("spare_contacts") and not code_word.spare(tx, parts, escalation):
        told = contacts.told(tx, escalation) if escalation else []
        script = action["too_late"] if told else "utter_lines"
        args = {"contact": " and ".join(people.contact_name(parts, one) for one in told)}
    if "contact" in action:
        contact = contacts.alert_by_tap(tx, parts, escalation) if escalation else None
        script = action["contact"] if contact else "utter_lines"
        args = {"contact": people.contact_name(parts, contact)} if contact else {}
    if action.get("check_later") and escalation is not None:
        later.check(tx, parts, conversation, message)
    if action.get("follow_up") and not later.follow_up(tx, parts, conversation.person, message):
        script = action["impossible"]
    if action.get("drop_follow_up"):
        later.cancel(tx, conversation.person_id)
    if action.get("join"):
        joining.agree(tx, parts, conversation.person)
    if action.get("leave_number") and escalation is None:
        joining.leave(tx, parts, conversation.person)
    script = reply.fit(parts, conversation.person, script)
    return thread.say(tx, parts, conversation, script, args=args, answers=message, inline=inline)
