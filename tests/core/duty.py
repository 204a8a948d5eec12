"""Rotas for the small clinic, set around the moment that a test is at."""

from datetime import datetime, timedelta
from typing import Any

from holdfast.handoff import rota, rota_file
from tests.core.house import House

ALL_DAY = {"days": list(range(7)), "begins": 0, "ends": 1440}


def on_duty(house: House, *names: str) -> None:
    """These are on duty at all hours, in this order, and nobody else is."""
    with house.parts.db.write() as tx:
        shifts = [{**ALL_DAY, "who": house.responder(tx, name).id} for name in names]
        rota.replace(tx, house.parts, _data(shifts, []), "test")


def nobody_until(house: House, hours: int, *names: str) -> datetime:
    """Nobody is on duty, and the rota says so, until that many hours from now (under 24); then these are. When."""
    with house.parts.db.write() as tx:
        now = house.parts.clock.now().replace(second=0, microsecond=0)
        back = now + timedelta(hours=hours)
        begins = back.hour * 60 + back.minute
        shifts = [
            {
                "days": [back.weekday()],
                "begins": begins,
                "ends": begins + 60,
                "who": house.responder(tx, one).id,
            }
            for one in names
        ]
        rota.replace(tx, house.parts, _data(shifts, [ALL_DAY]), "test")
        return back


def _data(shifts: list[dict[str, Any]], unstaffed: list[dict[str, Any]]) -> dict[str, Any]:
    return {"time_zone": "UTC", "shifts": shifts, "overrides": [], "unstaffed": unstaffed}


def read(text: str, **ids: str) -> dict[str, Any]:
    """A rota file, with the responders it names."""
    return rota_file.parse(text.encode(), ids)
