"""The service on a loopback port, and what comes to its doors: the widget's requests and Twilio's webhooks."""

import asyncio
import json
import socket
import sqlite3
import threading
import time
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from holdfast import service
from holdfast.parts import Parts
from holdfast.settings import Settings
from holdfast.simulator.webhooks import signature

PUBLIC_URL = "https://holdfast.example"
TOKEN = "0123456789abcdef0123456789abcdef"
METRICS_TOKEN = "for-the-scrape"
NEXT_TOKEN = "fedcba9876543210fedcba9876543210"


@dataclass(frozen=True)
class Front:
    """The service on a loopback port, with Twilio's settings given and nothing behind them; no Rasa."""

    http: httpx.Client
    parts: Parts
    folder: Path

    @property
    def url(self) -> str:
        return str(self.http.base_url).rstrip("/")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Somebody else holds the database's write lock."""
        holder = sqlite3.connect(self.folder / "holdfast.db", timeout=20, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            holder.execute("ROLLBACK")
            holder.close()

    def count(self, query: str, *values: str) -> int:
        """What a counting query gives."""
        with self.parts.db.read() as tx:
            return int(tx.connection().exec_driver_sql(query, values).scalar_one())

    def messages(self, reference: str) -> int:
        """How many rows hold this reference."""
        return self.count("SELECT count(*) FROM message WHERE reference = ?", reference)

    def until(self, what: Callable[[], bool], seconds: float = 10) -> None:
        """Wait until it holds."""
        end = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < end, "waited too long"
            time.sleep(0.05)


@contextmanager
def started(folder: Path, **changes: str) -> Iterator[Front]:
    """Up and listening, with these settings changed; ended afterwards."""
    settings = Settings(
        data_dir=str(folder), public_url=PUBLIC_URL, allowed_origins="https://clinic.example",
        twilio_account_sid="AC" + "0" * 32, twilio_auth_token=TOKEN, twilio_next_auth_token=NEXT_TOKEN,
        twilio_from="+12025550100", twilio_api_base="http://127.0.0.1:9", metrics_token=METRICS_TOKEN,
    )  # fmt: skip
    settings = replace(settings, **changes)
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(
            service.create(settings, port), log_config=None, access_log=False, timeout_graceful_shutdown=1
        )
    )
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True)
    thread.start()
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as http:
        held = Front(http, Parts.assemble(settings), folder)
        held.until(lambda: server.started)
        yield held
    server.should_exit = True
    thread.join(60)  # sends to a carrier that is not there are seen to their end
    held.parts.db.close()
    assert not thread.is_alive()


class Chat:
    """A session of the widget."""

    def __init__(self, front: Front, code: str | None = None) -> None:
        self._http = front.http
        opened = front.http.post("/api/chat/sessions", json={"code": code} if code else {})
        assert opened.status_code == 201, opened.text
        self.id, self.token = opened.json()["session_id"], opened.json()["token"]
        self.headers = {"Authorization": f"Bearer {self.token}"}

    def post(self, client_id: str | None = None, **message: Any) -> httpx.Response:
        """Send a message."""
        body = {"client_id": client_id or str(uuid.uuid4()), **message}
        # Not httpx's own encoding: it refuses what a browser may send, such as half an emoji.
        raw = json.dumps(body).encode()
        return self._http.post(
            "/api/chat/messages", content=raw, headers={**self.headers, "Content-Type": "application/json"}
        )

    def events(self, query: str = "", **headers: str) -> list[dict[str, Any]]:
        """What there is now."""
        answer = self._http.get(f"/api/chat/events?wait=0{query}", headers=self.headers | headers)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["events"]
        return found


class Phone:
    """A phone whose texts come in as Twilio's webhooks."""

    def __init__(self, front: Front, number: str) -> None:
        self._http = front.http
        self.number = number

    def text(self, body: str, sid: str | None = None, token: str = TOKEN, **fields: str) -> httpx.Response:
        """One signed webhook."""
        form = {
            "MessageSid": sid or "SM" + uuid.uuid4().hex, "AccountSid": "AC" + "0" * 32, "From": self.number,
            "To": "+12025550100", "Body": body, "NumMedia": "0", "ToCity": "", **fields,
        }  # fmt: skip
        header = signature(token, PUBLIC_URL + "/sms/inbound", form)
        return self._http.post("/sms/inbound", data=form, headers={"X-Twilio-Signature": header})

    def says(self, body: str, **more: Any) -> str:
        """The words of the answer to a text."""
        answer = self.text(body, **more)
        assert answer.status_code == 200, answer.text
        return words(answer)


def words(answer: httpx.Response) -> str:
    """What a TwiML answer makes Twilio send."""
    return "\n".join(one.text or "" for one in ET.fromstring(answer.text))
