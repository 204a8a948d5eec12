"""One-time codes that open the web chat for a person."""

import hashlib
import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.models import Invite, Person
from holdfast.parts import Parts

VALID_FOR = timedelta(days=7)
# Letters and digits that are not mistaken for each other when read aloud.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def make(tx: Session, parts: Parts, person: Person) -> str:
    """A new code of 12 characters (59 bits), valid for a week, for one use."""
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
    tx.add(Invite(person_id=person.id, code_hash=_hash(code), expires_at=parts.clock.now() + VALID_FOR))
    return code


def use(tx: Session, parts: Parts, code: str) -> Person | None:
    """Whose code this is; used up by asking. None when unknown, used or expired."""
    now = parts.clock.now()
    claimed = tx.scalar(
        sa.update(Invite)
        .where(Invite.code_hash == _hash(code), Invite.used_at.is_(None), Invite.expires_at > now)
        .values(used_at=now)
        .returning(Invite.person_id)
    )
    return tx.get(Person, claimed) if claimed else None


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().upper().replace("-", "").encode()).hexdigest()
