"""The watchdog as a process: its loop, and a door that answers the supervisor only while the loop comes round."""

import http.server
import signal
import threading
import time
from typing import Any

from holdfast import log
from holdfast.settings import Settings
from holdfast.watchdog.watch import Watchdog, real

# A loop that takes longer than this hangs; the supervisor then ends it and starts another.
HANGS_S = 60.0


def run(settings: Settings, port: int) -> int:
    """Watch until told to stop; `port` is where the supervisor asks, 0 for none."""
    log.configure()
    given, service = real(settings)
    settings.folder.mkdir(parents=True, exist_ok=True)
    dog, stopping = Watchdog(given, service), threading.Event()
    for wanted in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wanted, lambda *_: stopping.set())
    door = _door(dog, port) if port else None
    dog.run(stopping.is_set)
    dog.close()
    if door is not None:
        door.shutdown()
    return 0


def _door(dog: Watchdog, port: int) -> http.server.ThreadingHTTPServer:
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            alive = time.monotonic() - dog.came_round < HANGS_S
            self.send_response(204 if alive else 503)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing of it is worth a line."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Answer)
    threading.Thread(target=server.serve_forever, name="door", daemon=True).start()
    return server
