"""The audit: every look at a person's record, and every change, is a row that says who, what and when."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.console.sessions import Signed
from holdfast.log import logger
from holdfast.models import AuditEntry
from holdfast.parts import Parts

SHOWN = 100
log = logger()


def note(
    tx: Session,
    parts: Parts,
    signed: Signed,
    verb: str,
    *,
    person: str | None = None,
    about: str | None = None,
) -> None:
    """In the transaction that does it: they did this (`verb`), to this person, about this row or version."""
    tx.add(
        AuditEntry(at=parts.clock.now(), actor=signed.responder_id, verb=verb, person_id=person, about=about)
    )


def of_nobody(tx: Session, parts: Parts, actor: str, verb: str, about: str | None = None) -> None:
    """The same for a moment in which nobody is signed in: at the door, or on the command line."""
    tx.add(AuditEntry(at=parts.clock.now(), actor=actor, verb=verb, about=about))


def saw(
    parts: Parts, signed: Signed, verb: str, *, person: str | None = None, about: str | None = None
) -> None:
    """They were shown this. A page that someone may need at once is shown though this could not be written."""
    try:
        with parts.db.write() as tx:
            note(tx, parts, signed, verb, person=person, about=about)
    except (sa.exc.OperationalError, sa.exc.TimeoutError) as fault:
        log.error(
            "audit_not_written", responder=signed.responder_id, person=person, error=type(fault).__name__
        )


def newest(tx: Session, before: int | None = None) -> list[AuditEntry]:
    """The newest rows first, at most 100; `before` goes on from a row's id."""
    query = sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(SHOWN)
    return list(tx.scalars(query.where(AuditEntry.id < before) if before else query))
