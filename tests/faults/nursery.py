"""Brings up service processes quickly: loads the rules once, and forks a process of its own for every start.

A line of JSON on standard input starts one, `{"env": {...}, "log": "file", "what": "service" | "watchdog", ...}`; its
pid is printed. Each has its own memory, sockets and threads, and dies as any process does; only the reading of the
rules is not done again. Waits that only cost time here are shorter, and named in `_hasten`.
"""

import json
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from holdfast import catching_up, service
from holdfast.dialogue import rasa as _rasa
from holdfast.parts import DATA, Parts
from holdfast.risk import Gate
from holdfast.settings import Settings
from holdfast.supervisor.guardian import dies_with_parent
from holdfast.watchdog import process, watch

GRACE_S, CATCH_UP_EVERY_S = 1.0, 1.0


def _hasten() -> None:
    """A text may be caught up with after a second instead of 40, and the provider's list is read every second."""
    catching_up.GRACE = timedelta(seconds=GRACE_S)
    made = service._worker

    def worker(*args: Any) -> Any:
        hands = made(*args)
        hands._also["catching_up"] = (CATCH_UP_EVERY_S, hands._also["catching_up"][1])
        return hands

    service._worker = worker
    watch.TRIAL_EVERY_S, watch.OUTSIDE_EVERY_S = 3600.0, 0.5
    watch.EVERY_S = 0.5
    watch.Watchdog.__init__.__kwdefaults__["every_s"] = 0.5


def _keep_rules() -> None:
    loaded, load = Gate.load(DATA / "risk"), Gate.load
    Gate.load = classmethod(  # type: ignore[method-assign,assignment]
        lambda _, folder, verify=None: loaded if Path(folder) == DATA / "risk" else load(folder, verify)
    )


def _break(how: str) -> None:
    """A fault inside the gate itself: reading a message that holds this word raises."""
    hear = Gate._hear

    def broken(self: Gate, text: str, *rest: Any) -> Any:
        if how in text:
            raise RuntimeError(how)
        return hear(self, text, *rest)

    Gate._hear = broken  # type: ignore[method-assign]


def _child(wanted: dict[str, Any]) -> int:
    out = os.open(wanted["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for name in [name for name in os.environ if name.startswith("HOLDFAST_")]:
        del os.environ[name]
    os.environ.update(wanted["env"])
    if "raises_on" in wanted:
        _break(wanted["raises_on"])
    if "data" in wanted:
        assemble = Parts.assemble.__func__  # type: ignore[attr-defined]
        Parts.assemble = classmethod(lambda cls, given: assemble(cls, given, Path(wanted["data"])))  # type: ignore[assignment,method-assign]
    if wanted["what"] == "watchdog":
        return process.run(Settings.read(), 0)
    return service.main()


def main() -> None:
    """Until standard input ends; whatever was started then dies with this process."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    assert _rasa
    _hasten()
    _keep_rules()
    dies = dies_with_parent()
    print("ready", flush=True)
    for line in sys.stdin:
        wanted = json.loads(line)
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            if dies is not None:
                dies()
            code = 70
            try:
                code = _child(wanted)
            finally:
                os._exit(code)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
