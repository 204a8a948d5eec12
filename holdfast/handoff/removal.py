"""REMOVE SAM: that contact is not texted any more, from this moment, and does not hear of it."""

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.errors import KeyFault
from holdfast.handoff import record
from holdfast.models import Consent, Contact, Conversation, Delivery, Person
from holdfast.parts import Parts
from holdfast.plans import people

SCRIPT = "utter_contact_removed"


def heed(tx: Session, parts: Parts, conversation: Conversation, text: str) -> bool:
    """Whether this is such a message, for a contact whom the person has. What was queued for them is cancelled too."""
    name = _named(parts, text)
    if name is None:
        return False
    removed = [one for one in conversation.person.contacts if name in _names(parts, one)]
    for contact in removed:
        _remove(tx, parts, conversation.person, contact)
    return bool(removed)


def _named(parts: Parts, text: str) -> str | None:
    """The name that follows one of the policy's words, when there is nothing else."""
    said = _plain(text)
    words = (f"{word} " for word in parts.policy.data["contacts"]["remove_words"])
    return next((said.removeprefix(word) for word in words if said.startswith(word)), None)


def _names(parts: Parts, contact: Contact) -> set[str]:
    try:
        name = _plain(people.contact_name(parts, contact))
    except KeyFault:
        return set()
    return {name, name.split(" ")[0]} - {""}


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", text.lower().replace("\u2019", "'")))


def _remove(tx: Session, parts: Parts, person: Person, contact: Contact) -> None:
    now = parts.clock.now()
    contact.paused_unsafe = True
    queued = sa.update(Delivery).where(Delivery.to_id == contact.id, Delivery.state == "queued")
    tx.execute(queued.values(state="cancelled", error="removed"))
    tx.add(
        Consent(
            person_id=person.id, purpose=f"alert contact {contact.id}", wording_hash="",
            given_at=contact.accepted_at or now, withdrawn_at=now, actor=person.id,
        )
    )  # fmt: skip
    if (escalation := record.open_of(tx, person)) is not None:
        record.log(tx, parts, escalation, "contact_removed", person.id, contact=contact.id)
