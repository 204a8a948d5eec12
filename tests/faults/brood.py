"""Service processes of a town: started from the nursery, killed, ended, and looked after."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import httpx

ROOT = Path(__file__).resolve().parents[2]
T = TypeVar("T")


def until(what: Callable[[], T | None], seconds: float = 60.0, why: str = "it never came true") -> T:
    """The first result that is true."""
    end = time.monotonic() + seconds
    while True:
        if found := what():
            return found
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {why}"
        time.sleep(0.03)


class Process:
    """One that runs, or has run."""

    def __init__(self, pid: int, url: str) -> None:
        self.pid, self.url = pid, url

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        try:
            return Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
        except OSError:
            return False

    def answers(self) -> bool:
        """Whether messages are gated and stored."""
        try:
            return httpx.get(f"{self.url}/healthz", timeout=5, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Signal it, and wait for its end."""
        if self.alive:
            os.kill(self.pid, how)
        self.gone()

    def gone(self) -> None:
        """Wait for its end."""
        until(lambda: not self.alive, 20, "the process ends")


class Nursery:
    """The warm parent of all service processes; they end with it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, bufsize=1,
        )  # fmt: skip
        assert self._line() == "ready"

    def start(
        self, env: Mapping[str, str], log: Path, url: str = "", what: str = "service", **how: Any
    ) -> Process:
        """A new process with these settings."""
        assert self._process.stdin is not None
        wanted = {"env": dict(env), "log": str(log), "what": what, **how}
        self._process.stdin.write(json.dumps(wanted) + "\n")
        return Process(int(self._line()), url)

    def close(self) -> None:
        """And everything that it started."""
        self._process.kill()
        self._process.communicate(timeout=10)

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        assert line, "the nursery is gone"
        return line
