"""The running service with the trained model behind it, and a book of which criterion passed with which scripts."""

import re
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from holdfast.clock import Clock
from tests.channels.front import Front, started
from tests.criteria.talk import Reply, Talk, meet
from tests.dialogue.conftest import model
from tests.dialogue.engine import Engine

__all__ = ["model"]

Meet = Callable[..., Talk]
CRITERION = re.compile(r"test_([a-f]\d+)_")


class Book:
    """Outcomes, scripts and words by criterion, as the tests of this folder run."""

    def __init__(self) -> None:
        self.failed: defaultdict[str, set[str]] = defaultdict(set)
        self.passed: defaultdict[str, set[str]] = defaultdict(set)
        self.scripts: defaultdict[str, set[str]] = defaultdict(set)
        self.replies: list[Reply] = []


BOOK = Book()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is read from the others' answers comes after them, and the table last."""
    late = {"test_e_say_it_well": 1, "test_f_boundaries": 2, "test_table": 3}
    items.sort(
        key=lambda item: late.get(item.path.stem, 0) if item.path.parent == Path(__file__).parent else 0
    )
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.whole)
            item.add_marker(pytest.mark.timeout(600))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Write the outcome into the book."""
    report = yield
    found = CRITERION.match(item.name)
    if found and (report.when == "call" or report.failed):
        row = found[1].upper()
        if report.failed:
            BOOK.failed[row].add(item.name)
        elif report.passed:
            BOOK.failed[row].discard(
                item.name
            )  # what passes when run once more is told at the end of the run
            BOOK.passed[row].add(item.name.partition("[")[0])
    return report


@pytest.fixture(scope="session")
def book() -> Book:
    """The book."""
    return BOOK


@pytest.fixture(scope="session")
def clock_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Moves the clock of the service."""
    file = tmp_path_factory.mktemp("clock") / "clock"
    file.write_text("0")
    return file


@pytest.fixture(scope="session")
def front(model: Path, clock_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """The service on a loopback port, with the running Rasa behind it."""
    folder = tmp_path_factory.mktemp("front")
    engine = Engine(model, f"sqlite:///{folder / 'holdfast.db'}", tmp_path_factory.mktemp("logs"))
    address = str(engine.http.base_url).partition("/webhooks")[0]
    try:
        with started(
            folder,
            rasa_url=address,
            rasa_token=engine.token,
            rasa_deadline_s="20",
            clock_file=str(clock_file),
        ) as front:
            engine.start()
            yield front
    finally:
        engine.stop_all()


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """The same service with no Rasa and no action server anywhere."""
    with started(tmp_path_factory.mktemp("bare")) as front:
        yield front


@pytest.fixture
def later(front: Front, clock_file: Path) -> Iterator[Callable[[float], None]]:
    """Lets time pass for everyone."""

    def move(seconds: float) -> None:
        clock_file.write_text(str(float(clock_file.read_text()) + seconds))

    assert isinstance(front.parts.clock, Clock)
    yield move


@pytest.fixture(params=["web", "sms"])
def channel(request: pytest.FixtureRequest) -> str:
    """Both doors."""
    return str(request.param)


@pytest.fixture
def someone(front: Front, channel: str, request: pytest.FixtureRequest) -> Iterator[Meet]:
    """Makes a new person at this door; what they are told goes into the book."""
    made: list[Talk] = []

    def make(country: str | None = "US", at: Front = front, **more: Any) -> Talk:
        made.append(meet(at, channel, country, **more))
        return made[-1]

    yield make
    row = CRITERION.match(request.node.name)
    for talk in made:
        talk.leave()
        BOOK.replies += talk.told
        if row:
            BOOK.scripts[row[1].upper()] |= {one for reply in talk.told for one in reply.scripts}
