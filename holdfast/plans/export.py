"""A clinic file out of the database: what `holdfast import` would read."""

from typing import Any

from sqlalchemy.orm import Session

from holdfast.models import Person, Responder
from holdfast.parts import Parts
from holdfast.plans import people, recall


def clinic_file(tx: Session, parts: Parts) -> dict[str, Any]:
    """Everyone who is enrolled and not erased, with plan and contacts, and the responders."""
    return {
        "people": [record_of(tx, parts, one) for one in people.enrolled(tx)],
        "responders": [responder_record(parts, one) for one in people.staff(tx)],
    }


def responder_record(parts: Parts, one: Responder) -> dict[str, Any]:
    """One responder."""
    return {"name": one.name, "phone": people.responder_phone(parts, one), "role": one.role}


def record_of(tx: Session, parts: Parts, person: Person) -> dict[str, Any]:
    """One person, as they are now."""
    sealer = parts.sealer(person)
    record: dict[str, Any] = {
        "name": sealer.open("person.name", person.id, person.name) if person.name else "",
        "phone": people.phone(parts, person),
        "country": person.country,
        "language": person.language,
        "age_band": person.age_band,
        "safe_to_text": person.safe_to_text,
        "safe_to_call": person.safe_to_call,
        "plan_by_sms": person.plan_by_sms,
        "plan": {
            name: [
                {"name": words, "phone": number} if number else words
                for words, number in recall.items(tx, parts, person, step)
            ]
            for step, name in enumerate(recall.STEPS, start=1)
        },
        "contacts": [
            {
                "name": people.contact_name(parts, contact),
                "phone": people.contact_phone(parts, contact),
                "accepted": contact.accepted,
                "notify_from": contact.notify_from,
                **({"hours": contact.hours} if contact.hours else {}),
                **({"accepted_on": f"{contact.accepted_at:%Y-%m-%d}"} if contact.accepted_at else {}),
                **({"paused": True} if contact.paused_unsafe else {}),
            }
            for contact in person.contacts
        ],
    }
    if person.code_word:
        record["code_word"] = sealer.open("person.code_word", person.id, person.code_word)
    if person.discreet_name:
        record["discreet_name"] = sealer.open("person.discreet_name", person.id, person.discreet_name)
    return record
