"""One part of Holdfast as a child process: started, watched, brought back."""

import os
import signal
import subprocess
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from holdfast.supervisor.guardian import Guardian, dies_with_parent, kill_group
from holdfast.supervisor.ports import answers

BUDGET, WINDOW = 5, 600.0  # deaths in so many seconds that are worth a word of their own
LARGEST_LOG = 5_000_000
GRACE = 5.0  # seconds to end by itself when asked to; the service lets open requests finish for 3
SIGNS_OF_LIFE = 10.0  # seconds between two looks at a part that is up
HUNG = 45.0  # seconds without an answer after which a running part is started anew


class StartRefused(Exception):
    """A part will not start with these settings. The message is what it wrote about that."""


@dataclass(frozen=True)
class Part:
    """What a part is: how it is started and where it answers."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str]
    port: int
    path: str = "/"
    longest_wait: float = 30.0  # before it is tried again
    kindness: int = 0  # nice value: the gate goes first
    hello: str = "up"  # said when it first answers
    refusal: int | None = (
        None  # exit status of a first start that the settings forbid: trying again will not help
    )


class Child:
    """A part's process, and the next one when that dies."""

    def __init__(
        self, part: Part, root: Path, log: Path, guardian: Guardian, say: Callable[[str, str], None]
    ) -> None:
        self.part = part
        self.up = self._was_up = False
        self._root, self._log, self._guardian, self._say = root, log, guardian, say
        self._process: subprocess.Popen[bytes] | None = None
        self._log_began = 0
        self._next_start = 0.0
        self._next_look = 0.0
        self._last_answer = 0.0
        self._deaths: deque[float] = deque()
        rotate(log)

    @property
    def pid(self) -> int | None:
        """Of the running process."""
        return self._process.pid if self._process else None

    def step(self, now: float) -> None:
        """Do what is due: start, look after, notice a death. Raises StartRefused."""
        if self._process is None:
            if now >= self._next_start:
                self._start(now)
        elif (status := self._process.poll()) is not None:
            self._buried(now, status)
        elif now >= self._next_look:
            self._look(now)

    def _start(self, now: float) -> None:
        with self._log.open("ab") as log:
            self._log_began = log.tell()
            try:
                self._process = spawn(self.part.command, self._root, self.part.env, log, self.part.kindness)
            except OSError as fault:
                self._say(self.part.name, f"cannot be started ({fault.strerror}): run make setup")
                self._next_start = now + self.part.longest_wait
                return
        self._guardian.list(self._process.pid)
        self.up, self._last_answer, self._next_look = False, now, now

    def _look(self, now: float) -> None:
        if answers(self.part.port, self.part.path, within=2.0 if self.up else 0.5):
            self._last_answer = now
            if not self.up:
                self.up = self._was_up = True
                self._say(self.part.name, "up again" if self._deaths else self.part.hello)
        elif self.up and now - self._last_answer > HUNG and self._process:
            self._say(self.part.name, f"has not answered for {HUNG:.0f} s; ending it")
            kill_group(self._process.pid, signal.SIGKILL)
        self._next_look = now + (SIGNS_OF_LIFE if self.up else 0.2)

    def _buried(self, now: float, status: int) -> None:
        self._clear_away()
        self.up = False
        if status == self.part.refusal and not self._was_up:
            raise StartRefused(self._log.read_bytes()[self._log_began :].decode(errors="replace").strip())
        self._deaths.append(now)
        while self._deaths[0] < now - WINDOW:
            self._deaths.popleft()
        wait = min(self.part.longest_wait, 0.25 * 2.0 ** (len(self._deaths) - 1))
        self._next_start = now + wait
        how = f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
        self._say(self.part.name, f"stopped ({how}); back in {wait:.2g} s; {self._shown_log()}")
        if len(self._deaths) == BUDGET:
            self._say(
                self.part.name,
                f"stopped {BUDGET} times within {WINDOW / 60:.0f} minutes; it is tried again and again, "
                f"at most {self.part.longest_wait:.0f} s apart: see {self._shown_log()}",
            )

    def _shown_log(self) -> str:
        return (
            os.path.relpath(self._log, self._root) if self._log.is_relative_to(self._root) else str(self._log)
        )

    def ask_to_end(self) -> None:
        """Ask the leader; what its own children do is its affair until it has ended."""
        if self._process:
            self._process.terminate()

    @property
    def running(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.poll() is None

    def end(self) -> None:
        """End it at once, its grandchildren too."""
        if self._process:
            kill_group(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._clear_away()

    def _clear_away(self) -> None:
        """What the leader left behind would hold its port, so it goes too."""
        if self._process:
            kill_group(self._process.pid, signal.SIGKILL)
            self._guardian.strike(self._process.pid)
            self._process = None


def spawn(
    command: tuple[str, ...], root: Path, env: Mapping[str, str], log: IO[bytes], kindness: int = 0
) -> subprocess.Popen[bytes]:
    """A child that leads its own process group, writes into `log` and does not outlive this process."""
    ask_kernel = dies_with_parent()

    def before_exec() -> None:
        if kindness:
            os.nice(kindness)
        if ask_kernel:
            ask_kernel()

    return subprocess.Popen(
        command,
        cwd=root,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=before_exec,  # noqa: PLW1509  # the supervisor has one thread
    )


def rotate(log: Path) -> None:
    """Put a large log aside, so that the data folder does not grow without end."""
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_name(log.name + ".1"))
