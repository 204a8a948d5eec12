"""Short runs of the simulation; the long ones are `make faults N=…`."""

from collections.abc import Iterator

import pytest
import structlog

from tests.simulation.__main__ import quietly
from tests.simulation.run import play, stock
from tests.simulation.world import Stock

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def quiet() -> Iterator[None]:
    quietly()
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="module")
def world_stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    return stock(tmp_path_factory.mktemp("stock"))


@pytest.mark.parametrize("seed", range(1, 5))
def test_whatever_fails_no_signal_is_lost_and_nothing_untrue_is_said(world_stock: Stock, seed: int) -> None:
    assert play(world_stock, seed).broken == []


def test_a_seed_gives_the_same_run_again(world_stock: Stock) -> None:
    assert play(world_stock, 7, conversations=12) == play(world_stock, 7, conversations=12)
