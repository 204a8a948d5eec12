"""How fast a message is answered: `python -m bench.turns`. About three minutes; everything it starts it ends.

Risk: the answer of the POST, with Rasa alive and with Rasa killed. Calm: from the POST to the event on an open
stream. Then one conversation of 150 turns, beside stock Rasa's REST channel on the same model and texts.
"""

import json
import os
import queue
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

import httpx

from bench.processes import NotInTime, holdfast, stock_rasa
from holdfast.supervisor import train

RISK = "I want to end my life"
# Calm, and understood without offering a person: guided, recalled to the plan, and on.
TEXTS = (
    "hello", "I feel anxious", "grounding", "the lamp, my bed, a door", "next", "stop",
    "show me my plan", "next", "stop", "thank you",
)  # fmt: skip
RISKS, CALMS, TURNS = 100, 60, 150
WINDOWS = ((1, 10), (45, 55), (140, 150))
# No measurement goes on for longer; it then reports what it has.
MOST_S = 50.0
# So long that the alerts of one message are out before the next: the service is idle when it comes.
PAUSE_S = 0.3


class Chat:
    """A session of the widget."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=20)
        token = self.http.post("/api/chat/sessions", json={}).raise_for_status().json()["token"]
        self.http.headers["Authorization"] = f"Bearer {token}"
        self._arrived: queue.Queue[tuple[float, str]] = queue.Queue()

    def post(self, text: str) -> tuple[float, str]:
        """Send a message: (milliseconds until its answer, its level)."""
        began = time.perf_counter()
        body = {"client_id": str(uuid.uuid4()), "text": text}
        taken = self.http.post("/api/chat/messages", json=body).raise_for_status().json()
        return 1000 * (time.perf_counter() - began), taken["level"]

    def turn(self, text: str) -> float:
        """Milliseconds from sending a calm message to the program's answer on the open stream."""
        while not self._arrived.empty():
            self._arrived.get()
        began = time.perf_counter()
        level = self.post(text)[1]
        if level != "none":
            raise NotInTime(f"a calm text was heard as {level}")
        try:
            return 1000 * (self._arrived.get(timeout=15)[0] - began)
        except queue.Empty:
            raise NotInTime("a calm turn was not answered") from None

    @contextmanager
    def stream(self) -> Iterator[None]:
        """Listen to the events, as the widget does."""
        with self.http.stream("GET", "/api/chat/events?after=0", timeout=60) as answer:
            reader = threading.Thread(target=self._read, args=(answer,), daemon=True)
            reader.start()
            time.sleep(0.3)
            yield
        reader.join(5)

    def _read(self, answer: httpx.Response) -> None:
        try:
            for line in answer.iter_lines():
                if line.startswith("data: ") and json.loads(line[6:])["sender"] == "bot":
                    self._arrived.put((time.perf_counter(), line))
        except (httpx.HTTPError, httpx.StreamError, RuntimeError):
            return  # the stream was closed


def risk(url: str) -> list[float]:
    """Milliseconds of risk replies, each to another person who was calm before."""
    chats, found, end = [Chat(url) for _ in range(RISKS + 5)], [], time.monotonic() + MOST_S
    time.sleep(1)
    for chat in chats:
        if time.monotonic() < end:
            milliseconds, level = chat.post(RISK)
            if level == "none":
                raise NotInTime("a risk text was not heard")
            found.append(milliseconds)
            time.sleep(PAUSE_S)
        chat.http.close()
    return found[5:]


def calm(url: str) -> list[float]:
    """Milliseconds of calm turns in short conversations."""
    found: list[float] = []
    end = time.monotonic() + MOST_S
    while len(found) < CALMS and time.monotonic() < end:
        chat = Chat(url)
        with chat.stream():
            found += [chat.turn(text) for text in TEXTS]
        chat.http.close()
    return found


def long(url: str) -> list[float]:
    """Milliseconds of each turn of one conversation."""
    chat, end = Chat(url), time.monotonic() + MOST_S
    with chat.stream():
        return [chat.turn(text) for text in islice(cycle(TEXTS), TURNS) if time.monotonic() < end]


def stock(url: str) -> list[float]:
    """The same with stock Rasa."""
    found, end = [], time.monotonic() + MOST_S
    with httpx.Client(base_url=url, timeout=20) as http:
        for text in islice(cycle(TEXTS), TURNS):
            if time.monotonic() < end:
                began = time.perf_counter()
                body = {"sender": "bench", "message": text}
                http.post("/webhooks/rest/webhook", json=body).raise_for_status()
                found.append(1000 * (time.perf_counter() - began))
    return found


def spread(name: str, found: Sequence[float]) -> str:
    """One line: how many, and the percentiles."""
    if len(found) < 10:
        return f"{name:<34} too few answers in time ({len(found)})"
    cuts = statistics.quantiles(found, n=100, method="inclusive")
    return f"{name:<34} {len(found):>4} {cuts[49]:>8.1f} {cuts[94]:>8.1f} {cuts[98]:>8.1f}"


def by_turn(name: str, found: Sequence[float]) -> str:
    """One line: the median of each window, and the ratio of the last to the first."""
    windows = [found[first - 1 : last] for first, last in WINDOWS]
    medians = [statistics.median(window) if window else float("nan") for window in windows]
    shown = "".join(f"{median:>12.1f}" for median in medians)
    return f"{name:<34}{shown}{medians[-1] / medians[0]:>10.2f}"


def _load() -> str:
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


def main() -> int:
    """Measure everything once and print it."""
    train.main()
    print(f"before: {_load()}\n", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with holdfast(folder) as house:
            print(f"{'milliseconds':<34} {'n':>4} {'p50':>8} {'p95':>8} {'p99':>8}")
            print(spread("risk reply, Rasa alive", risk(house.url)), flush=True)
            print(spread("calm reply, POST to stream", calm(house.url)), flush=True)
            ours = long(house.url)
            house.without_rasa()
            print(spread("risk reply, Rasa killed", risk(house.url)), flush=True)
            database = house.database
        with stock_rasa(folder, database) as url:
            theirs = stock(url)
    heads = "".join(f"{f'{first} to {last}':>12}" for first, last in WINDOWS)
    print(f"\n{'one conversation, p50 of turns':<34}{heads}{'last/first':>10}")
    print(by_turn("Holdfast, POST to stream", ours))
    print(by_turn("stock Rasa, REST channel", theirs))
    print(f"\nafter: {_load()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
