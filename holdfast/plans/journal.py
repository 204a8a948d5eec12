"""A person's journal: messages that they wrote to be kept, and the tags they chose. Read back as counts only."""

from collections import Counter
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.models import Conversation, JournalEntry, Message, Person
from holdfast.parts import Parts

# How long after an entry a tag still belongs to it.
OPEN_FOR = timedelta(hours=1)


def add(tx: Session, parts: Parts, person: Person, message: Message) -> None:
    """This message is an entry."""
    tx.add(JournalEntry(person_id=person.id, message_id=message.id, at=parts.clock.now(), tags=[]))
    tx.flush()


def tag_last(tx: Session, parts: Parts, person: Person, tag: str) -> bool:
    """Tag the newest entry. False when there is none, or it is too old."""
    query = sa.select(JournalEntry).where(
        JournalEntry.person_id == person.id, JournalEntry.at > parts.clock.now() - OPEN_FOR
    )
    entry = tx.scalars(query.order_by(JournalEntry.at.desc()).limit(1)).first()
    if entry is None:
        return False
    entry.tags = [*entry.tags, tag] if tag not in entry.tags else entry.tags
    tx.flush()
    return True


def counts(tx: Session, person: Person) -> tuple[int, Counter[str]]:
    """How many entries there are, and how many have each tag."""
    entries = list(tx.scalars(sa.select(JournalEntry.tags).where(JournalEntry.person_id == person.id)))
    return len(entries), Counter(tag for tags in entries for tag in tags)


def forget(tx: Session, parts: Parts, person: Person) -> None:
    """The words of every entry are overwritten, and the entries are deleted."""
    query = (
        sa.select(Message)
        .join(JournalEntry, JournalEntry.message_id == Message.id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(JournalEntry.person_id == person.id, Conversation.person_id == person.id)
    )
    for message in tx.scalars(query):
        message.words = parts.sealer(person).seal("message.words", message.id, "")
        message.heard = []
    tx.execute(sa.delete(JournalEntry).where(JournalEntry.person_id == person.id))
