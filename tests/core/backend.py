"""Where a house keeps its data: a file of SQLite, or a database of a private PostgreSQL."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import psycopg
import sqlalchemy as sa

from holdfast.db import Database
from holdfast.parts import Parts
from holdfast.plans import enrol
from holdfast.plans.clinic_file import ClinicFile
from holdfast.settings import Settings
from tests.cluster import Cluster


class Backend(Protocol):
    """Makes databases; engines are kept, because what SQLAlchemy has compiled is kept with them."""

    def fresh(self, number: int, *, empty: bool) -> Database:
        """A database with the small clinic in it, or with tables alone; the ones of a test differ by number."""

    def stored(self, database: Database) -> bytes:
        """Everything it has on disk."""

    def locked(self, database: Database) -> AbstractContextManager[None]:
        """Somebody else holds it, so that nothing can be written."""


class Sqlite:
    """Files that are thrown away: the disk need not be waited for."""

    def __init__(self, assembled: Parts, folder: Path) -> None:
        self._from = assembled.settings.folder
        self._made = []
        for number in range(2):
            (folder / str(number)).mkdir()
            database = Database(f"sqlite:///{folder / str(number) / 'holdfast.db'}")
            sa.event.listen(database._engine, "connect", lambda one, _: one.execute("PRAGMA synchronous=OFF"))
            self._made.append(database)

    def fresh(self, number: int, *, empty: bool) -> Database:
        database = self._made[number]
        path = _file(database)
        for old in path.parent.iterdir():
            old.unlink()
        shutil.copy(self._from / ("empty.db" if empty else "holdfast.db"), path)
        return database

    def stored(self, database: Database) -> bytes:
        return b"".join(path.read_bytes() for path in _file(database).parent.iterdir())

    @contextmanager
    def locked(self, database: Database) -> Iterator[None]:
        other = sqlite3.connect(_file(database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()

    def close(self) -> None:
        for database in self._made:
            database.close()


class Postgresql:
    """Copies of two databases, dropped when the next test asks for one."""

    def __init__(self, assembled: Parts, cluster: Cluster, clinic: Path) -> None:
        self.cluster = cluster
        self._empty = cluster.create()
        database = self.database(self._empty)
        database.migrate()
        database.close()
        self._full = cluster.create(self._empty)
        database = self.database(self._full)
        with database.write() as tx:
            enrol.take_in(tx, replace(assembled, db=database), ClinicFile.parse(clinic.read_bytes()), "test")
        database.close()
        self._used: dict[int, str] = {}

    def database(self, name: str) -> Database:
        return Database(Settings(database_url=self.cluster.url(name)).database)

    def fresh(self, number: int, *, empty: bool) -> Database:
        if number in self._used:
            self.cluster.drop(self._used[number])
        self._used[number] = self.cluster.create(self._empty if empty else self._full)
        return self.database(self._used[number])

    def stored(self, database: Database) -> bytes:
        name = str(sa.make_url(database.url).database)
        self.cluster.execute("CHECKPOINT")
        with psycopg.connect(self.cluster.url(name)) as connection:
            found = connection.execute(
                "SELECT oid FROM pg_database WHERE datname = current_database()"
            ).fetchone()
        assert found is not None
        folder = self.cluster.data / "base" / str(found[0])
        return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())

    @contextmanager
    def locked(self, database: Database) -> Iterator[None]:
        name = str(sa.make_url(database.url).database)
        with psycopg.connect(self.cluster.url(name)) as other:
            other.execute("LOCK TABLE message IN ACCESS EXCLUSIVE MODE")
            yield
            other.rollback()

    def close(self) -> None:
        for name in self._used.values():
            self.cluster.drop(name)


def _file(database: Database) -> Path:
    return Path(str(sa.make_url(database.url).database))
