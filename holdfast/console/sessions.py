"""Sessions of signed-in responders: a random token in a cookie, its hash in the database, two time limits.

A session that was idle for too long is locked: a password opens it again until its end.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from holdfast.log import logger
from holdfast.models import DeskSession, Responder
from holdfast.parts import Parts

IDLE = timedelta(minutes=15)
# How long a session lasts whatever happens: a shift; long enough to type a code; an hour without a second factor.
LASTS = {
    "full": timedelta(hours=8), "code": timedelta(minutes=10), "enrol": timedelta(minutes=30),
    "glass": timedelta(hours=1),
}  # fmt: skip
INSIDE = frozenset(("full", "glass"))
# A session seen a moment ago is not written again for every page.
SEEN_STEP = timedelta(seconds=30)
log = logger()


@dataclass(frozen=True)
class Signed:
    """Who is signed in."""

    session_id: str
    responder_id: str
    name: str
    role: str
    csrf: str
    stage: str
    ends_at: datetime


def start(
    tx: Session, parts: Parts, responder_id: str, replaced: str | None, stage: str = "full",
    ends_at: datetime | None = None,
) -> str:  # fmt: skip
    """A new session; returns its token. The session of the `replaced` token and all that are over end."""
    now = parts.clock.now()
    over = sa.or_(DeskSession.ends_at <= now, DeskSession.token_hash == _hash(replaced or ""))
    tx.execute(sa.delete(DeskSession).where(over))
    token = secrets.token_urlsafe(32)
    tx.add(
        DeskSession(
            responder_id=responder_id,
            token_hash=_hash(token),
            csrf=secrets.token_urlsafe(32),
            stage=stage,
            created_at=now,
            seen_at=now,
            ends_at=ends_at or now + LASTS[stage],
        )
    )
    return token


def find(parts: Parts, token: str | None, *, touch: bool) -> Signed | None:
    """The live session of a token; `touch` counts this as a sign of life of the responder."""
    now = parts.clock.now()
    with parts.db.read() as tx:
        session = _of(tx, token)
        if session is None or not _lasts(session, now) or now - session.seen_at >= IDLE:
            return None
        signed, stale = _signed(session), session.seen_at < now - SEEN_STEP
    if touch and stale:
        _touch(parts, signed, now)
    return signed


def locked(parts: Parts, token: str | None) -> Signed | None:
    """Whose session this is when it was idle for too long and is not over: a password opens it again."""
    now = parts.clock.now()
    with parts.db.read() as tx:
        session = _of(tx, token)
        if session is None or session.stage not in INSIDE or not _lasts(session, now):
            return None
        return _signed(session) if now - session.seen_at >= IDLE else None


def go_on(tx: Session, parts: Parts, request: Request, signed: Signed, stage: str) -> str:
    """A session of this stage in the place of the one that asked; returns its token."""
    return start(tx, parts, signed.responder_id, token_of(parts, request), stage)


def end(tx: Session, signed: Signed) -> None:
    """Sign out."""
    tx.execute(sa.delete(DeskSession).where(DeskSession.id == signed.session_id))


def token_of(parts: Parts, request: Request) -> str | None:
    """The token that the browser sent."""
    return request.cookies.get(_cookie(parts, request))


def set_cookie(parts: Parts, request: Request, response: Response, token: str | None) -> None:
    """Keep the token in the browser until it is closed; None removes it."""
    name = _cookie(parts, request)
    response.set_cookie(
        name, token or "", max_age=None if token else 0, path="/", secure=name.startswith("__Host-"),
        httponly=True, samesite="strict",
    )  # fmt: skip


def _cookie(parts: Parts, request: Request) -> str:
    """A `__Host-` cookie needs https; a demonstration also runs on http://localhost."""
    secure = request.url.scheme == "https" or not parts.settings.demo
    return "__Host-holdfast" if secure else "holdfast_desk"


def _of(tx: Session, token: str | None) -> DeskSession | None:
    if not token:
        return None
    return tx.scalars(sa.select(DeskSession).where(DeskSession.token_hash == _hash(token))).first()


def _signed(session: DeskSession) -> Signed:
    who = session.responder
    return Signed(session.id, who.id, who.name, who.role, session.csrf, session.stage, session.ends_at)


def _lasts(session: DeskSession, now: datetime) -> bool:
    return session.responder.password_hash is not None and now < session.ends_at


def _touch(parts: Parts, signed: Signed, now: datetime) -> None:
    try:
        with parts.db.write() as tx:
            tx.execute(sa.update(DeskSession).where(DeskSession.id == signed.session_id).values(seen_at=now))
    except OperationalError:
        # Reading goes on while the database cannot be written; the next page tries again.
        log.warning("console_session_not_touched", responder=signed.responder_id)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def responder(tx: Session, signed: Signed) -> Responder:
    """The responder's row."""
    return tx.get_one(Responder, signed.responder_id)
