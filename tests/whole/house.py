"""Everything running as `make run` starts it, and what people do with it: chat, text, answer on the console."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx

ROOT = Path(__file__).resolve().parents[2]
T = TypeVar("T")


def until(what: Callable[[], T | None], seconds: float, why: str) -> T:
    """The first result that is true. Fails when there is none in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {why}")


class House:
    """One supervisor with its three parts, a folder of its own, and a clock that the test moves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._clock = folder / "clock"
        self._clock.write_text("0")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.http = httpx.Client(base_url=self.url, timeout=20)
        self.env = os.environ | {
            "HOLDFAST_PORT": str(port),
            "HOLDFAST_DATA_DIR": str(folder / "var"),
            "HOLDFAST_CLOCK_FILE": str(self._clock),
        }
        self._browsers: list[httpx.Client] = []
        self._supervisor: subprocess.Popen[bytes] | None = None
        self._out = folder / "supervisor.log"

    def start(self) -> float:
        """Start, and wait until messages are taken in; how many seconds that took."""
        began = time.monotonic()
        with self._out.open("ab") as out:
            self._supervisor = subprocess.Popen(
                [sys.executable, "-m", "holdfast.cli", "run"], cwd=ROOT, env=self.env, stdout=out, stderr=out
            )
        until(self.healthy, 120, f"/healthz; {self._out.read_text()[-2000:]}")
        return time.monotonic() - began

    def stop(self) -> None:
        """Ctrl-C; every process ends."""
        for client in (self.http, *self._browsers):
            client.close()
        if self._supervisor is not None:
            parts = self._children(self._supervisor.pid)
            self._supervisor.send_signal(signal.SIGINT)
            self._supervisor.wait(30)
            assert not [pid for pid in parts if _alive(pid)], "a process was left behind"

    def browser(self) -> httpx.Client:
        """A browser of its own, with its own cookies; closed with the house."""
        made = httpx.Client(base_url=self.url, timeout=20, headers={"Origin": self.url})
        self._browsers.append(made)
        return made

    def healthy(self) -> bool:
        """Whether messages are gated and stored."""
        try:
            return self.http.get("/healthz").status_code == 200
        except httpx.TransportError:
            return False

    def ready(self) -> None:
        """Wait for a real calm turn through Rasa."""
        until(lambda: self.http.get("/readyz").status_code == 200, 240, "/readyz")

    def kill_rasa(self) -> Callable[[], object]:
        """SIGKILL it, found by its command line; the result waits until the supervisor has brought it back."""
        assert self._supervisor is not None
        ups = self.times_up("rasa")
        for pid in self._children(self._supervisor.pid):
            if "rasa_plugins run" in _command(pid):
                os.kill(pid, signal.SIGKILL)
                until(lambda pid=pid: not _alive(pid), 10, "Rasa ended")
                return lambda: until(lambda: self.times_up("rasa") > ups, 180, "Rasa came back")
        raise AssertionError("no process of Rasa")

    def times_up(self, part: str) -> int:
        """How often the supervisor has said that a part is up."""
        return len(re.findall(rf"^\S+\s+{part}\s+up", self._out.read_text(), re.MULTILINE))

    def later(self, seconds: float) -> None:
        """Move the clock on."""
        self._clock.write_text(str(float(self._clock.read_text()) + seconds))

    def command(self, *args: str) -> str:
        """Run `holdfast …` on the same data; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "holdfast.cli", *args],
            cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _children(self, of: int) -> list[int]:
        found, parents = [], {of}
        table = {int(p.name): _parent(int(p.name)) for p in Path("/proc").iterdir() if p.name.isdigit()}
        while parents:
            parents = {pid for pid, parent in table.items() if parent in parents}
            found += sorted(parents)
        return found


