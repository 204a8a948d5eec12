"""The watchdog over a running service: the whole way, each link broken, pages by a way of its own, and the dead-man."""

import asyncio
import http.server
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
import uvicorn

from holdfast import service
from holdfast.delivery import canary
from holdfast.delivery.pager import Pager, Spacing
from holdfast.keys import KeyRing
from holdfast.models import Escalation, Person, Responder
from holdfast.settings import Settings
from holdfast.watchdog.trial import Trial
from holdfast.watchdog.watch import Watchdog, real

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def until(true: Callable[[], object], within: float = 20.0) -> None:
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


class Outside:
    """A server of somebody else: counts what it gets."""

    def __init__(self) -> None:
        self.gets = 0
        self.posts: list[bytes] = []
        outer = self

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.gets += 1
                self.send_response(200)
                self.end_headers()

            def do_POST(self) -> None:
                outer.posts.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}/x"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def outside() -> Iterator[Outside]:
    held = Outside()
    yield held
    held.server.shutdown()
    held.server.server_close()


class Running:
    """A demo with simulated phones on a port of the loopback; no Rasa."""

    def __init__(self, folder: Path) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        self.settings = Settings(data_dir=str(folder), port=str(port))
        app = service.create(self.settings, port)
        config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve(sockets=[listening])))
        self._thread.start()
        until(lambda: self._server.started)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(15)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    held = Running(tmp_path_factory.mktemp("demo"))
    yield held
    held.stop()


@pytest.fixture
def dog(running: Running, outside: Outside) -> Iterator[Watchdog]:
    """A watchdog that the test lets look, round by round."""
    given, address = real(replace(running.settings, deadman_url=outside.url, page_url=outside.url))
    held = Watchdog(given, address, every_s=0.01)
    held._next_trial = time.monotonic() + 3600
    yield held
    held.close()


def trial(dog: Watchdog, **other: object) -> str | None:
    given = Trial(dog.settings, dog.db, dog.keys, dog.clock, dog.service, within_s=10.0)
    return replace(given, **other).run()  # type: ignore[arg-type]


def supervisors_phone(dog: Watchdog) -> list[str]:
    messages = httpx.get(f"{dog.service}/phone/state?since=0").json()["messages"]
    with dog.db.read() as tx:
        one = tx.scalars(
            sa.select(Responder).where(Responder.role == "supervisor", ~Responder.canary)
        ).first()
    assert one is not None
    number = dog.keys.own().open("responder.phone", one.id, one.phone)
    return [text["text"] for text in messages if text["phone"] == number]


def test_the_canary_goes_the_whole_way_twice_and_nobody_else_is_alerted(dog: Watchdog) -> None:
    before = httpx.get(f"{dog.service}/phone/state?since=0").json()["messages"]
    assert trial(dog) is None
    assert trial(dog) is None
    with dog.db.read() as tx:
        found = list(tx.scalars(sa.select(Escalation).join(Person).where(Person.canary)))
    assert [(one.state, one.outcome) for one in found] == [("closed", "canary")] * 2
    assert httpx.get(f"{dog.service}/phone/state?since=0").json()["messages"] == before
    numbers = [one["number"] for one in httpx.get(f"{dog.service}/phone/state").json()["phones"]]
    assert not {canary.PERSON, canary.RESPONDER} & set(numbers)


def test_a_broken_link_is_named(dog: Watchdog, monkeypatch: pytest.MonkeyPatch) -> None:
    assert trial(dog, service="http://127.0.0.1:9") == "no_answer"
    assert trial(dog, settings=replace(dog.settings, twilio_auth_token="wrong")) == "answered_403"
    monkeypatch.setattr("holdfast.watchdog.trial.WORDS", "hello")
    assert trial(dog, within_s=0.5) in ("not_alerted", "no_safety_words")
    monkeypatch.undo()
    monkeypatch.setattr("holdfast.worker.outbox.send_due", lambda *_: asyncio.sleep(0))
    assert trial(dog, within_s=2.0) == "not_alerted"
    monkeypatch.undo()
    monkeypatch.setattr("holdfast.handoff.phone_replies.TAKES", frozenset())
    assert trial(dog, within_s=3.0) == "not_acknowledged"
    monkeypatch.undo()
    assert trial(dog) is None


