"""One gate for all tests of the gate."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.risk import Gate

DATA = Path(__file__).resolve().parents[2] / "data" / "risk"


@pytest.fixture(scope="session")
def gate() -> Gate:
    """The gate over the rules that ship."""
    return Gate.load(DATA)
