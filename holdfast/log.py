"""Structured logs that can hold names and ids, and nothing else.

The allow-list drops every key that is not declared safe, so that a text or a phone number handed to a
logger by mistake does not reach the log.
"""

import logging
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog

SAFE_KEYS = frozenset(
    "event level timestamp logger part port person conversation message delivery escalation responder contact "
    "incident signal signals rules risk script channel kind state reason code status seconds micros count rung turn "
    "intent model error where attempt route".split()
)


def keep_safe_keys(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog processor: drop what is not on the list, and say by name what was dropped."""
    dropped = sorted(key for key in event if key not in SAFE_KEYS and not key.startswith("_"))
    kept = {key: value for key, value in event.items() if key in SAFE_KEYS}
    if dropped:
        kept["reason"] = "dropped: " + ",".join(dropped)
    return kept


class Unfailing:
    """Where lines go; one that cannot be written (a full disk) is lost, and what was being done goes on."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write, if it can be."""
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        """Flush, if it can be."""
        with suppress(OSError):
            self._file.flush()


def configure() -> None:
    """Send structlog as JSON lines to standard error, and silence libraries that log content."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_safe_keys,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=cast("TextIO", Unfailing(sys.stderr))),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, force=True)
    for noisy in ("httpx", "httpcore", "twilio", "twilio.http_client", "sqlalchemy", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)


def logger() -> Any:
    """A logger bound to nothing; log an event name and safe keys."""
    return structlog.get_logger()
