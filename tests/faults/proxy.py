"""A link that can fail: refuse, swallow everything, be slow, or break off after some bytes of an answer."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

PASS, REFUSE, BLACK_HOLE, RESET = "pass", "refuse", "black hole", "reset"


class Link:
    """Listens on a free port of the loopback and passes on to wherever `to` connects. `mode` counts at any moment."""

    def __init__(self, to: Callable[[], socket.socket]) -> None:
        self._to = to
        self.mode, self.delay_s, self.reset_after = PASS, 0.0, 0
        self.connections = 0
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def fail(self, mode: str, *, reset_after: int = 0) -> None:
        """From now on, also for connections that are open: a link that refuses has none."""
        self.mode, self.reset_after = mode, reset_after
        if mode == REFUSE:
            self.cut()

    def mend(self) -> None:
        """Everything passes again; what was swallowed is cut, as its ends would notice some day."""
        swallowing = self.mode in (BLACK_HOLE, RESET)
        self.mode, self.delay_s = PASS, 0.0
        if swallowing:
            self.cut()

    def cut(self) -> None:
        """End every open connection."""
        with self._lock:
            ending, self._open = list(self._open), set()
        for one in ending:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Listen no more."""
        self._listening.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        try:
            if self.mode == REFUSE:
                near.close()
                return
            far = self._to()
        except OSError:
            near.close()
            return
        with self._lock:
            self._open |= {near, far}
        back = threading.Thread(target=self._carry, args=(far, near), kwargs={"answer": True}, daemon=True)
        back.start()
        self._carry(near, far, answer=False)
        back.join()
        with self._lock:
            self._open -= {near, far}
        near.close()
        far.close()

    def _carry(self, source: socket.socket, target: socket.socket, *, answer: bool) -> None:
        passed = 0
        with suppress(OSError):
            while data := source.recv(65536):
                if self.delay_s:
                    time.sleep(self.delay_s)
                while self.mode == BLACK_HOLE:
                    time.sleep(0.02)
                if self.mode == RESET and answer:
                    target.sendall(data[: max(0, self.reset_after - passed)])
                    break
                passed += len(data)
                target.sendall(data)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def tcp(port: int) -> Callable[[], socket.socket]:
    """Connects to a port of the loopback."""
    return lambda: socket.create_connection(("127.0.0.1", port), timeout=None)


def unix(path: str) -> Callable[[], socket.socket]:
    """Connects to a socket in the file system."""

    def connect() -> socket.socket:
        made = socket.socket(socket.AF_UNIX)
        try:
            made.connect(path)
        except OSError:
            made.close()
            raise
        return made

    return connect
