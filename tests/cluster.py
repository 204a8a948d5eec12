"""A private PostgreSQL cluster from the binaries that are installed: a temporary folder, one socket in it, no port."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg

from holdfast.supervisor.guardian import dies_with_parent

# PostgreSQL refuses to run as root; these users own nothing else.
USERS = ("postgres", "nobody")


def binaries() -> Path | None:
    """The folder of the newest server that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _user() -> str | None:
    """Whom the server runs as: None when this process may be it."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in USERS if name in known)


class Cluster:
    """Started at once; `stop` leaves neither process nor file."""

    def __init__(self, *, fsync: bool = False) -> None:
        found = binaries()
        assert found is not None, "PostgreSQL is not installed"
        self._bin, self._user = found, _user()
        self._starter = ThreadPoolExecutor(1)
        # Not pytest's own folder: the server's user could not enter it, and a socket's path must be short.
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        if self._user:
            shutil.chown(self.folder, self._user)
        self.folder.chmod(0o755)
        self.data, self._log = self.folder / "data", self.folder / "log"
        self._run(
            "initdb",
            "-D",
            str(self.data),
            "-U",
            "holdfast",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale",
            "C",
            "-N",
        )
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "fsync": "on" if fsync else "off",
            "full_page_writes": "on" if fsync else "off",
            "shared_buffers": "32MB",
            "max_connections": "200",
            # Not UTC, so that a time without its zone would be seen.
            "timezone": "Asia/Kathmandu",
        }  # fmt: skip
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        self.start()

    def start(self) -> None:
        """Up and answering."""
        with self._log.open("ab") as log:
            # Gone with its parent: a run of the tests that is killed leaves no server behind. The parent is the thread
            # that starts it, so one thread starts it each time and stays.
            self._server = self._starter.submit(
                subprocess.Popen, [self._bin / "postgres", "-D", str(self.data)], cwd=self.folder,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=dies_with_parent(), **self._as_user(),
            ).result()  # fmt: skip
        end = time.monotonic() + 30
        while not self._answers():
            assert self._server.poll() is None, self._log.read_text()
            assert time.monotonic() < end, "PostgreSQL did not start"
            time.sleep(0.05)

    def stop(self, how: str = "immediate") -> None:
        """Down; `immediate` is a crash as far as the data is concerned."""
        self._server.send_signal({"immediate": signal.SIGQUIT, "fast": signal.SIGINT}[how])
        self._server.wait(30)

    def remove(self) -> None:
        """Down, and nothing is left."""
        self.stop()
        self._starter.shutdown()
        shutil.rmtree(self.folder)

    def url(self, database: str) -> str:
        """What HOLDFAST_DATABASE_URL takes."""
        return f"postgresql://holdfast@/{database}?host={self.folder}"

    def create(self, template: str | None = None) -> str:
        """A new database, a copy of another if it is named; its name."""
        name = "t" + uuid.uuid4().hex[:12]
        copied = f" TEMPLATE {template} STRATEGY FILE_COPY" if template else ""
        self.execute(f"CREATE DATABASE {name}{copied}")
        return name

    def drop(self, database: str) -> None:
        """Gone, whoever is connected."""
        self.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def execute(self, statement: str, database: str = "postgres") -> None:
        """One statement outside a transaction."""
        url = self.url(database)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _as_user(self) -> dict[str, Any]:
        if self._user is None:
            return {}
        return {"user": self._user, "group": pwd.getpwnam(self._user).pw_gid, "extra_groups": []}

    def _run(self, program: str, *args: str) -> None:
        end = time.monotonic() + 40
        out = subprocess.run(
            [self._bin / program, *args], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=end - time.monotonic(), check=False, **self._as_user(),
        )  # fmt: skip
        assert out.returncode == 0, out.stdout.decode(errors="replace")
