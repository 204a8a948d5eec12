"""What the record cannot show: the service's own word on its parts, messages kept on disk, room on that disk."""

import shutil
import time
from collections.abc import Iterator

import httpx

from holdfast.settings import Settings
from holdfast.watchdog.audit import Finding

ANSWERS_S, SPOOLED_S, FULL = 3.0, 60.0, 0.9


def findings(settings: Settings, service: str) -> list[Finding]:
    """Everything that is not as it should be."""
    return [*_service(service), *_spool(settings), *_disk(settings)]


def _service(service: str) -> Iterator[Finding]:
    try:
        with httpx.Client(timeout=ANSWERS_S, trust_env=False) as http:
            state = http.get(f"{service}/readyz").json()
    except (httpx.HTTPError, ValueError):
        yield Finding("service_away")
        return
    for part in ("gate", "database"):
        if state.get(part) != "ready":
            yield Finding(f"{part}_not_ready")
    if state.get("worker") != "alive":
        yield Finding("worker_silent")


def _spool(settings: Settings) -> Iterator[Finding]:
    """A record that waits for a minute is not being replayed; one set aside needs a human to look."""
    folder = settings.folder / "spool"
    names = (
        [entry.name for entry in folder.iterdir() if not entry.name.startswith(".")]
        if folder.is_dir()
        else []
    )
    aside = sum(name.endswith(".bad") for name in names)
    waiting = sorted(name for name in names if not name.endswith(".bad"))
    if waiting and time.time() - int(waiting[0].partition("-")[0]) / 1e9 > SPOOLED_S:
        yield Finding("spool_waiting", len(waiting))
    if aside:
        yield Finding("spool_set_aside", aside)


def _disk(settings: Settings) -> Iterator[Finding]:
    room = shutil.disk_usage(settings.folder)
    if room.used / room.total > FULL:
        yield Finding("disk_filling")
