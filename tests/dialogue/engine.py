"""The real action server and the real Rasa with the trained model, on free loopback ports."""

import os
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
_START_S = 240


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Engine:
    """Both processes and a client of the channel. Stop it when done."""

    def __init__(self, model: Path, database_url: str, logs: Path) -> None:
        self.token, self.logs = secrets.token_urlsafe(24), logs
        self._model, self._database_url = model, database_url
        self._actions_port, self._port = free_port(), free_port()
        self._parts: dict[str, subprocess.Popen[bytes]] = {}
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{self._port}/webhooks/holdfast", timeout=20)
        self.started_in_s = 0.0

    def start(self) -> None:
        began = time.monotonic()
        self.start_actions()
        self._start_rasa()
        self.started_in_s = time.monotonic() - began

    def start_actions(self) -> None:
        env = {"HOLDFAST_DATABASE_URL": self._database_url, "SANIC_HOST": "127.0.0.1"}
        command = [
            sys.executable,
            "-m",
            "rasa_sdk",
            "--actions",
            "actions",
            "--port",
            str(self._actions_port),
        ]
        self._start("actions", command, env)
        self._wait("actions", f"http://127.0.0.1:{self._actions_port}/health")

    def _start_rasa(self) -> None:
        env = {
            "HOLDFAST_RASA_TOKEN": self.token,
            "HOLDFAST_ACTIONS_URL": f"http://127.0.0.1:{self._actions_port}/webhook",
            "RASA_TELEMETRY_ENABLED": "false",
            # Tests look into these logs for what people wrote, at the level that prints most.
            "LOG_LEVEL": "DEBUG",
        }
        python = str(ROOT / ".venv-rasa" / "bin" / "python")
        command = [
            python,
            "-m",
            "rasa",
            "run",
            "--interface",
            "127.0.0.1",
            "--port",
            str(self._port),
            "--debug",
        ]
        files = [
            "--model",
            str(self._model),
            "--credentials",
            "credentials.yml",
            "--endpoints",
            "endpoints.yml",
        ]
        self._start("rasa", [*command, *files], env)
        self._wait("rasa", str(self.http.base_url.join("health")))

    def _start(self, name: str, command: list[str], env: dict[str, str]) -> None:
        with (self.logs / f"{name}.log").open("ab") as log:
            self._parts[name] = subprocess.Popen(
                command, cwd=ROOT, env=os.environ | env, stdout=log, stderr=log, start_new_session=True
            )

    def _wait(self, name: str, url: str) -> None:
        until = time.monotonic() + _START_S
        while time.monotonic() < until and self._parts[name].poll() is None:
            try:
                answer = httpx.get(url, timeout=2)
            except httpx.TransportError:
                time.sleep(0.2)
                continue
            if answer.status_code == 200 and answer.json().get("ready", True):
                return
            time.sleep(0.2)
        raise AssertionError(f"{name} did not start; its log ends:\n{self.log(name)[-3000:]}")

    def log(self, name: str) -> str:
        return (self.logs / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def stop(self, name: str) -> None:
        """Ends that part and what it started, and waits for it."""
        part = self._parts.pop(name)
        if part.poll() is None:
            os.killpg(part.pid, 15)
        try:
            part.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(part.pid, 9)
            part.wait(5)

    def stop_all(self) -> None:
        for name in list(self._parts):
            self.stop(name)
        self.http.close()

    def post(self, body: Any, token: str | None = None) -> httpx.Response:
        """One request to the channel, as it is given."""
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"}
        if isinstance(body, bytes):
            return self.http.post("/turn", content=body, headers=headers)
        return self.http.post("/turn", json=body, headers=headers)
