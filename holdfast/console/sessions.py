"""Sessions of signed-in responders: a random token in a cookie, its hash in the database, two time limits."""

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
ABSOLUTE = timedelta(hours=8)
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


def start(tx: Session, parts: Parts, responder_id: str, replaced: str | None) -> str:
    """A new session; returns its token. The session of the `replaced` token and all that are over end."""
    now = parts.clock.now()
    over = sa.or_(DeskSession.seen_at <= now - IDLE, DeskSession.created_at <= now - ABSOLUTE)
    tx.execute(sa.delete(DeskSession).where(sa.or_(over, DeskSession.token_hash == _hash(replaced or ""))))
    token = secrets.token_urlsafe(32)
    tx.add(
        DeskSession(
            responder_id=responder_id,
            token_hash=_hash(token),
            csrf=secrets.token_urlsafe(32),
            created_at=now,
            seen_at=now,
        )
    )
    return token


def find(parts: Parts, token: str | None, *, touch: bool) -> Signed | None:
    """The live session of a token; `touch` counts this as a sign of life of the responder."""
    if not token:
        return None
    now = parts.clock.now()
    with parts.db.read() as tx:
        session = tx.scalars(sa.select(DeskSession).where(DeskSession.token_hash == _hash(token))).first()
        if session is None or not _is_live(session, now):
            return None
        responder = session.responder
        signed = Signed(session.id, responder.id, responder.name, responder.role, session.csrf)
        stale = session.seen_at < now - SEEN_STEP
    if touch and stale:
        _touch(parts, signed, now)
    return signed


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


def _is_live(session: DeskSession, now: datetime) -> bool:
    has_account = session.responder.password_hash is not None
    return has_account and now - session.seen_at < IDLE and now - session.created_at < ABSOLUTE


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
