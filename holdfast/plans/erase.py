"""Erasure: the person's data key is destroyed, so that nothing they wrote can be read again."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.models import (
    Consent,
    Contact,
    Conversation,
    Delivery,
    Escalation,
    Goal,
    Invite,
    JournalEntry,
    Message,
    Misheard,
    Person,
    Rating,
    WebSession,
)
from holdfast.parts import Parts


def erase(tx: Session, parts: Parts, person: Person, actor: str) -> bool:
    """Destroy the person's key, close their sessions, cancel what is still to be sent to them.

    False, and nothing is done, while an escalation of theirs is open: a human closes it first. Rows with ids and
    times stay, for the record of what the service did.
    """
    still_open = sa.select(Escalation.id).where(
        Escalation.person_id == person.id, Escalation.state != "closed"
    )
    if tx.scalar(still_open):
        return False
    person.data_key = None
    person.phone_index = None
    person.enrolled = False
    mine = sa.select(Conversation.id).where(Conversation.person_id == person.id)
    tx.execute(sa.delete(WebSession).where(WebSession.conversation_id.in_(mine)))
    # A mark names a message; a confirmed line leads back to nobody and stays.
    said = sa.select(Message.id).where(Message.conversation_id.in_(mine))
    tx.execute(sa.delete(Misheard).where(Misheard.message_id.in_(said)))
    # Numbers and tags are no words and open without a key, so the rows themselves go.
    for kept in (Invite, JournalEntry, Rating, Goal):
        tx.execute(sa.delete(kept).where(kept.person_id == person.id))
    tx.execute(
        sa.update(Contact)
        .where(Contact.person_id == person.id)
        .values(accepted=False, phone_index=Contact.id)
    )
    # Texts that left are sealed under the service's key, not the person's: they hold plan items and names.
    theirs = sa.select(Contact.id).where(Contact.person_id == person.id)
    episodes = sa.select(Escalation.id).where(Escalation.person_id == person.id)
    about = sa.or_(
        Delivery.to_id == person.id,
        Delivery.to_id.in_(theirs),
        Delivery.conversation_id.in_(mine),
        Delivery.escalation_id.in_(episodes),
    )
    waiting = sa.and_(about, Delivery.state.in_(("queued", "inline", "sending")))
    tx.execute(sa.update(Delivery).where(waiting).values(state="cancelled"))
    tx.execute(sa.update(Delivery).where(about).values(words=None))
    tx.add(
        Consent(
            person_id=person.id, purpose="erased", wording_hash="", given_at=parts.clock.now(), actor=actor
        )
    )
    return True
