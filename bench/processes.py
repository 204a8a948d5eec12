"""What is measured, started for the measurement: the whole of Holdfast, and stock Rasa on the same model."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from holdfast.settings import ROOT
from holdfast.supervisor.model import Model, rasa_python
from holdfast.supervisor.surroundings import for_rasa, without_ours


class NotInTime(Exception):
    """A process was not ready in time, or an answer did not come. The message says which."""


def free_port() -> int:
    """A port of the loopback that nobody has now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait(what: Callable[[], bool], seconds: float, why: str) -> None:
    """Until it holds. Raises NotInTime."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise NotInTime(f"not within {seconds:.0f} s: {why}")
        time.sleep(0.1)


def answers(url: str) -> bool:
    """Whether a GET gives 200."""
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


class Holdfast:
    """Everything as `make run` starts it, on a data folder of its own."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes], port: int, database: str) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.database = database
        self._process = process
        self._state = folder / "var" / "parts.json"

    def without_rasa(self) -> None:
        """Kill Rasa, with the supervisor held, which would start it again and take the processor for it."""
        self._process.send_signal(signal.SIGSTOP)
        rasa = json.loads(self._state.read_text())["parts"]["rasa"]["pid"]
        os.kill(rasa, signal.SIGKILL)
        time.sleep(1)

    def end(self) -> None:
        """Ctrl-C, and the end of every part."""
        self._process.send_signal(signal.SIGCONT)
        self._process.send_signal(signal.SIGINT)
        self._process.wait(60)


@contextmanager
def holdfast(folder: Path, database: str | None = None) -> Iterator[Holdfast]:
    """Started and ready, on this database or a file in the folder."""
    port = free_port()
    database = database or f"sqlite:///{folder / 'var' / 'holdfast.db'}"
    env = without_ours(os.environ) | {
        "HOLDFAST_PORT": str(port),
        "HOLDFAST_DATA_DIR": str(folder / "var"),
        "HOLDFAST_DATABASE_URL": database,
    }
    with (folder / "holdfast.log").open("wb") as out:
        command = [sys.executable, "-m", "holdfast.cli", "run"]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
    house = Holdfast(folder, process, port, database)
    try:
        wait(lambda: answers(f"{house.url}/readyz"), 120, "Holdfast is ready")
        yield house
    finally:
        house.end()


@contextmanager
def stock_rasa(folder: Path, database: str) -> Iterator[str]:
    """The address of Rasa as it comes, with its REST channel, on the same model and actions."""
    rasa, actions = free_port(), free_port()
    credentials = folder / "credentials.yml"
    credentials.write_text("rest:\n")
    env = for_rasa(os.environ, folder) | {
        "HOLDFAST_ACTIONS_URL": f"http://127.0.0.1:{actions}/webhook",
        "HOLDFAST_RASA_TOKEN": "unused-by-the-rest-channel",
        "HOLDFAST_DATABASE_URL": database,
        "SANIC_HOST": "127.0.0.1",
    }
    files = [
        "--model",
        str(Model(ROOT).file),
        "--credentials",
        str(credentials),
        "--endpoints",
        "endpoints.yml",
    ]
    commands = (
        [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(actions)],
        [
            str(rasa_python(ROOT)),
            "-m",
            "rasa",
            "run",
            "--interface",
            "127.0.0.1",
            "--port",
            str(rasa),
            *files,
        ],
    )
    with (folder / "stock.log").open("wb") as out:
        started = [
            subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out) for command in commands
        ]
    try:
        wait(lambda: answers(f"http://127.0.0.1:{actions}/health"), 60, "the action server")
        wait(lambda: _loaded(f"http://127.0.0.1:{rasa}"), 120, "stock Rasa")
        yield f"http://127.0.0.1:{rasa}"
    finally:
        for process in started:
            process.terminate()
        for process in started:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def _loaded(url: str) -> bool:
    try:
        answer = httpx.post(
            f"{url}/webhooks/rest/webhook", json={"sender": "first", "message": "hello"}, timeout=20
        )
        return answer.status_code == 200 and bool(json.loads(answer.content))
    except (httpx.HTTPError, ValueError):
        return False
