"""Requests as Twilio makes them, one file each, named by their situation.

The signatures in the files were made with openssl, for `PUBLIC_URL` and the tokens below.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.channels.front import NEXT_TOKEN, PUBLIC_URL, TOKEN, Chat, Front, Phone, started

PAYLOADS = Path(__file__).parent / "payloads"
NUMBERS = itertools.count(1000)


@dataclass(frozen=True)
class Payload:
    """One request: good if Twilio could have made it, else bad."""

    name: str
    good: bool
    path: str
    headers: dict[str, str]
    body: bytes

    @classmethod
    def read(cls, file: Path) -> "Payload":
        """First line and headers, a blank line, the raw body."""
        head, body = file.read_bytes().removesuffix(b"\n").split(b"\n\n", 1)
        first, *lines = head.decode().split("\n")
        headers = dict(line.split(": ", 1) for line in lines)
        return cls(file.stem, file.parent.name == "good", first.removeprefix("POST "), headers, body)


ALL = [Payload.read(file) for file in sorted(PAYLOADS.glob("*/*.http"))]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for a `payload` runs for every one of them."""
    if "payload" in metafunc.fixturenames:
        metafunc.parametrize("payload", ALL, ids=lambda payload: payload.name)


@pytest.fixture
def payloads() -> dict[str, Payload]:
    """Every payload by its situation."""
    return {payload.name: payload for payload in ALL}


@pytest.fixture
def public_url() -> str:
    """What the payloads were signed for."""
    return PUBLIC_URL


@pytest.fixture
def tokens() -> list[str]:
    """The auth token in use, and the next one."""
    return [TOKEN, NEXT_TOKEN]


@pytest.fixture(scope="session")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Started once for all tests of this folder that need a running service."""
    with started(tmp_path_factory.mktemp("front")) as front:
        yield front


@pytest.fixture
def chat(front: Front) -> Chat:
    """A new visitor of the demo page."""
    return Chat(front)


@pytest.fixture
def phone(front: Front) -> Phone:
    """A phone whose number nobody has used."""
    return Phone(front, f"+1202555{next(NUMBERS):04d}")
