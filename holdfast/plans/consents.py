"""What a person agreed to: each consent is a row that stays, also when they take it back."""

import hashlib

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.models import Consent, Person
from holdfast.parts import Parts


def given(tx: Session, person: Person) -> list[Consent]:
    """All of them, also those taken back, oldest first."""
    query = sa.select(Consent).where(Consent.person_id == person.id)
    return list(tx.scalars(query.order_by(Consent.given_at, Consent.id)))


def give(tx: Session, parts: Parts, person: Person, purpose: str, wording: str, actor: str) -> Consent:
    """The person agreed to this wording; its hash shows later which one it was."""
    row = Consent(
        person_id=person.id,
        purpose=purpose,
        wording_hash=hashlib.sha256(wording.encode()).hexdigest(),
        given_at=parts.clock.now(),
        actor=actor,
    )
    tx.add(row)
    tx.flush()
    return row


def take_back(tx: Session, parts: Parts, person: Person, consent_id: str) -> bool:
    """The person no longer agrees. False when this is none of theirs, or was taken back before."""
    row = sa.update(Consent).where(
        Consent.id == consent_id, Consent.person_id == person.id, Consent.withdrawn_at.is_(None)
    )
    taken = tx.scalar(row.values(withdrawn_at=parts.clock.now()).returning(Consent.id))
    return taken is not None
