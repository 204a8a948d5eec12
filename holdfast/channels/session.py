"""Web sessions: an opaque token, bound to one conversation, of which only the hash is kept."""

import hashlib
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

import sqlalchemy as sa

from holdfast.log import logger
from holdfast.models import Conversation, WebSession
from holdfast.parts import Parts

VALID_FOR = timedelta(days=7)
REMEMBERED = 10_000
# How long a session is taken for known without asking: a person who was erased is gone by then.
TRUSTED_FOR_S = 60.0
log = logger()


@dataclass(frozen=True)
class Known:
    """What a valid token stands for."""

    session_id: str
    conversation_id: str
    country: str | None
    expires_at: datetime


class Sessions:
    """Opens and recognises sessions; those seen lately also while the database is away."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._seen: OrderedDict[str, tuple[Known, float]] = OrderedDict()
        self._lock = Lock()

    def open(self, tx: sa.orm.Session, conversation: Conversation) -> tuple[str, str]:
        """(session id, token) for a conversation; the token has 256 random bits."""
        token = secrets.token_urlsafe(32)
        session = WebSession(
            conversation_id=conversation.id,
            token_hash=_hash(token),
            expires_at=self._parts.clock.now() + VALID_FOR,
        )
        tx.add(session)
        tx.flush()
        self._remember(session.token_hash, self._known(session, conversation))
        return session.id, token

    def seen(self, token: str) -> Known | None:
        """What this token stands for, if it was looked up within the last minute; asks no database."""
        with self._lock:
            known, looked_up = self._seen.get(_hash(token), (None, 0.0))
        return known if time.monotonic() - looked_up <= TRUSTED_FOR_S and self._holds(known) else None

    def find(self, token: str) -> Known | None:
        """What this token stands for; None when it is unknown or expired.

        Raises SQLAlchemyError when the database is away and the token was not seen lately.
        """
        hashed = _hash(token)
        with self._lock:
            known, looked_up = self._seen.get(hashed, (None, 0.0))
        if known is None or time.monotonic() - looked_up > TRUSTED_FOR_S:
            try:
                known = self._look_up(hashed)
            except sa.exc.SQLAlchemyError:
                if known is None:
                    raise
            else:
                self._remember(hashed, known)
        return known if self._holds(known) else None

    def _holds(self, known: Known | None) -> bool:
        return known is not None and known.expires_at > self._parts.clock.now()

    def _known(self, session: WebSession, conversation: Conversation) -> Known:
        country = self._parts.country(conversation.person)
        return Known(session.id, conversation.id, country, session.expires_at)

    def _remember(self, hashed: str, known: Known | None) -> None:
        with self._lock:
            self._seen.pop(hashed, None)
            if known is not None:
                self._seen[hashed] = (known, time.monotonic())
            while len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)

    def _look_up(self, hashed: str) -> Known | None:
        with self._parts.db.read() as tx:
            session = tx.scalars(sa.select(WebSession).where(WebSession.token_hash == hashed)).first()
            if session is None:
                return None
            return self._known(session, tx.get_one(Conversation, session.conversation_id))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
