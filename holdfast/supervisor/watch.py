"""The supervisor's loop: start the parts in order, look after them, end them all."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from holdfast.supervisor.guardian import Guardian, kill_group
from holdfast.supervisor.part import GRACE, Child, Part, rotate, spawn

TICK = 0.1
HEAD_START = 10.0  # seconds that the first part has the machine to itself, unless it answers sooner


class Watch:
    """Children by name, in the order in which they were added."""

    def __init__(self, root: Path, folder: Path, say: Callable[[str, str], None]) -> None:
        self.root, self.say = root, say
        self.logs = folder / "log"
        self.logs.mkdir(parents=True, exist_ok=True)
        self._state = folder / "parts.json"
        self._noted = ""
        self._guardian = Guardian()
        self._children: list[Child] = []
        self._job: subprocess.Popen[bytes] | None = None
        self._signals = 0

    def add(self, part: Part) -> Child:
        """Begin to look after a part."""
        child = Child(part, self.root, self.logs / f"{part.name}.log", self._guardian, self.say)
        self._children.append(child)
        return child

    @property
    def stopping(self) -> bool:
        """Whether someone asked for the end."""
        return self._signals > 0

    def heed_signals(self) -> None:
        """Ctrl-C, a closed terminal and a polite kill all end everything in order."""
        for wanted in (signal.SIGINT, signal.SIGTERM):
            signal.signal(wanted, self._signalled)
        if (
            signal.getsignal(signal.SIGHUP) != signal.SIG_IGN
        ):  # ignored under nohup: meant to outlive the terminal
            signal.signal(signal.SIGHUP, self._signalled)

    def _signalled(self, *_: object) -> None:
        self._signals += 1

    def tick(self) -> None:
        """One round. Raises StartRefused."""
        for child in self._children:
            child.step(time.monotonic())
        self._note()
        time.sleep(TICK)

    def wait_for(self, child: Child) -> None:
        """Give this one the machine until it answers, for a few seconds at most."""
        until = time.monotonic() + HEAD_START
        while not (child.up or self.stopping) and time.monotonic() < until:
            self.tick()

    def run_job(self, part: Part) -> int | None:
        """Run something once while looking after the parts; its exit status, None if the end came first."""
        log = self.log_of(part)
        rotate(log)
        with log.open("ab") as out:
            self._job = spawn(part.command, self.root, part.env, out, part.kindness)
        self._guardian.list(self._job.pid)
        while (status := self._job.poll()) is None and not self.stopping:
            self.tick()
        if status is not None:
            self._end_job()
        return status

    def log_of(self, part: Part) -> Path:
        """Where a part's output goes."""
        return self.logs / f"{part.name}.log"

    def _end_job(self) -> None:
        if self._job:
            kill_group(self._job.pid, signal.SIGKILL)
            self._job.wait()
            self._guardian.strike(self._job.pid)
            self._job = None

    def end_all(self) -> None:
        """End every part within seconds; a second signal ends them at once."""
        asked = self._signals
        self._end_job()
        for child in self._children:
            child.ask_to_end()
        deadline = time.monotonic() + GRACE
        for child in self._children:
            while child.running and time.monotonic() < deadline and self._signals <= max(asked, 1):
                time.sleep(0.02)
            child.end()
        self._guardian.dismiss()
        self._state.unlink(missing_ok=True)

    def _note(self) -> None:
        """Keep a file with the process of each part, for operators and tests."""
        parts = {
            child.part.name: {"pid": child.pid, "port": child.part.port, "up": child.up}
            for child in self._children
        }
        text = json.dumps({"supervisor": os.getpid(), "parts": parts}, indent=1)
        if text != self._noted:
            new = self._state.with_suffix(".new")
            new.write_text(text)
            new.replace(self._state)
            self._noted = text
