"""The file a clinic writes its rota in (YAML): read and checked, and written out again."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from holdfast.errors import ClinicFileError
from holdfast.handoff.shifts import DAY

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
FIELDS = {
    "shifts": {"who", "days", "dates", "from", "to"},
    "overrides": {"who", "instead_of", "days", "dates", "from", "to"},
    "unstaffed": {"days", "dates", "from", "to"},
}


def parse(raw: bytes, responders: Mapping[str, str]) -> dict[str, Any]:
    """The form that is stored. `responders` gives the id of each name, and of each number (digits only).

    Raises ClinicFileError naming the place of the first fault.
    """
    try:
        data = yaml.safe_load(raw)
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise ClinicFileError("the rota is not YAML") from fault
    if not isinstance(data, dict) or set(data) - {"time_zone", *FIELDS}:
        raise ClinicFileError(f"a rota has time_zone, {', '.join(FIELDS)}, and nothing else")
    try:
        ZoneInfo(data["time_zone"])
    except (KeyError, TypeError, ValueError, ZoneInfoNotFoundError) as fault:
        raise ClinicFileError("rota.time_zone must be a name such as America/New_York") from fault
    read: dict[str, Any] = {"time_zone": data["time_zone"]}
    for name, fields in FIELDS.items():
        entries = data.get(name) or []
        if not isinstance(entries, list):
            raise ClinicFileError(f"rota.{name} must be a list")
        read[name] = [
            _entry(one, f"rota.{name}[{place}]", fields, responders) for place, one in enumerate(entries)
        ]
    for place, one in enumerate(read["overrides"]):
        if "first" not in one or not {"who", "instead_of"} & set(one):
            raise ClinicFileError(f"rota.overrides[{place}] needs dates, and who or instead_of")
    return read


def write(data: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The file again, with each responder by name (`names`, by id)."""
    out: dict[str, Any] = {"time_zone": data["time_zone"]}
    for name in FIELDS:
        out[name] = [_written(one, names) for one in data[name]]
    return yaml.safe_dump(out, sort_keys=False, allow_unicode=True, default_flow_style=None, width=110)


def clock(minute: int) -> str:
    """A minute of the day as it is written."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _entry(one: Any, where: str, fields: set[str], responders: Mapping[str, str]) -> dict[str, Any]:
    if not isinstance(one, dict) or set(one) - fields:
        raise ClinicFileError(f"{where} has {', '.join(sorted(fields))}, and nothing else")
    read: dict[str, Any] = {}
    for role in ("who", "instead_of"):
        if role in one:
            read[role] = responders.get(str(one[role])) or responders.get(re.sub(r"\D", "", str(one[role])))
            if read[role] is None:
                raise ClinicFileError(f"{where}.{role} is no responder's name or number")
    if "who" in fields and "instead_of" not in fields and "who" not in read:
        raise ClinicFileError(f"{where}.who is missing")
    read["days"] = _days(one["days"], where) if "days" in one else list(range(7))
    if "dates" in one:
        read["first"], read["last"] = _dates(one["dates"], where)
    read["begins"] = _minute(one.get("from", "00:00"), f"{where}.from")
    read["ends"] = _minute(one.get("to", "24:00"), f"{where}.to")
    if read["ends"] <= read["begins"]:
        read["ends"] += DAY
    return read


def _days(value: Any, where: str) -> list[int]:
    found: set[int] = set()
    for piece in value if isinstance(value, list) else str(value).split(","):
        begins, _, ends = str(piece).strip().lower().partition("-")
        if begins not in DAYS or (ends or begins) not in DAYS:
            raise ClinicFileError(f"{where}.days must be like mon-fri or sat, sun")
        first, last = DAYS.index(begins), DAYS.index(ends or begins)
        found |= {day % 7 for day in range(first, last + 1 if last >= first else last + 8)}
    return sorted(found)


def _dates(value: Any, where: str) -> tuple[str, str]:
    begins, _, ends = str(value).partition("..")
    try:
        first, last = date.fromisoformat(begins.strip()), date.fromisoformat((ends or begins).strip())
    except ValueError as fault:
        raise ClinicFileError(f"{where}.dates must be like 2027-12-24 or 2027-12-24..2027-12-26") from fault
    if last < first:
        raise ClinicFileError(f"{where}.dates end before they begin")
    return first.isoformat(), last.isoformat()


def _minute(value: Any, where: str) -> int:
    # YAML reads an unquoted 20:00 as a number of minutes: sixty times twenty.
    text = clock(value) if isinstance(value, int) and 0 <= value <= DAY else str(value)
    found = CLOCK.fullmatch(text)
    if found is None or (minute := int(found[1]) * 60 + int(found[2])) > DAY:
        raise ClinicFileError(f"{where} must be a time such as 08:00, at most 24:00")
    return minute


def _written(one: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    out: dict[str, Any] = {role: names[one[role]] for role in ("who", "instead_of") if role in one}
    if one["days"] != list(range(7)):
        out["days"] = [DAYS[day] for day in one["days"]]
    if "first" in one:
        out["dates"] = one["first"] if one["first"] == one["last"] else f"{one['first']}..{one['last']}"
    ends = one["ends"] if one["ends"] <= DAY else one["ends"] - DAY
    return {**out, "from": clock(one["begins"]), "to": clock(ends)}
