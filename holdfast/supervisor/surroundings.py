"""What each part is given: its command, its port, and an environment without what it does not need."""

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from holdfast.settings import PREFIX, Settings
from holdfast.supervisor.part import Part
from holdfast.supervisor.ports import choose_port, inner_port


def without_ours(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment without any setting of ours: no keys, no tokens, no database."""
    return {name: value for name, value in environ.items() if not name.startswith(PREFIX)}


def for_rasa(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """What Rasa needs wherever it runs: no telemetry, one worker, caches in the data folder."""
    return without_ours(environ) | {
        "RASA_TELEMETRY_ENABLED": "false",
        "SANIC_WORKERS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "MPLCONFIGDIR": str(folder / "cache"),
    }


class Surroundings:
    """Ports and secrets of one run, and the parts made from them. A fresh token each start."""

    def __init__(self, settings: Settings, environ: Mapping[str, str] | None = None) -> None:
        self._environ = dict(os.environ if environ is None else environ)
        self._settings = settings
        self._token = secrets.token_urlsafe(32)
        self.port = choose_port(settings.port)
        self._rasa_port = inner_port({self.port})
        self._actions_port = inner_port({self.port, self._rasa_port})
        self._watchdog_port = inner_port({self.port, self._rasa_port, self._actions_port})
        self._actions_url = f"http://127.0.0.1:{self._actions_port}/webhook"

    @property
    def address(self) -> str:
        """Where people's browsers find the service."""
        return f"http://localhost:{self.port}"

    def service(self) -> Part:
        """The front door. Its environment is the supervisor's own, with where Rasa is."""
        given = {
            "PORT": str(self.port),
            "DATA_DIR": str(self._settings.folder),
            "RASA_URL": f"http://127.0.0.1:{self._rasa_port}",
            "RASA_TOKEN": self._token,
            "ACTIONS_URL": self._actions_url,
        }
        env = self._environ | {PREFIX + name: value for name, value in given.items()}
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled once, it starts a second sooner
        command = (sys.executable, "-m", "holdfast.serve")
        hello = f"answers at {self.address}"
        return Part("service", command, env, self.port, "/healthz", longest_wait=5.0, hello=hello, refusal=2)

    def watchdog(self) -> Part:
        """Watches over the service from outside: the same settings, a way of its own to people's phones."""
        given = {PREFIX + "PORT": str(self.port), PREFIX + "DATA_DIR": str(self._settings.folder)}
        command = (sys.executable, "-m", "holdfast.cli", "watch", "--port", str(self._watchdog_port))
        return Part(
            "watchdog", command, self._environ | given, self._watchdog_port, longest_wait=5.0, kindness=1
        )

    def actions(self) -> Part:
        """The action server: reads the plans' structure, so it gets the database's address and no keys."""
        env = without_ours(self._environ) | {
            PREFIX + "DATABASE_URL": self._settings.database,
            "SANIC_HOST": "127.0.0.1",
            "ACTION_SERVER_SANIC_WORKERS": "1",
        }
        command = (
            sys.executable,
            "-m",
            "rasa_sdk",
            "--actions",
            "actions",
            "--port",
            str(self._actions_port),
        )
        return Part("actions", command, env, self._actions_port, "/health", kindness=2)

    def rasa(self, python: Path, model: Path) -> Part:
        """The dialogue engine: its token and where its actions are, nothing else of ours."""
        env = for_rasa(self._environ, self._settings.folder) | {
            PREFIX + "RASA_TOKEN": self._token,
            PREFIX + "ACTIONS_URL": self._actions_url,
        }
        command = (
            str(python),
            "-W",
            "ignore",
            "-m",
            "rasa_plugins",
            "run",
            "--interface",
            "127.0.0.1",
            "--port",
            str(self._rasa_port),
        )
        files = ("--model", str(model), "--credentials", "credentials.yml", "--endpoints", "endpoints.yml")
        return Part("rasa", (*command, *files), env, self._rasa_port, "/webhooks/holdfast/health", kindness=2)

    def training(self, command: tuple[str, ...]) -> Part:
        """Training as a part without a port of its own."""
        env = for_rasa(self._environ, self._settings.folder)
        return Part("training", command, env, port=0, kindness=5)
