"""A service process that can die at any moment: its database, its clock, its threads, and where it may be killed."""

import asyncio
import os
import random
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.clock import Clock
from holdfast.db import Database
from holdfast.parts import Parts
from holdfast.wakes import Wakes

BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)


class Killed(BaseException):
    """SIGKILL: no handler of the service may see it."""


class Time(Clock):
    """The simulation's own clock."""

    def __init__(self) -> None:
        super().__init__()
        self.at = BEGIN

    def now(self) -> datetime:
        """What time it is in the simulation."""
        return self.at


class Inline(ThreadPoolExecutor):
    """Runs what is given to it at once, in its order: the same seed is the same run."""

    def __init__(self) -> None:
        super().__init__(1)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """The result is there when this returns."""
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except BaseException as fault:  # noqa: BLE001  (the task gets it, as from a thread)
            done.set_exception(fault)
        return done


class Perils:
    """What may happen at a named point: nothing, a kill, the database away, an answer that gets lost."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.kill_in: int | None = None
        self.dead = False
        self.database_away = False
        self.lost_commits = 0.0
        self.killed_at: list[str] = []

    def point(self, name: str) -> None:
        """Die here, if it is time to."""
        if self.dead:
            raise Killed(name)
        if self.kill_in is not None:
            self.kill_in -= 1
            if self.kill_in < 0:
                self.kill_in, self.dead = None, True
                self.killed_at.append(name)
                raise Killed(name)


@dataclass(frozen=True)
class Due:
    """When each thing that the worker does is due next, and whether anybody waits for a turn."""

    outbox: datetime | None
    ladder: datetime | None
    turns: bool

    @property
    def first(self) -> datetime | None:
        """The next moment of all."""
        return min((one for one in (self.outbox, self.ladder) if one is not None), default=None)


class FrailDatabase(Database):
    """The real database, which may be away, and whose answer to a commit may get lost.

    One engine serves all worlds, one after the other: what SQLAlchemy has compiled is kept with it, and putting a
    statement together costs far more than SQLite takes for it.
    """

    perils: Perils

    def __init__(self, file: Path) -> None:
        super().__init__(f"sqlite:///{file}")
        self._file = file
        sa.event.listen(self._engine, "connect", _careless)

    def renew(self, empty: Path, perils: Perils) -> None:
        """Another world begins on a copy of this file."""
        self.close()
        for left in self._file.parent.glob(f"{self._file.name}-*"):
            left.unlink()
        shutil.copy(empty, self._file)
        self.perils = perils

    def due(self) -> Due | None:
        """What the worker will find when it looks; None when it will find the database away.

        At least what its own queries find: a look that would find nothing is left out, and no other.
        """
        if self.perils.database_away or self.perils.dead:
            return None
        with self._engine.connect() as connection:
            row = connection.exec_driver_sql(_DUE).one()
        queued, leased, episodes, pending = row
        outbox = min((one for one in (queued, leased) if one is not None), default=None)
        return Due(_moment(outbox), _moment(episodes), bool(pending))

    @contextmanager
    def read(self) -> Iterator[Session]:
        """As the real one, if it is there."""
        self._there()
        with super().read() as tx:
            yield tx

    @contextmanager
    def write(self) -> Iterator[Session]:
        """As the real one; killed before the commit, after it, or not told that it was made."""
        self._there()
        self.perils.point("before_begin")
        with super().write() as tx:
            yield tx
            self._there()
            self.perils.point("before_commit")
        self.perils.point("after_commit")
        if self.perils.rng.random() < self.perils.lost_commits:
            raise _gone()

    def _there(self) -> None:
        if self.perils.dead:
            raise Killed("database")
        if self.perils.database_away:
            raise _gone()


def _gone() -> sa.exc.OperationalError:
    return sa.exc.OperationalError("simulated", {}, Exception("away"))


_DUE = """SELECT (SELECT min(due_at) FROM delivery WHERE state IN ('queued', 'inline')),
    (SELECT min(lease_until) FROM delivery WHERE state = 'sending'),
    (SELECT min(next_due_at) FROM escalation WHERE state IN ('waiting', 'acknowledged', 'human')),
    EXISTS (SELECT 1 FROM message WHERE turn = 'pending')"""


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC) if stored else None


def _careless(connection: Any, _: Any) -> None:
    """Nothing here has to outlive the machine."""
    connection.execute("PRAGMA synchronous=OFF")


def assemble(stock: Parts, database: FrailDatabase, clock: Time) -> Parts:
    """The parts of one process, with what takes long to load taken from `stock`."""
    return replace(stock, db=database, wakes=Wakes(), clock=clock)


@contextmanager
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop whose threads take turns."""
    made = asyncio.new_event_loop()
    made.set_default_executor(Inline())
    # Tries that were under way when the process died ask nobody for their end.
    made.set_exception_handler(lambda _loop, _context: None)
    try:
        yield made
    finally:
        made.close()


def folder() -> Path | None:
    """Where files are quickest: the simulation needs no disk to be safe."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and os.access(memory, os.W_OK) else None


def seconds(count: float) -> timedelta:
    """A span of simulated time."""
    return timedelta(seconds=count)
