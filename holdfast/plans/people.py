"""Finding and adding people, and reading their names and numbers."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.db import many_write
from holdfast.models import STAFF, Contact, Conversation, Escalation, Person, Responder, new_id
from holdfast.parts import Parts

_ROW = sa.select(Person.id).with_for_update(key_share=True, of=Person)
_BY_ID = _ROW.where(Person.id == sa.bindparam("id"))
_BY_ID_NOW = _BY_ID.with_for_update(key_share=True, of=Person, skip_locked=True)
_BY_INDEX = _ROW.where(Person.phone_index == sa.bindparam("index"))
_BY_CONVERSATION = _ROW.join(Conversation, Conversation.person_id == Person.id).where(
    Conversation.id == sa.bindparam("conversation")
)
_BY_EPISODE = _ROW.join(Escalation, Escalation.person_id == Person.id).where(
    Escalation.id == sa.bindparam("episode")
)
_BY_EPISODE_NOW = _BY_EPISODE.with_for_update(key_share=True, of=Person, skip_locked=True)


def hold(tx: Session, person_id: str, *, wait: bool = True) -> bool:
    """Hold a person until the transaction ends: whoever else does something about them waits for it.

    Taken before their conversations and episodes are read, since what was read before may be out of date. False when
    someone else has them and `wait` is False. On SQLite there is one writer, and nothing to hold.
    """
    if not many_write(tx) or person_id in tx.info.get("held", ()):
        return True
    return _held(tx, tx.scalar(_BY_ID if wait else _BY_ID_NOW, {"id": person_id}))


def hold_phone(tx: Session, index: str) -> bool:
    """The same, for whoever has the number of this index; False when nobody has."""
    return not many_write(tx) or _held(tx, tx.scalar(_BY_INDEX, {"index": index}))


def hold_conversation(tx: Session, conversation_id: str) -> bool:
    """The same, for whose conversation it is; False when it is nobody's."""
    return not many_write(tx) or _held(tx, tx.scalar(_BY_CONVERSATION, {"conversation": conversation_id}))


def hold_episode(tx: Session, episode_id: str, *, wait: bool = True) -> bool:
    """The same, for whose episode it is; False when it is nobody's, or when someone else has them."""
    if not many_write(tx):
        return True
    return _held(tx, tx.scalar(_BY_EPISODE if wait else _BY_EPISODE_NOW, {"episode": episode_id}))


def _held(tx: Session, person_id: str | None) -> bool:
    if person_id is not None:
        tx.info.setdefault("held", set()).add(person_id)
    return person_id is not None


def enrolled(tx: Session) -> list[Person]:
    """Everyone who is or was enrolled with a number and is not erased, in the order they came.

    Was: their number is somebody else's now, and a clinician has to set that right.
    """
    query = sa.select(Person).where(
        sa.or_(Person.enrolled, Person.name.is_not(None)),
        ~Person.canary,
        Person.data_key.is_not(None),
        Person.phone_index.is_not(None),
    )
    return list(tx.scalars(query.order_by(Person.created_at)))


def staff(tx: Session) -> list[Responder]:
    """Everyone with an account or on call, in the order on call."""
    return list(tx.scalars(sa.select(Responder).where(*STAFF).order_by(Responder.position)))


def gone(tx: Session) -> list[Responder]:
    """Whose account was closed, the last one first: the record still names them."""
    query = sa.select(Responder).where(Responder.closed_at.is_not(None))
    return list(tx.scalars(query.order_by(Responder.closed_at.desc())))


def by_phone(tx: Session, parts: Parts, phone: str) -> Person | None:
    """The person with this number (E.164)."""
    return tx.scalars(sa.select(Person).where(Person.phone_index == parts.keys.index(phone))).first()


def contacts_by_phone(tx: Session, parts: Parts, phone: str) -> list[Contact]:
    """Every contact with this number: one phone may stand in the plans of several people."""
    return list(tx.scalars(sa.select(Contact).where(Contact.phone_index == parts.keys.index(phone))))


def responder_by_phone(tx: Session, parts: Parts, phone: str) -> Responder | None:
    """The responder with this number."""
    return tx.scalars(sa.select(Responder).where(Responder.phone_index == parts.keys.index(phone))).first()


def add(tx: Session, parts: Parts, phone: str | None) -> Person:
    """A new person with a data key of their own, not enrolled; `phone` is E.164."""
    person_id = new_id()
    person = Person(id=person_id, data_key=parts.keys.new_data_key(person_id), created_at=parts.clock.now())
    if phone is not None:
        person.phone = parts.sealer(person).seal("person.phone", person_id, phone)
        person.phone_index = parts.keys.index(phone)
    tx.add(person)
    tx.flush()
    return person


def first_name(parts: Parts, person: Person) -> str:
    """The name others may see: the discreet name, else the first word of the name, else a neutral phrase."""
    sealer = parts.sealer(person)
    if person.discreet_name:
        return sealer.open("person.discreet_name", person.id, person.discreet_name)
    if person.name:
        return sealer.open("person.name", person.id, person.name).split()[0]
    return "Someone on your list"


def phone(parts: Parts, person: Person) -> str | None:
    """The person's number, E.164."""
    return parts.sealer(person).open("person.phone", person.id, person.phone) if person.phone else None


def contact_name(parts: Parts, contact: Contact) -> str:
    """The contact's name."""
    return parts.sealer(contact.person).open("contact.name", contact.id, contact.name)


def contact_phone(parts: Parts, contact: Contact) -> str:
    """The contact's number, E.164."""
    return parts.sealer(contact.person).open("contact.phone", contact.id, contact.phone)


def responder_phone(parts: Parts, responder: Responder) -> str:
    """The responder's number, E.164."""
    return parts.keys.own().open("responder.phone", responder.id, responder.phone)


def conversation(tx: Session, parts: Parts, person: Person, channel: str) -> Conversation:
    """A new conversation on the web; the person's one conversation by text."""
    if channel == "sms":
        query = sa.select(Conversation).where(
            Conversation.person_id == person.id, Conversation.channel == "sms"
        )
        if found := tx.scalars(query).first():
            return found
    made = Conversation(person_id=person.id, channel=channel, created_at=parts.clock.now(), person=person)
    tx.add(made)
    tx.flush()
    return made
