"""A test that needs a tool which is not here is skipped loudly; where CI=true such a skip is a failure."""

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests import cluster

ROOT = Path(__file__).resolve().parent.parent
MISSING = pytest.StashKey[Counter[str]]()


def _chromium() -> bool:
    return any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))


def _node() -> bool:
    node = shutil.which("node")
    if not node:
        return False
    printed = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.(\d+)", printed)
    return version is not None and (int(version[1]), int(version[2])) >= (20, 19)


def _npm() -> bool:
    return _node() and shutil.which("npm") is not None


def _postgresql() -> bool:
    return cluster.binaries() is not None


TOOLS: dict[str, Callable[[], bool]] = {
    "chromium": cache(_chromium),
    "node": cache(_node),
    "npm": cache(_npm),
    "postgresql": cache(_postgresql),
}


# Whole folders that `make check` leaves out: they start servers, browsers or the trained model.
SLOW_FOLDERS = {
    "channels",
    "console",
    "core",
    "dialogue",
    "faults",
    "simulator",
    "stories",
    "whole",
    "widget",
}
# Without threads, servers or clocks. Elsewhere a loaded machine may be late once: CI runs such a failure again, once,
# and names it at the end as RERUN.
PURE_FOLDERS = {"content", "repo", "review", "risk"}


@pytest.fixture(scope="session")
def postgresql() -> Iterator[cluster.Cluster]:
    """A private server for this run of the tests."""
    held = cluster.Cluster()
    yield held
    held.remove()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them slow, whatever their tests say."""
    for item in items:
        folder = item.path.relative_to(ROOT / "tests").parts[0]
        if folder in SLOW_FOLDERS:
            item.add_marker(pytest.mark.slow)
        if folder not in PURE_FOLDERS and os.environ.get("CI") == "true":
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_configure(config: pytest.Config) -> None:
    """Somewhere to count what was skipped."""
    config.stash[MISSING] = Counter()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Heed `needs`."""
    for mark in item.iter_markers("needs"):
        for tool in mark.args:
            if not TOOLS[tool]():
                if os.environ.get("CI") == "true":
                    pytest.fail(f"needs {tool}, which this machine does not have", pytrace=False)
                item.config.stash[MISSING][tool] += 1
                pytest.skip(f"needs {tool}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was not tested here, and why."""
    if missing := config.stash[MISSING]:
        counts = ", ".join(f"{count} for want of {tool}" for tool, count in sorted(missing.items()))
        terminalreporter.write_line(f"NOT TESTED HERE: {counts}", red=True)
