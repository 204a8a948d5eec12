"""The real parts: gate and words loaded once, a database of its own for every test, a clock that can be moved.

What asks for a house runs on SQLite and on PostgreSQL, where that is installed; HOLDFAST_TEST_DATABASES names fewer.
"""

import base64
import io
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from holdfast.clock import Clock
from holdfast.keys import KeyRing
from holdfast.log import keep_safe_keys
from holdfast.parts import Parts
from holdfast.plans import enrol
from holdfast.plans.clinic_file import ClinicFile
from holdfast.settings import Settings
from holdfast.spool import Spool
from holdfast.wakes import Wakes
from tests.cluster import Cluster
from tests.core.backend import Backend, Postgresql, Sqlite
from tests.core.house import House

CLINIC = Path(__file__).with_name("clinic.json")
KEYS = "test:" + base64.b64encode(bytes(range(32))).decode()
Make = Callable[..., House]
HERE = Path(__file__).parent
# Scripts that anyone was told in these tests, and the files that have begun.
SAID: set[str] = set()
BEGUN: set[Path] = set()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What was said in all of them is read after them."""
    items.sort(key=lambda item: item.path == HERE / "test_all_was_said.py")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note which files have begun."""
    BEGUN.add(item.path)


@pytest.fixture(scope="session", autouse=True)
def logged() -> Iterator[io.StringIO]:
    """What the service logs, through its own processors."""
    lines = io.StringIO()
    structlog.configure(
        processors=[structlog.processors.add_log_level, keep_safe_keys, structlog.processors.JSONRenderer()],
        logger_factory=structlog.WriteLoggerFactory(file=lines),
        cache_logger_on_first_use=False,
    )
    yield lines
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def assembled(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """Everything that takes long to load; its database holds the small clinic, `empty.db` beside it holds nothing."""
    parts = Parts.assemble(Settings(data_dir=str(tmp_path_factory.mktemp("var")), keys=KEYS))
    parts.db.close()
    shutil.copy(parts.settings.folder / "holdfast.db", parts.settings.folder / "empty.db")
    with parts.db.write() as tx:
        enrol.take_in(tx, parts, ClinicFile.parse(CLINIC.read_bytes()), "test")
    parts.db.close()
    return parts


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for a house runs on every database."""
    chosen_by_itself = any("backend" in mark.args for mark in metafunc.definition.iter_markers("parametrize"))
    if "backend" in metafunc.fixturenames and not chosen_by_itself:
        chosen = os.environ.get("HOLDFAST_TEST_DATABASES", "sqlite,postgresql").split(",")
        needs = {"sqlite": [], "postgresql": [pytest.mark.needs("postgresql")]}
        metafunc.parametrize(
            "backend", [pytest.param(name, marks=needs[name]) for name in chosen], indirect=True
        )


@pytest.fixture(scope="session")
def sqlite(assembled: Parts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """Databases in files."""
    held = Sqlite(assembled, tmp_path_factory.mktemp("db"))
    yield held
    held.close()


@pytest.fixture(scope="session")
def server(assembled: Parts, postgresql: Cluster) -> Iterator[Backend]:
    """Databases of a private PostgreSQL."""
    held = Postgresql(assembled, postgresql, CLINIC)
    yield held
    held.close()


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> Backend:
    """Where this test keeps its data."""
    found: Backend = request.getfixturevalue("server" if request.param == "postgresql" else "sqlite")
    return found


@pytest.fixture
def new_house(assembled: Parts, backend: Backend, tmp_path: Path) -> Iterator[Make]:
    """Makes a house with the small clinic in it (or an empty one); up to two in a test."""
    made: list[House] = []

    def make(*, empty: bool = False) -> House:
        database, wakes = backend.fresh(len(made), empty=empty), Wakes()
        database.after_commit = wakes.ring
        folder = tmp_path / f"house{len(made)}"
        folder.mkdir()
        (folder / "clock").write_text("0")
        settings = replace(assembled.settings, data_dir=str(folder))
        clock = Clock(folder / "clock")
        parts = replace(assembled, settings=settings, db=database, wakes=wakes, clock=clock)
        made.append(House(parts, folder / "clock", folder, backend))
        return made[-1]

    yield make
    for house in made:
        SAID.update(house.scripts_said())
        house.parts.db.close()


@pytest.fixture
def house(new_house: Make) -> House:
    """A house with the small clinic."""
    return new_house()


@pytest.fixture
def spool(house: House) -> Spool:
    """The spool of this house."""
    return Spool(house.folder / "spool", house.parts.keys.own())


@pytest.fixture
def keys() -> KeyRing:
    """The ring of the tests."""
    return KeyRing.parse(KEYS)