def test_outside_hears_of_it_only_while_all_is_well(dog: Watchdog, outside: Outside) -> None:
    assert dog.look() == []
    assert outside.gets == 1
    dog._broken, dog._outside_at = "not_alerted", 0.0
    assert [one.name for one in dog.look()] == ["canary_not_alerted"]
    assert outside.gets == 1
    dog._broken = None
    dog.look()
    assert outside.gets == 2


def test_a_page_names_the_fault_once_and_says_when_it_is_over(dog: Watchdog, outside: Outside) -> None:
    before = len(supervisors_phone(dog))
    dog.look()
    dog._broken = "not_alerted"
    dog.look()
    assert len(supervisors_phone(dog)) == before, "one look wakes nobody"
    for _ in range(5):
        dog.look()
    until(lambda: len(supervisors_phone(dog)) == before + 1)
    assert "canary not alerted" in supervisors_phone(dog)[0] + supervisors_phone(dog)[-1]
    dog._broken = None
    dog.look()
    until(lambda: len(supervisors_phone(dog)) == before + 2)
    assert len(outside.posts) == 2


def test_with_the_service_gone_the_page_goes_by_another_provider(
    running: Running, outside: Outside, tmp_path: Path
) -> None:
    given, _ = real(replace(running.settings, page_url=outside.url, deadman_url=outside.url))
    dog = Watchdog(replace(given, twilio_api_base="http://127.0.0.1:9"), "http://127.0.0.1:9", every_s=0.01)
    dog._next_trial = time.monotonic() + 3600
    for _ in range(3):
        dog.look()
    dog.close()
    assert len(outside.posts) == 1
    assert b"service away" in outside.posts[0]
    assert outside.gets == 0


def test_a_page_that_reached_nobody_is_tried_again_at_the_next_look(dog: Watchdog) -> None:
    tried = []
    dog._pager.page = lambda _, text: tried.append(text) or 0  # type: ignore[method-assign, func-returns-value]
    dog._broken = "not_alerted"
    for _ in range(4):
        dog.look()
    assert len(tried) == 3


def test_a_second_fault_is_paged_and_a_standing_one_is_paged_again_later(
    dog: Watchdog, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, tried = [1000.0], []
    monkeypatch.setattr("holdfast.delivery.pager.time.monotonic", lambda: now[0])
    dog._pager.page = lambda _, text: tried.append(text) or 1  # type: ignore[method-assign, func-returns-value]
    dog._tell(["overdue"])
    dog._tell(["overdue", "untold"])
    assert len(tried) == 1
    now[0] += 61
    dog._tell(["overdue", "untold"])
    assert len(tried) == 2
    now[0] += 899
    dog._tell(["overdue", "untold"])
    assert len(tried) == 2
    now[0] += 2
    dog._tell(["overdue", "untold"])
    assert len(tried) == 3


def test_messages_that_stay_on_disk_are_found(dog: Watchdog) -> None:
    folder = dog.settings.folder / "spool"
    record = folder / f"{time.time_ns() - 61 * 10**9:020d}-x"
    record.write_bytes(b"torn")
    (folder / f"{time.time_ns():020d}-y.bad").write_bytes(b"torn")
    names = {one.name for one in dog.look()}
    assert "spool_set_aside" in names
    for one in folder.iterdir():
        one.unlink()


def test_the_pager_uses_the_next_token_and_gives_up_in_time(running: Running) -> None:
    given, _ = real(running.settings)
    rotated = replace(given, twilio_auth_token="old", twilio_next_auth_token=given.twilio_auth_token)
    assert Pager(rotated).page(["+12025550199", "+12025550199"], "x") == 1
    began = time.monotonic()
    assert Pager(replace(given, twilio_api_base="http://127.0.0.1:9")).page(["+12025550199"], "x") == 0
    assert Pager(given).page([], "x") == 0
    assert time.monotonic() - began < 8


def test_spacing_lets_one_through() -> None:
    spacing = Spacing(60)
    assert [spacing.due(), spacing.due()] == [True, False]
    spacing.forget()
    assert spacing.due()


def test_service_and_watchdog_know_the_same_simulated_account(running: Running) -> None:
    given, _ = real(running.settings)
    assert given.twilio_account_sid.startswith("AC")
    assert KeyRing.parse(given.key_ring())
    assert real(running.settings)[0] == given
