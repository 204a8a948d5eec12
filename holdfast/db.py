"""The database: sessions that read, sessions that write.

On SQLite a writing session takes the write lock when it begins (`BEGIN IMMEDIATE`), so that two writers wait for
each other instead of one of them failing half-way. On PostgreSQL many write at once: what concerns a person is done
by whoever holds that person (`holdfast.plans.people.hold`), and `transact` begins again when two met all the same.
"""

import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.orm import Session

from holdfast.settings import ROOT

# Short enough that a webhook is answered from the spool well before Twilio gives up (reliability.md, 1.4).
LOCK_WAIT_S = 1.5
# A statement that takes longer than any of ours ever should; a transaction left open by a worker that hangs.
STATEMENT_S, IDLE_S = 5, 10
TRIES = 3
# PostgreSQL's own words for "begin again": serialization failure, deadlock.
BEGIN_AGAIN = frozenset(("40001", "40P01"))
T = TypeVar("T")


class Database:
    """One engine; `read()` and `write()` give sessions."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.after_commit: Callable[[set[str]], None] = lambda _: None
        self._sqlite = url.startswith("sqlite")
        self._turn, self._until = threading.Lock(), 0.0
        if self._sqlite:
            file = sa.make_url(url).database
            if file and file != ":memory:":
                Path(file).parent.mkdir(parents=True, exist_ok=True)
            self._engine = sa.create_engine(
                url,
                connect_args={"timeout": LOCK_WAIT_S, "check_same_thread": False},
                pool_size=40,
                # The connection used last still has its statements prepared.
                pool_use_lifo=True,
                max_overflow=20,
                hide_parameters=True,
            )
            sa.event.listen(self._engine, "connect", _prepare_sqlite)
            sa.event.listen(self._engine, "begin", self._begin_sqlite)
        else:
            self._engine = sa.create_engine(
                url,
                # None is closed and opened anew under load: that takes longer than what it is needed for.
                pool_size=40,
                max_overflow=0,
                pool_timeout=LOCK_WAIT_S,
                pool_use_lifo=True,
                # After a fail-over every connection in the pool is dead: it is found out before it is needed.
                pool_pre_ping=True,
                connect_args=_for_postgresql(),
                hide_parameters=True,
            )
        self._writing = self._engine.execution_options(write=True)

    @property
    def remote(self) -> bool:
        """Whether a network lies between: then it can be silent for longer than any time that was agreed with it."""
        return not self._sqlite

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session whose changes are thrown away."""
        with Session(self._engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits when the block ends, and rolls back when it raises.

        After the commit, `after_commit` gets the names collected in `session.info["rings"]`.
        """
        with self._in_turn(), Session(self._writing, expire_on_commit=False) as session:
            with session.begin():
                yield session
            if rings := session.info.get("rings"):
                self.after_commit(rings)

    def transact(self, work: Callable[[Session], T]) -> T:
        """Do the work in a writing session, and again from the start when another writer was in its way.

        For work that must not fail because two did it at once: the same row made twice, a deadlock, a connection
        that was lost. What the work does outside the database must bear being done again.
        """
        for left in reversed(range(TRIES)):
            try:
                with self.write() as tx:
                    return work(tx)
            except sa.exc.DBAPIError as fault:
                if not left or self._sqlite or not _passes(fault):
                    raise
        raise AssertionError("unreachable")

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Writers of this process wait for each other here: SQLite's own waiting sleeps for up to 100 ms at a time."""
        if not self._sqlite:
            yield
            return
        until = time.monotonic() + LOCK_WAIT_S
        if not self._turn.acquire(timeout=LOCK_WAIT_S):
            raise sa.exc.TimeoutError("other writers did not end in time")
        self._until = until
        try:
            yield
        finally:
            self._turn.release()

    def _begin_sqlite(self, connection: sa.Connection) -> None:
        if not connection.get_execution_options().get("write", False):
            connection.exec_driver_sql("BEGIN")
            return
        # What is left after the wait for other writers of this process: both waits together stay bounded.
        left = max(0.0, self._until - time.monotonic())
        connection.exec_driver_sql(f"PRAGMA busy_timeout={int(left * 1000)}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def migrate(self) -> None:
        """Bring the schema to its newest version."""
        config = Config()
        config.set_main_option("script_location", str(ROOT / "migrations"))
        config.attributes["url"] = self.url
        command.upgrade(config, "head")

    def scrub(self, table: str) -> None:
        """Leave nothing of rows that were overwritten in the table's files.

        SQLite does so with every write (`secure_delete`). PostgreSQL keeps old versions of a row, so the table is
        written afresh; its write-ahead log and backups keep them until they are recycled.
        """
        if not self._sqlite:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(f"VACUUM (FULL) {table}")

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()


def many_write(tx: Session) -> bool:
    """Whether other transactions may be writing beside this one. SQLite has one writer at a time."""
    return tx.get_bind().dialect.name != "sqlite"


def one_at_a_time(tx: Session, name: str) -> None:
    """Wait until no other transaction is past this point, under this name; until this one ends, no other gets there."""
    if many_write(tx):
        tx.execute(sa.select(sa.func.pg_advisory_xact_lock(zlib.crc32(name.encode()))))


def _passes(fault: sa.exc.DBAPIError) -> bool:
    """Whether the same work may well succeed at once."""
    state = getattr(fault.orig, "sqlstate", None)
    return isinstance(fault, sa.exc.IntegrityError) or fault.connection_invalidated or state in BEGIN_AGAIN


def _for_postgresql() -> dict[str, Any]:
    """Every wait is bounded, at the server and on the way to it; an answered commit is safe on disk."""
    given = {
        "lock_timeout": int(LOCK_WAIT_S * 1000),
        "statement_timeout": STATEMENT_S * 1000,
        "idle_in_transaction_session_timeout": IDLE_S * 1000,
        "synchronous_commit": "on",
        "TimeZone": "UTC",
    }
    return {
        "connect_timeout": 2,
        "tcp_user_timeout": STATEMENT_S * 1000,
        "keepalives_idle": STATEMENT_S,
        "application_name": "holdfast",
        "options": " ".join(f"-c {name}={value}" for name, value in given.items()),
    }


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    # SQLAlchemy's event below says BEGIN; the driver must not.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    # What is overwritten (a destroyed key) must not stay readable in the file.
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute(f"PRAGMA busy_timeout={int(LOCK_WAIT_S * 1000)}")
