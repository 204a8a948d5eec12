"""Keeps what people write out of every log line of Rasa, its libraries and the action server."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from typing import Any

# Rasa prints messages at several levels and in many places, so lines are hidden unless their logger is known
# to speak of the program only. Everything else is reduced to where it came from.
_SPEAKS_OF_THE_PROGRAM = (
    "rasa_plugins",
    "actions",
    "holdfast",
    "rasa.core.run",
    "rasa.engine.training",
    "rasa.model_training",
)
_plain_record = logging.getLogRecordFactory()


def names_only() -> None:
    """From here on, no handler in this process can print text that a person wrote. Safe to call again."""
    logging.setLogRecordFactory(_record_of_names)


def _record_of_names(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _plain_record(*args, **kwargs)
    if record.exc_info and record.exc_info[0] is not None:
        record.msg = f"{_shown(record)}: {_frames(record.exc_info)}"
        record.args, record.exc_info, record.exc_text = (), None, None
    elif not _is_known(record.name):
        record.msg, record.args = _shown(record), ()
    return record


def _is_known(name: str) -> bool:
    return any(name == known or name.startswith(known + ".") for known in _SPEAKS_OF_THE_PROGRAM)


def _shown(record: logging.LogRecord) -> str:
    if _is_known(record.name) and not isinstance(record.args, Mapping):
        return record.getMessage()
    return f"{record.name} {record.funcName}:{record.lineno}"


def _frames(exc_info: Any) -> str:
    """The kind of the fault and where it happened; its message may quote what a person wrote."""
    kind, _, trace = exc_info
    last = traceback.extract_tb(trace)[-3:]
    return f"{kind.__name__} in " + " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(last))
