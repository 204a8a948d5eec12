"""What the person is told while they wait: what the record shows, spaced, and never more than that."""

from sqlalchemy.orm import Session

from holdfast.delivery import thread
from holdfast.errors import Refused
from holdfast.handoff import contacts, record, reply, rota
from holdfast.models import Conversation, Escalation
from holdfast.parts import Parts
from holdfast.plans import people

HELD_BACK = "words_held_back"


def take_back(tx: Session, parts: Parts, escalation: Escalation) -> None:
    """They were told a name, and no word came: say that nobody has answered, unless such a line is due anyway."""
    if record.count(tx, escalation, "first_word"):
        return
    notice = parts.policy.notice(escalation.level, escalation.notices)
    if notice is not None and escalation.opened_at + notice[0] <= parts.clock.now():
        return
    conversation = tx.get_one(Conversation, escalation.conversation_id)
    script = reply.fit(parts, escalation.person, parts.policy.data["status"]["no_word_came"])
    _status(tx, parts, escalation, conversation, script, "person_told_nobody_yet")


def tell(tx: Session, parts: Parts, escalation: Escalation) -> None:
    """Status lines: what the record shows, spaced, and never more than that."""
    conversation = tx.get_one(Conversation, escalation.conversation_id)
    if conversation.channel == "web" and record.count(tx, escalation, "person_told") == 0:
        _status(tx, parts, escalation, conversation, "utter_status_told", "person_told")
    for contact in contacts.told(tx, escalation):
        named = {"contact": people.contact_name(parts, contact)}
        if conversation.channel == "web" and not _said_of(tx, escalation, contact.id):
            _status(
                tx,
                parts,
                escalation,
                conversation,
                "utter_status_contact_told",
                "person_told_of_contact",
                named,
                contact.id,
            )
    args = reply.away_arguments(parts, escalation, rota.staffing(tx, parts))
    while (notice := parts.policy.notice(escalation.level, escalation.notices)) is not None:
        after, script = notice
        if escalation.opened_at + after > parts.clock.now():
            break
        escalation.notices += 1
        upcoming = parts.policy.notice(escalation.level, escalation.notices)
        if upcoming and escalation.opened_at + upcoming[0] <= parts.clock.now():
            continue  # after a long stop only the newest line is said
        _status(
            tx,
            parts,
            escalation,
            conversation,
            reply.fit(parts, escalation.person, script, away="back" in args),
            "person_told_nobody_yet",
            args,
        )


def _status(
    tx: Session, parts: Parts, escalation: Escalation, conversation: Conversation, script: str, verb: str,
    args: dict[str, str] | None = None, about: str = "",
) -> None:  # fmt: skip
    if script in record.facts(tx, escalation, HELD_BACK, "script"):
        return
    try:
        said = thread.say(
            tx, parts, conversation, script, args=args, kind="status", level=escalation.level, unasked=True
        )
    except Refused:
        return  # the record does not show it yet
    # Words that nobody signed were not said, so the record must not show that the person was told.
    told = verb if said.script == script else HELD_BACK
    record.log(tx, parts, escalation, told, "ladder", script=script, about=about)


def _said_of(tx: Session, escalation: Escalation, contact_id: str) -> bool:
    return contact_id in record.facts(tx, escalation, "person_told_of_contact", "about")
