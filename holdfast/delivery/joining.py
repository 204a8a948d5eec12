"""Coming and going by text: by a clinician's code, by JOIN, and when a number is not that person's any more."""

from sqlalchemy.orm import Session

from holdfast.delivery import check_in, thread, welcome
from holdfast.delivery.timers import GENTLE, TIMER
from holdfast.log import logger
from holdfast.models import Consent, Conversation, Message, Person
from holdfast.parts import Parts
from holdfast.plans import invite

# What they agreed to, or took back: texts to their number.
PURPOSE = "texts"
log = logger()


def heed(tx: Session, parts: Parts, conversation: Conversation, message: Message, text: str) -> bool:
    """A code, JOIN from someone not enrolled, or word of a wrong number; answered here. False when it is none."""
    if conversation.channel != "sms":
        return False
    terms, person = parts.policy.data["joining"], conversation.person
    said = " ".join(text.lower().strip(" .!").replace("\u2019", "'").split())
    if invite.CODE.fullmatch(text.strip().upper()) and invite.use(tx, parts, text, person) is not None:
        agree(tx, parts, person)
        if conversation.welcomed_at is None:
            welcome.greet(tx, parts, conversation, answers=message, inline=True)
        script = terms["joined"]
    elif said in terms["words"] and not person.enrolled:
        conversation.welcomed_at = (
            conversation.welcomed_at or parts.clock.now()
        )  # it says all that a first contact says
        script = terms["ask"]
    elif said in terms["wrong_number"] and person.enrolled:
        script = terms["ask_whose"]
    else:
        return False
    script = parts.library.for_country(script, parts.country(person))
    thread.say(tx, parts, conversation, script, answers=message, inline=True)
    return True


def agree(tx: Session, parts: Parts, person: Person) -> None:
    """They agree to texts in the words that are said with it. From now on this is more than generic help."""
    person.enrolled = True
    _note(tx, parts, person, withdrawn=False)
    log.info("joined", person=person.id)


def leave(tx: Session, parts: Parts, person: Person) -> None:
    """Somebody else has this number: nothing of this person's is said there, and nothing sent unasked.

    What is known stays, for a clinician to set right: enrolling the person again with their new number is enough.
    """
    person.enrolled = False
    check_in.cancel(tx, person.id)
    thread.cancel_timers(tx, person.id, (TIMER, GENTLE))
    _note(tx, parts, person, withdrawn=True)
    log.warning("number_left", person=person.id)


def _note(tx: Session, parts: Parts, person: Person, *, withdrawn: bool) -> None:
    now = parts.clock.now()
    wording = parts.library.units[f"script/{parts.policy.data['joining']['joined']}"].digest
    tx.add(
        Consent(
            person_id=person.id, purpose=PURPOSE, wording_hash=wording, given_at=now,
            withdrawn_at=now if withdrawn else None, actor=person.id,
        )
    )  # fmt: skip
