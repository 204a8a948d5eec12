"""Codes that work once: an invitation to an account, and break-glass for a second factor that is gone."""

import hashlib
import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.models import AccountCode, Responder
from holdfast.parts import Parts

INVITE, GLASS = "invite", "glass"
INVITE_LASTS = timedelta(days=3)
# On paper, at enrolment; each works once.
GLASS_AT_ONCE = 4
# Letters and digits that are not mistaken for each other when copied by hand.
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def invite(tx: Session, parts: Parts, responder: Responder, by: str) -> str:
    """A code that gives this responder an account, or theirs anew. It ends the codes that were made before it."""
    _end(tx, responder, INVITE)
    code = secrets.token_urlsafe(32)
    _add(tx, parts, responder, INVITE, code, by, INVITE_LASTS)
    return code


def glass(tx: Session, parts: Parts, responder: Responder) -> list[str]:
    """New codes for paper, of 12 characters (59 bits). They end those that were made before."""
    _end(tx, responder, GLASS)
    codes = [
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
        for _ in range(GLASS_AT_ONCE)
    ]
    for code in codes:
        _add(tx, parts, responder, GLASS, code.replace("-", ""), responder.id, None)
    return codes


def whose_invite(tx: Session, parts: Parts, code: str) -> Responder | None:
    """Whom an invitation is for; it is not used up by looking. None when it is unknown, used or too old."""
    found = tx.scalars(sa.select(AccountCode).where(*_good(parts, INVITE, code))).first()
    return tx.get(Responder, found.responder_id) if found else None


def use_invite(tx: Session, parts: Parts, code: str) -> Responder | None:
    """Whom it is for, and it works no more."""
    used = _use(tx, parts, INVITE, code)
    return tx.get(Responder, used) if used else None


def use_glass(tx: Session, parts: Parts, responder_id: str, typed: str) -> bool:
    """Whether this is a code from this responder's paper; it works no more."""
    code = "".join(one for one in typed.upper() if one.isalnum())
    return _use(tx, parts, GLASS, code, AccountCode.responder_id == responder_id) is not None


def end_all(tx: Session, responder: Responder) -> None:
    """No code of theirs works any more."""
    _end(tx, responder, INVITE)
    _end(tx, responder, GLASS)


def _good(parts: Parts, kind: str, code: str) -> list[sa.ColumnElement[bool]]:
    lasts = sa.or_(AccountCode.expires_at.is_(None), AccountCode.expires_at > parts.clock.now())
    return [
        AccountCode.kind == kind,
        AccountCode.code_hash == _hash(code),
        AccountCode.used_at.is_(None),
        lasts,
    ]


def _use(tx: Session, parts: Parts, kind: str, code: str, *also: sa.ColumnElement[bool]) -> str | None:
    """Whose it is, in one statement, so that two who try the same code at once do not both get in."""
    return tx.scalar(
        sa.update(AccountCode)
        .where(*_good(parts, kind, code), *also)
        .values(used_at=parts.clock.now())
        .returning(AccountCode.responder_id)
        .execution_options(synchronize_session=False)
    )


def _add(
    tx: Session, parts: Parts, responder: Responder, kind: str, code: str, by: str, lasts: timedelta | None
) -> None:
    now = parts.clock.now()
    tx.add(
        AccountCode(
            responder_id=responder.id, kind=kind, code_hash=_hash(code), made_by=by, made_at=now,
            expires_at=now + lasts if lasts else None,
        )
    )  # fmt: skip


def _end(tx: Session, responder: Responder, kind: str) -> None:
    mine = (AccountCode.responder_id == responder.id, AccountCode.kind == kind, AccountCode.used_at.is_(None))
    tx.execute(sa.delete(AccountCode).where(*mine))


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
