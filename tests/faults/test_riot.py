"""A short run of what `python -m tests.faults` does at length."""

import pytest

from tests.faults.invariants import CANARY, in_clear
from tests.faults.riot import Riot
from tests.faults.town import Town


@pytest.mark.brief
def test_whatever_fails_and_whenever_nothing_is_lost_and_nothing_untrue_is_said(town: Town) -> None:
    report = Riot(town, 25, 1).run()
    print(report)
    assert report.broken == []
    assert sum(report.faults.values()) > 0


@pytest.mark.brief
def test_what_people_write_stands_nowhere_in_clear(town: Town) -> None:
    phone = town.person()
    town.text(phone, f"{CANARY} in calm words")
    with town.without_database():
        town.text(phone, f"{CANARY} on disk")
        assert in_clear(town) == []
    town.rest()
    town.cluster.execute("CHECKPOINT")
    assert in_clear(town) == []
