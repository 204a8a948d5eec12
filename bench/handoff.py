"""How fast someone at risk is answered, and a responder's phone is lit: `python -m bench.handoff`. About three minutes.

The answer is that of the POST. The first rung is measured in the record: from the opening of the episode to the
first try of a text to a responder. Idle, and while 50 messages a second come in, with Rasa up and killed. On SQLite,
or with `--postgresql` on a private server that writes through to the disk, as one in production does.
"""

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import httpx
import sqlalchemy as sa

from bench.processes import NotInTime, holdfast
from bench.turns import RISK, Chat, spread
from holdfast.models import Attempt, Delivery, Escalation
from holdfast.supervisor import train
from tests.cluster import Cluster

IDLE, PAUSE_S = 100, 0.3
PER_S, LOAD_S = 50, 15
# Of the messages under load every fifth is at risk; the others are calm, in conversations of their own.
EVERY = 5
CALM = ("hello", "thank you", "menu")
HEAD = f"{'milliseconds':<44} {'n':>4} {'p50':>8} {'p95':>8} {'p99':>8}"


def idle(url: str) -> list[float]:
    """Milliseconds of risk replies, one after the other, each to another person."""
    chats, found = [Chat(url) for _ in range(IDLE + 5)], []
    time.sleep(1)
    for chat in chats:
        found.append(_risk(chat))
        time.sleep(PAUSE_S)
        chat.http.close()
    return found[5:]


def loaded(url: str) -> list[float]:
    """Milliseconds of risk replies while `PER_S` messages a second come in, sent when due, whatever is late."""
    count = PER_S * LOAD_S
    at_risk = [Chat(url) for _ in range(count // EVERY)]
    calm = [Chat(url) for _ in range(40)]
    time.sleep(2)
    found: list[float] = []
    began = time.perf_counter() + 0.5
    threads = []
    for index in range(count):
        chat = at_risk[index // EVERY] if index % EVERY == 0 else calm[index % len(calm)]
        text = RISK if index % EVERY == 0 else CALM[index % len(CALM)]
        due = began + index / PER_S
        threads.append(threading.Thread(target=_send, args=(chat, text, due, found), daemon=True))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for chat in at_risk + calm:
        chat.http.close()
    return found


def _send(chat: Chat, text: str, due: float, found: list[float]) -> None:
    time.sleep(max(0.0, due - time.perf_counter()))
    try:
        _, level = chat.post(text)
    except httpx.HTTPError:
        return
    if text == RISK and level != "none":
        found.append(1000 * (time.perf_counter() - due))


def _risk(chat: Chat) -> float:
    milliseconds, level = chat.post(RISK)
    if level == "none":
        raise NotInTime("a risk text was not heard")
    return milliseconds


def first_rungs(database: str, since: datetime | None) -> tuple[list[float], datetime | None]:
    """Milliseconds from each opening after `since` to the first try of a text to a responder."""
    engine = sa.create_engine(database.replace("postgresql://", "postgresql+psycopg://"))
    first = (
        sa.select(Escalation.opened_at, sa.func.min(Attempt.started_at))
        .join(Delivery, Delivery.escalation_id == Escalation.id)
        .join(Attempt, Attempt.delivery_id == Delivery.id)
        .where(Delivery.to_kind == "responder")
        .group_by(Escalation.id, Escalation.opened_at)
    )
    with engine.connect() as connection:
        rows = [
            (opened, tried) for opened, tried in connection.execute(first) if since is None or opened > since
        ]
    engine.dispose()
    found = [1000 * (tried - opened).total_seconds() for opened, tried in rows]
    return found, max((opened for opened, _ in rows), default=since)


def _measured(name: str, url: str, database: str, since: datetime | None) -> datetime | None:
    answers: Sequence[float] = idle(url)
    print(spread(f"{name}, idle: answer", answers), flush=True)
    time.sleep(3)
    rungs, since = first_rungs(database, since)
    print(spread(f"{name}, idle: first rung leaves", rungs), flush=True)
    answers = loaded(url)
    print(spread(f"{name}, {PER_S} messages/s: answer", answers), flush=True)
    time.sleep(10)
    rungs, since = first_rungs(database, since)
    print(spread(f"{name}, {PER_S} messages/s: first rung leaves", rungs), flush=True)
    return since


def main() -> int:
    """Measure everything once and print it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--postgresql", action="store_true")
    server = Cluster(fsync=True) if asked.parse_args().postgresql else None
    try:
        return _run(server.url(server.create()) if server else None)
    finally:
        if server:
            server.remove()


def _run(database: str | None) -> int:
    train.main()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n\n{HEAD}", flush=True)
    with tempfile.TemporaryDirectory() as name, holdfast(Path(name), database) as house:
        last = _measured("Rasa up", house.url, house.database, None)
        house.without_rasa()
        _measured("Rasa killed", house.url, house.database, last)
    print(f"\nafter: load {os.getloadavg()[0]:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
