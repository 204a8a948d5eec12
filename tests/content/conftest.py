"""A small data folder of its own for each test, with the shipped crisis directory and word lists."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from holdfast.content import Library

DATA = Path(__file__).parents[2] / "data"
TODAY = date(2030, 1, 15)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    (data / "responses").mkdir(parents=True)
    (data / "exercises").mkdir()
    for name in ("crisis_lines.yml", "lint.yml"):
        shutil.copy(DATA / name, data / name)
    return data


@pytest.fixture
def library(folder: Path) -> Callable[..., Library]:
    """Call it with {topic: responses as YAML}; gives the loaded library."""

    def load(responses: dict[str, str], *, signed_only: bool = False) -> Library:
        for topic, text in responses.items():
            indented = "\n".join("  " + line for line in text.strip("\n").splitlines())
            (folder / "responses" / f"{topic}.yml").write_text(f'version: "3.1"\nresponses:\n{indented}\n')
        return Library.load(folder, signed_only=signed_only, today=lambda: TODAY)

    return load


@pytest.fixture(scope="session")
def shipped() -> Library:
    return Library.load(DATA)
