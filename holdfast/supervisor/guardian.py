"""No process outlives the supervisor, however it ends.

Each part leads a process group of its own. A forked guardian holds the end of a pipe: when the supervisor is
gone, even by SIGKILL, the pipe closes and the guardian kills every group that is still listed, grandchildren
included. On Linux the kernel also kills a direct child when its parent dies, should the guardian be gone.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def kill_group(leader: int, how: signal.Signals) -> None:
    """Signal a whole process group; one that is gone already is fine."""
    try:
        os.killpg(leader, how)
    except (ProcessLookupError, PermissionError):  # macOS answers EPERM for a group of zombies
        return


def dies_with_parent() -> Callable[[], None] | None:
    """What a child runs before exec so that the kernel kills it with its parent; None where it cannot."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)  # loaded here: nothing may be imported between fork and exec
    parent = os.getpid()

    def ask_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel


class Guardian:
    """The forked process and the pipe to it."""

    def __init__(self) -> None:
        reading, self._writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.close(self._writing)
                _guard(reading)
            finally:
                os._exit(0)
        os.close(reading)

    def list(self, leader: int) -> None:
        """From now on this group goes when the supervisor goes."""
        self._write(f"+{leader}\n")

    def strike(self, leader: int) -> None:
        """This group has ended."""
        self._write(f"-{leader}\n")

    def dismiss(self) -> None:
        """End the guardian; every group that is still listed goes with it."""
        os.close(self._writing)
        os.waitpid(self.pid, 0)

    def _write(self, line: str) -> None:
        try:
            os.write(self._writing, line.encode())
        except BrokenPipeError:
            # Someone killed the guardian. Parts still end at a normal stop and, on Linux, with their parent.
            return


def _guard(reading: int) -> None:
    """Wait for the end of the pipe, then kill what is listed."""
    os.setsid()
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    # The lock on the data folder among them: it must be free as soon as the supervisor is gone.
    os.closerange(3, reading)
    os.closerange(reading + 1, 256)
    listed: set[int] = set()
    with os.fdopen(reading) as lines:
        for line in lines:
            (listed.add if line[0] == "+" else listed.discard)(int(line[1:]))
    for leader in listed:
        kill_group(leader, signal.SIGKILL)
