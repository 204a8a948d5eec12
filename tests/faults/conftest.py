"""One town for all faults; after each the invariants, and a row of the table.

These tests are long: without HOLDFAST_FAULTS=1 (`make faults`) only those marked `brief` run.
"""

import os
from collections.abc import Callable, Iterator

import pytest

from tests.cluster import Cluster
from tests.faults import table
from tests.faults.brood import Nursery
from tests.faults.invariants import broken
from tests.faults.table import Row
from tests.faults.town import Town

Seen = Callable[[str, str], None]
ROWS: dict[int, Row] = {}
# What an earlier fault broke is told once, there.
TOLD: set[str] = set()
ASKED = os.environ.get("HOLDFAST_FAULTS") == "1"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long ones out unless they were asked for; the first one waits for the town to be built."""
    here = [one for one in items if one.path.parent.name == "faults" and "faults" in one.path.parts]
    for one in here:
        one.add_marker(pytest.mark.timeout(900))
        if "town" in one.fixturenames:  # type: ignore[attr-defined]
            one.add_marker(pytest.mark.needs("postgresql"))
    if ASKED:
        return
    left_out = [one for one in here if "town" in one.fixturenames and not one.get_closest_marker("brief")]  # type: ignore[attr-defined]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [one for one in items if one not in left_out]


def pytest_sessionfinish() -> None:
    """The table, after a run that was asked for."""
    if ASKED and ROWS:
        table.write(ROWS)


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Where service processes come from."""
    held = Nursery()
    yield held
    held.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, nursery: Nursery) -> Iterator[Town]:
    """The town, once, on a server of its own, which the faults may crash."""
    cluster = Cluster(fsync=True)
    held = Town(tmp_path_factory.mktemp("town"), cluster, nursery)
    yield held
    held.close()
    cluster.remove()


@pytest.fixture
def town(built: Town) -> Iterator[Town]:
    """Whole before the fault; afterwards mended, at rest, and every invariant asked for."""
    built.mend()
    yield built
    built.mend()
    built.rest()
    found = [one for one in broken(built) if one not in TOLD]
    TOLD.update(found)
    assert found == []
    built.hand_all_back()
    built.rest()


@pytest.fixture
def seen(request: pytest.FixtureRequest) -> Iterator[Seen]:
    """Says what was seen; the row counts as held when the test and its invariants have passed."""
    mark = request.node.get_closest_marker("row")
    number, done = mark.args
    said: list[tuple[str, str]] = []
    # Asked for before the town by every test, so that it is told last: the invariants have been asked by then.
    yield lambda person, responders: said.append((person, responders))
    if said:
        ROWS[number] = Row(number, done, *said[-1], "held")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A row that did not hold says so."""
    outcome = yield
    report, mark = outcome.get_result(), item.get_closest_marker("row")  # type: ignore[attr-defined]
    if mark and report.failed and report.when != "setup":
        ROWS[mark.args[0]] = Row(*mark.args, "", "", "**broken**")
