"""Ports on loopback: whether one is free, and free ones for the inner parts."""

import errno
import random
import socket

FIRST_PORT = 8000
# Below the range of outgoing connections, so that a part that comes back finds its port free.
INNER_PORTS = range(20000, 32000)


class PortTaken(Exception):
    """The port that was asked for is in use. The message is one sentence."""


def is_free(port: int) -> bool:
    """Whether nothing listens on this port, by IPv4 or (browsers try it for `localhost`) by IPv6."""
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except OSError as fault:
            if family == socket.AF_INET6 and fault.errno != errno.EADDRINUSE:
                continue  # no IPv6 on this machine
            return False
    return True


def choose_port(asked: str) -> int:
    """The service's port: the one asked for, else the first free one from 8000 on.

    Raises PortTaken.
    """
    if asked:
        if not is_free(int(asked)):
            raise PortTaken(
                f"Port {asked} is taken by another program: set HOLDFAST_PORT to a free one, or leave it out."
            )
        return int(asked)
    for port in range(FIRST_PORT, FIRST_PORT + 1000):
        if is_free(port):
            return port
    raise PortTaken(
        f"No free port between {FIRST_PORT} and {FIRST_PORT + 999}: set HOLDFAST_PORT to a free one."
    )


def inner_port(others: set[int]) -> int:
    """A free port for an inner part, none of `others`."""
    for port in random.sample(INNER_PORTS, 200):
        if port not in others and is_free(port):
            return port
    raise PortTaken(f"No free port between {INNER_PORTS.start} and {INNER_PORTS.stop} for an inner part.")


def answers(port: int, path: str, within: float) -> bool:
    """Whether a server on this port answers a GET with a status below 500."""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=within) as connection:
            connection.sendall(request)
            head = connection.recv(64)
    except OSError:
        return False
    words = head.split(b" ", 2)
    return len(words) > 1 and words[1].isdigit() and int(words[1]) < 500