class Chat:
    """A person at the widget. Every event is kept; what was waited for and all before it counts as read."""

    def __init__(self, house: House, code: str | None = None) -> None:
        self._house = house
        opened = house.http.post("/api/chat/sessions", json={"code": code} if code else {})
        assert opened.status_code == 201, opened.text
        self.headers = {"Authorization": f"Bearer {opened.json()['token']}"}
        self._unread: list[dict[str, Any]] = []
        self._seq = 0

    def say(self, text: str | None = None, *, choice: str | None = None) -> dict[str, Any]:
        """Send one message; the answer of the same request."""
        body = {"client_id": str(uuid.uuid4())} | ({"text": text} if choice is None else {"choice": choice})
        answer = self._house.http.post("/api/chat/messages", json=body, headers=self.headers)
        assert answer.status_code == 200, answer.text
        taken: dict[str, Any] = answer.json()
        return taken

    def unread(self) -> list[dict[str, Any]]:
        """Events not yet read, in order."""
        answer = self._house.http.get(f"/api/chat/events?wait=0&after={self._seq}", headers=self.headers)
        self._unread += answer.json()["events"]
        self._seq = max([self._seq, *(event["seq"] for event in self._unread)])
        return self._unread

    def hears(self, what: str, seconds: float = 15) -> dict[str, Any]:
        """Wait for an event of this script, or of this sender."""

        def look() -> dict[str, Any] | None:
            return next((one for one in self.unread() if what in (one["script"], one["sender"])), None)

        try:
            found = until(look, seconds, what)
        except AssertionError:
            raise AssertionError(f"no {what}, but {[one['script'] for one in self._unread]}") from None
        del self._unread[: self._unread.index(found) + 1]
        return found


class Phone:
    """Somebody's simulated phone."""

    def __init__(self, house: House, number: str) -> None:
        self._house = house
        self.number = number
        self.read = len(self._all())

    def text(self, text: str, media: int = 0) -> None:
        """Send a text to the service: a signed webhook."""
        answer = self._house.http.post(
            "/phone/send", content=json.dumps({"from": self.number, "text": text, "media": media}),
            headers={"Content-Type": "application/json"},
        )  # fmt: skip
        assert answer.status_code == 202, answer.text

    def gets(self, words: str, seconds: float = 15) -> str:
        """Wait for a new text that holds these words."""
        return until(
            lambda: next((text for text in self.new() if words in text), None), seconds,
            f"{words!r} on {self.number}",
        )  # fmt: skip

    def new(self) -> list[str]:
        """Texts received since `mark`, or since the beginning."""
        return self._all()[self.read :]

    def mark(self) -> None:
        """Everything until now is read."""
        self.read = len(self._all())

    def _all(self) -> list[str]:
        messages = self._house.http.get("/phone/state?since=0").json()["messages"]
        mine = [one for one in messages if one["phone"] == self.number and not one["mine"]]
        return [one["text"] for one in sorted(mine, key=lambda one: str(one["at"]))]


class Desk:
    """A responder at the console."""

    def __init__(self, house: House, name: str) -> None:
        self._http = house.browser()
        page = self._http.get("/console/login")
        answer = self._http.post(
            "/console/login", data={**_hidden(page.text), "name": name, "password": "holdfast-demo"}
        )
        assert answer.status_code == 303, answer.text

    def case(self, code: str) -> str:
        """The address of the open escalation with this code."""
        found = set(re.findall(r'href="(/console/escalations/[^"/#]+)"', self._http.get("/console").text))
        return next(address for address in found if f"code {code}" in self.page(address))

    def page(self, case: str) -> str:
        """The page of an escalation."""
        answer = self._http.get(case)
        assert answer.status_code == 200, answer.status_code
        return answer.text

    def do(self, case: str, action: str, **fields: str) -> httpx.Response:
        """Send one of the page's forms."""
        return self._http.post(f"{case}/{action}", data={**_hidden(self.page(case)), **fields})


def _hidden(page: str) -> dict[str, str]:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    return {"csrf": found[1]} if found else {}


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split(maxsplit=1)[0] != "Z"
    except OSError:
        return False


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return -1


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
