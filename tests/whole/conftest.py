"""One house for all tests of this folder: starting it costs half a minute."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.whole.house import ROOT, House


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Started, with Rasa ready; the model is trained first if it is not."""
    subprocess.run([sys.executable, "-m", "holdfast.supervisor.train"], cwd=ROOT, check=True, timeout=600)
    built = House(tmp_path_factory.mktemp("house"))
    built.start()
    built.ready()
    yield built
    built.stop()


@pytest.fixture
def clinic_folder(tmp_path: Path) -> Path:
    """Somewhere for a clinic file."""
    return tmp_path
