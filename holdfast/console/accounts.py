"""Passwords of responders: set, checked in about the same time for known and unknown names."""

import threading
from functools import cache

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from holdfast.models import AccountCode, DeskSession, Responder

# The password of the ready-made accounts of a demonstration. Outside demo mode nobody can sign in with it.
DEMO_PASSWORD = "holdfast-demo"  # noqa: S105  (shown on the demo's sign-in page)
SHORTEST = 12

_hasher = PasswordHasher()
# One check takes 64 MiB; a burst of attempts must not take the memory of the service.
_one_at_a_time = threading.BoundedSemaphore(2)


def set_password(tx: Session, responder: Responder, password: str) -> None:
    """Give a responder a password and end their sessions.

    Raises ValueError when it does not fit.
    """
    if fault := unfit(password):
        raise ValueError(fault)
    with _one_at_a_time:
        responder.password_hash = _hasher.hash(password)
    tx.execute(sa.delete(DeskSession).where(DeskSession.responder_id == responder.id))


def unfit(password: str) -> str | None:
    """Why this cannot be a password, in words; None when it can. Nothing but length is asked of it."""
    return f"A password needs at least {SHORTEST} characters." if len(password) < SHORTEST else None


def named(tx: Session, name: str) -> list[tuple[str, str]]:
    """(id, password hash) of every account with this name, whatever its case. Two people may share a name."""
    wanted = name.strip().casefold()
    query = sa.select(Responder.id, Responder.name, Responder.password_hash)
    return [
        (one.id, one.password_hash)
        for one in tx.execute(query.where(Responder.password_hash.is_not(None)))
        if one.name.casefold() == wanted
    ]


def demo_accounts(tx: Session) -> list[Responder]:
    """The accounts that the sign-in page of a demonstration offers, first on call first.

    Whoever opened their account by invitation has a password of their own.
    """
    invited = sa.select(AccountCode.responder_id).where(
        AccountCode.kind == "invite", AccountCode.used_at.is_not(None)
    )
    ready = (Responder.password_hash.is_not(None), Responder.id.not_in(invited))
    return list(tx.scalars(sa.select(Responder).where(*ready).order_by(Responder.position)))


def match(candidates: list[tuple[str, str]], password: str, *, demo: bool) -> str | None:
    """The id of the account whose password this is, or None. Takes as long for a name that nobody has."""
    found = None
    for account, password_hash in candidates or [("", _nobody())]:
        if _is(password_hash, password) and account:
            found = account
    return None if password == DEMO_PASSWORD and not demo else found


@cache
def _nobody() -> str:
    """A hash that no password fits, made at the first sign-in and not at every start."""
    return _hasher.hash("no account has this name")


def _is(password_hash: str, password: str) -> bool:
    with _one_at_a_time:
        try:
            return _hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
