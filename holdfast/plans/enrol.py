"""Taking a clinic file in: people are added or brought up to date by phone number."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from holdfast.models import Consent, Contact, Person, Plan, PlanItem, Responder, new_id
from holdfast.parts import Parts
from holdfast.plans import people, recall
from holdfast.plans.clinic_file import ClinicFile, ContactRecord, PersonRecord, PlanLine, ResponderRecord


@dataclass
class Done:
    """What an import did, in counts."""

    people_added: int = 0
    people_updated: int = 0
    plans_written: int = 0
    contacts_added: int = 0
    contacts_updated: int = 0
    contacts_removed: int = 0
    responders_added: int = 0
    responders_updated: int = 0
    person_ids: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        """The counts in words."""
        return (
            f"people: {self.people_added} added, {self.people_updated} brought up to date; "
            f"plans: {self.plans_written} new versions; "
            f"contacts: {self.contacts_added} added, {self.contacts_updated} brought up to date, "
            f"{self.contacts_removed} removed; "
            f"responders: {self.responders_added} added, {self.responders_updated} brought up to date"
        )


def take_in(tx: Session, parts: Parts, clinic: ClinicFile, actor: str) -> Done:
    """Write a whole clinic file, all or nothing (the caller's transaction)."""
    done = Done()
    for record in clinic.people:
        person = people.by_phone(tx, parts, record.phone)
        if person is None:
            person = people.add(tx, parts, record.phone)
            done.people_added += 1
        else:
            done.people_updated += 1
        write_person(tx, parts, person, record, done, actor)
        done.person_ids.append(person.id)
    if clinic.responders:
        _write_responders(tx, parts, clinic.responders, done)
    return done


def write_person(
    tx: Session, parts: Parts, person: Person, record: PersonRecord, done: Done, actor: str
) -> None:
    """Bring one person, their plan and their contacts in line with the record."""
    sealer = parts.sealer(person)
    newly = not person.enrolled
    person.name = sealer.seal("person.name", person.id, record.name)
    if record.country and record.country != person.country:
        person.country, person.country_confirmed_on = record.country, parts.clock.now()
    person.language, person.age_band = record.language, record.age_band
    person.safe_to_text, person.plan_by_sms = record.safe_to_text, record.plan_by_sms
    person.code_word = (
        sealer.seal("person.code_word", person.id, record.code_word) if record.code_word else None
    )
    if record.safe_to_call is not None:
        person.safe_to_call = record.safe_to_call
    if record.discreet_name is not None:
        sealed = sealer.seal("person.discreet_name", person.id, record.discreet_name)
        person.discreet_name = sealed if record.discreet_name else None
    person.enrolled = True
    if newly:
        tx.add(
            Consent(
                person_id=person.id,
                purpose="enrolled by clinic",
                wording_hash="",
                given_at=parts.clock.now(),
                actor=actor,
            )
        )
    _write_plan(tx, parts, person, record.plan, done, actor)
    _write_contacts(tx, parts, person, record.contacts, done)


def _write_plan(
    tx: Session, parts: Parts, person: Person, lines: tuple[tuple[PlanLine, ...], ...], done: Done, actor: str
) -> None:
    now = [[(line.words, line.phone) for line in step] for step in lines]
    before = [recall.items(tx, parts, person, step) for step in range(1, len(now) + 1)]
    newest = recall.newest_plan(tx, person)
    if not any(now) or (newest is not None and not newest.draft and now == before):
        return
    plan = Plan(
        id=new_id(),
        person_id=person.id,
        version=recall.next_version(tx, person),
        author=actor,
        created_at=parts.clock.now(),
    )
    tx.add(plan)
    sealer = parts.sealer(person)
    for step, items in enumerate(lines, start=1):
        for position, line in enumerate(items):
            item_id = new_id()
            plan.items.append(
                PlanItem(
                    id=item_id,
                    step=step,
                    position=position,
                    words=sealer.seal("plan_item.words", item_id, line.words),
                    phone=sealer.seal("plan_item.phone", item_id, line.phone) if line.phone else None,
                )
            )
    done.plans_written += 1


def _write_contacts(
    tx: Session, parts: Parts, person: Person, records: tuple[ContactRecord, ...], done: Done
) -> None:
    """Contacts that the file no longer names are no longer accepted, so nobody alerts them; their rows stay."""
    sealer = parts.sealer(person)
    known = {contact.phone_index: contact for contact in person.contacts}
    for position, record in enumerate(records):
        index = parts.keys.index(record.phone)
        contact = known.pop(index, None)
        if contact is None:
            contact = Contact(id=new_id(), person=person, phone_index=index)
            contact.phone = sealer.seal("contact.phone", contact.id, record.phone)
            done.contacts_added += 1
        else:
            done.contacts_updated += 1
        contact.name = sealer.seal("contact.name", contact.id, record.name)
        if record.accepted and (record.accepted_on or not contact.accepted):
            contact.accepted_at = record.accepted_on or parts.clock.now()
        contact.hours = record.hours
        if record.paused is not None:
            contact.paused_unsafe = record.paused
        contact.position, contact.accepted, contact.notify_from = (
            position,
            record.accepted,
            record.notify_from,
        )
        tx.add(contact)
    for gone in known.values():
        if gone.accepted:
            gone.accepted, gone.accepted_at = False, None
            done.contacts_removed += 1


def _write_responders(tx: Session, parts: Parts, records: tuple[ResponderRecord, ...], done: Done) -> None:
    """On call in the order of the file; whoever it does not name comes after them, in the order they had."""
    named = [_write_responder(tx, parts, record, done) for record in records]
    others = [one for one in people.staff(tx) if one not in named]
    for position, responder in enumerate([*named, *others]):
        responder.position = position
    tx.flush()


def _write_responder(tx: Session, parts: Parts, record: ResponderRecord, done: Done) -> Responder:
    responder = people.responder_by_phone(tx, parts, record.phone)
    if responder is None:
        responder_id = new_id()
        responder = Responder(
            id=responder_id,
            position=0,
            phone=parts.keys.own().seal("responder.phone", responder_id, record.phone),
            phone_index=parts.keys.index(record.phone),
        )
        tx.add(responder)
        done.responders_added += 1
    else:
        done.responders_updated += 1
    responder.name, responder.role = record.name, record.role
    tx.flush()
    return responder
