"""What a person wants their clinician to see, without an alarm: it waits in the console until someone saw it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.models import Notice, Person, Responder
from holdfast.parts import Parts


def leave(tx: Session, parts: Parts, person: Person, kind: str) -> None:
    """Leave one, unless the same one still waits."""
    waiting = sa.select(Notice.id).where(
        Notice.person_id == person.id, Notice.kind == kind, Notice.seen_at.is_(None)
    )
    if tx.scalar(waiting) is None:
        tx.add(Notice(person_id=person.id, kind=kind, at=parts.clock.now()))
        tx.flush()
        parts.ring_after(tx, "desk")


def unseen(tx: Session) -> list[Notice]:
    """Those that nobody has seen, oldest first."""
    return list(tx.scalars(sa.select(Notice).where(Notice.seen_at.is_(None)).order_by(Notice.at)))


def see(tx: Session, parts: Parts, notice_id: str, responder: Responder) -> bool:
    """A responder says that they saw it. False when someone had, or there is no such one."""
    seen = sa.update(Notice).where(Notice.id == notice_id, Notice.seen_at.is_(None))
    marked = seen.values(seen_at=parts.clock.now(), seen_by=responder.id).returning(Notice.id)
    return tx.scalar(marked) is not None
