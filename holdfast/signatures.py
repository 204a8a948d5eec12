"""Signatures given in the console: rows in the database, counted beside the records of the files.

A row is written in the transaction that says who did it, so several services share one list, and what is signed counts
in every one of them within seconds. The file form is the same record (`holdfast review export --out records.yml`).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.clock import Clock
from holdfast.content import Library
from holdfast.content.reviews import Record, Reviews
from holdfast.db import Database
from holdfast.errors import HoldfastError
from holdfast.models import Signature
from holdfast.settings import Settings

FIELDS = (
    "unit", "decision", "sha256", "reviewer", "registration", "role", "signed", "expires", "comment", "words",
    "account",
)  # fmt: skip
# How often a service looks for what was signed in another one.
EVERY_S = 5.0


class CannotRead(HoldfastError):
    """There is a database, and it cannot be asked."""


def keep(tx: Session, clock: Clock, records: Sequence[Record], *, trial: bool) -> None:
    """Write them. `trial`: given with the demonstration's own password, so they count in a demonstration only."""
    for one in records:
        given = {name: getattr(one, name) for name in FIELDS}
        tx.add(Signature(**given, trial=trial, at=clock.now()))


def given(tx: Session, *, trials: bool) -> list[Record]:
    """Every record, oldest first; those of a demonstration's own accounts only if they are asked for."""
    query = sa.select(Signature).order_by(Signature.id)
    rows = tx.scalars(query if trials else query.where(~Signature.trial))
    return [Record(**{name: getattr(one, name) for name in FIELDS}) for one in rows]


def refresh(db: Database, reviews: Reviews, *, demo: bool) -> None:
    """Take in what was signed since; cheap when nothing was. Safe from any thread."""
    with db.read() as tx:
        newest = sa.select(sa.func.count(), sa.func.max(Signature.id), sa.func.max(Signature.at))
        stamp = (db.url, *tx.execute(newest).one())
        if stamp != reviews.stamp:
            reviews.take_in(given(tx, trials=demo), stamp)


def current(db: Database, library: Library, *, demo: bool) -> Library:
    """The library with what was signed until this moment."""
    refresh(db, library.reviews, demo=demo)
    return library


def counted(library: Library, settings: Settings) -> Library:
    """The library with these signatures, for a command. Raises CannotRead."""
    with database(settings) as db:
        if db is not None:
            refresh(db, library.reviews, demo=settings.demo)
    return library


def stored(settings: Settings) -> list[Record]:
    """Every record that counts outside a demonstration too. Raises CannotRead."""
    with database(settings) as db:
        if db is None:
            return []
        with db.read() as tx:
            return given(tx, trials=False)


@contextmanager
def database(settings: Settings, table: str = Signature.__tablename__) -> Iterator[Database | None]:
    """The database, for a command that only reads. None when there is none yet, or one from before it had this table.
    Raises CannotRead."""
    if there_is_none(settings):
        yield None
        return
    try:
        db = Database(settings.database)
        try:
            with db.read() as tx:
                known = sa.inspect(tx.connection()).has_table(table)
            yield db if known else None
        finally:
            db.close()
    except (sa.exc.SQLAlchemyError, OSError) as fault:
        reason = type(fault).__name__
        raise CannotRead(
            f"the database cannot be read ({reason}): what was signed in the console is not known"
        ) from fault


def there_is_none(settings: Settings) -> bool:
    """Whether the embedded database was not made yet: asking it would make it."""
    file = sa.make_url(settings.database).database
    return settings.database.startswith("sqlite") and not (file and Path(file).exists())
