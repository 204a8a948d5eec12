"""A service process that can die at any moment: its database, its clock, its threads, and where it may be killed."""

import asyncio
import os
import random
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
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


class FrailDatabase(Database):
    """The real database, which may be away, and whose answer to a commit may get lost."""

    perils: Perils

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


def assemble(stock: Parts, file: Path, perils: Perils, clock: Time) -> Parts:
    """The parts of one process on this database file, with what takes long to load taken from `stock`."""
    database = FrailDatabase(f"sqlite:///{file}")
    database.perils = perils
    sa.event.listen(database._engine, "connect", lambda one, _: one.execute("PRAGMA synchronous=OFF"))
    return replace(stock, db=database, wakes=Wakes(), clock=clock)


@contextmanager
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop whose threads take turns."""
    made = asyncio.new_event_loop()
    made.set_default_executor(Inline())
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
