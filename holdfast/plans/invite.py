"""One-time codes that open the web chat for a person, or, texted from their own phone, the texts."""

import hashlib
import re
import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.models import Invite, Person
from holdfast.parts import Parts

VALID_FOR = timedelta(days=7)
# Letters and digits that are not mistaken for each other when read aloud.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE = re.compile(rf"[{ALPHABET}]{{4}}(-?[{ALPHABET}]{{4}}){{2}}")


def make(tx: Session, parts: Parts, person: Person) -> str:
    """A new code of 12 characters (59 bits), valid for a week, for one use."""
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
    tx.add(Invite(person_id=person.id, code_hash=_hash(code), expires_at=parts.clock.now() + VALID_FOR))
    return code


def use(tx: Session, parts: Parts, code: str, by: Person | None = None) -> Person | None:
    """Whose code this is; used up by asking. None when unknown, used or expired, or not the code of `by`."""
    now = parts.clock.now()
    mine = [Invite.person_id == by.id] if by is not None else []
    claimed = tx.scalar(
        sa.update(Invite)
        .where(Invite.code_hash == _hash(code), Invite.used_at.is_(None), Invite.expires_at > now, *mine)
        .values(used_at=now)
        .returning(Invite.person_id)
    )
    return tx.get(Person, claimed) if claimed else None


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().upper().replace("-", "").encode()).hexdigest()
