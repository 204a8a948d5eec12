"""Loads `data/crisis_lines.yml` and refuses what could not be dialled or has no source."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

from holdfast.content.errors import ContentError
from holdfast.content.hours import DAYS, Hours
from holdfast.content.lines import ANYONE, CRISIS, EMERGENCY, Line, Lines, Sentence
from holdfast.content.reviews import Reviews
from holdfast.content.script import CHANNELS
from holdfast.content.unit import joined
from holdfast.content.yamlfile import read_yaml

_DIAL = re.compile(r"[0-9][0-9 -]*[0-9]|[0-9]")
_REQUIRED = {"id", "name", "channel", "dial", "source", "confirmed"}
_KNOWN = _REQUIRED | {
    "kind", "keyword", "hours", "audience", "region", "conflict", "last_confirmed", "expires",
    "languages", "cost", "expect", "backup_of", "confidence", "note", "connect",
}  # fmt: skip
_DETAILS = ("languages", "cost", "expect", "confidence", "note")


def load_lines(
    path: Path,
    vouched_only: bool = False,
    today: Callable[[], date] = date.today,
    reviews: Reviews | None = None,
) -> Lines:
    """The directory; raises ContentError naming the record."""
    file = read_yaml(path)
    anywhere = file.data.get("anywhere")
    if set(file.data) != {"anywhere", "sources", "countries"} or not isinstance(file.data["countries"], dict):
        raise ContentError(path, "file", "must hold anywhere, sources and countries, nothing else")
    if not isinstance(anywhere, dict) or not all(
        isinstance(anywhere.get(k), str) for k in (*CHANNELS, EMERGENCY)
    ):
        raise ContentError(
            path, "anywhere", "must hold a sentence for web and sms, and the words for emergency"
        )
    records: list[Line] = []
    sentences: dict[tuple[str, str, str], Sentence] = {}
    places = {"anywhere": file.line("anywhere") or 1}
    for country, entry in file.data["countries"].items():
        code = str(country)
        if not re.fullmatch(r"[A-Z]{2}", code):
            raise ContentError(
                path, code, "a country is two capital letters in quotes", file.line("countries", code)
            )
        if not isinstance(entry, dict) or set(entry) - {"lines", "say", "needs_check"}:
            raise ContentError(path, code, "holds lines, say and perhaps needs_check, nothing else")
        own = [
            _line(
                path,
                code,
                record,
                file.line("countries", code, "lines", str(place)),
                file.data["sources"] or {},
            )
            for place, record in enumerate(entry.get("lines") or [])
        ]
        records += own
        ids = {record.id for record in own}
        for audience, say in (entry.get("say") or {}).items():
            sentences.update(_sentences(path, code, str(audience), say, ids))
            places[f"{code}/{audience}"] = file.line("countries", code, "say", str(audience)) or 1
    seen: set[str] = set()
    for record in records:
        if record.id in seen:
            raise ContentError(path, record.id, "is written twice")
        if record.source not in (file.data["sources"] or {}):
            raise ContentError(path, record.id, f"names a source that is not listed: {record.source}")
        seen.add(record.id)
    said = {channel: anywhere[channel] for channel in CHANNELS}
    return Lines(
        tuple(records),
        sentences,
        said,
        anywhere[EMERGENCY],
        vouched_only,
        today,
        reviews or Reviews(),
        places,
    )


def _sentences(
    path: Path, country: str, audience: str, say: Any, ids: set[str]
) -> dict[tuple[str, str, str], Sentence]:
    unit = f"{country} say {audience}"
    if not isinstance(say, dict) or set(say) != {*CHANNELS, "uses"}:
        raise ContentError(path, unit, "must hold web, sms and uses")
    unknown = sorted(set(say["uses"]) - ids)
    if unknown or not say["uses"]:
        raise ContentError(path, unit, f"uses no line of this country: {unknown[0] if unknown else 'none'}")
    return {(country, audience, channel): Sentence(say[channel], tuple(say["uses"])) for channel in CHANNELS}


def _line(path: Path, country: str, record: Any, row: int | None, sources: Mapping[int, str]) -> Line:
    unit = str(record.get("id", "a line")) if isinstance(record, dict) else "a line"

    def refuse(fault: str) -> ContentError:
        return ContentError(path, f"{country} {unit}", fault, row)

    if not isinstance(record, dict) or _REQUIRED - set(record) or set(record) - _KNOWN:
        raise refuse(f"must have {', '.join(sorted(_REQUIRED))} and only known keys")
    if record.get("connect") is not None and not re.fullmatch(r"\+?[0-9]+", str(record["connect"])):
        raise refuse("connect must be digits in quotes, as the provider of calls dials them")
    if record["channel"] not in ("call", "text", "chat", "whatsapp"):
        raise refuse("channel is call, text, chat or whatsapp")
    if not isinstance(record["dial"], str) or not _DIAL.fullmatch(record["dial"]):
        raise refuse("dial must be in quotes, and written as it is dialled in the country: no plus sign")
    if type(record["source"]) is not int:
        raise refuse("source must be the number of a source")
    if type(record["confirmed"]) is not bool:
        raise refuse("confirmed must be true or false")
    if record.get("kind", CRISIS) not in (CRISIS, EMERGENCY):
        raise refuse("kind is crisis or emergency")
    for key in ("last_confirmed", "expires"):
        if record.get(key) is not None and type(record[key]) is not date:
            raise refuse(f"{key} must be a date or null")
    return Line(
        id=unit,
        country=country,
        kind=record.get("kind", CRISIS),
        name=record["name"],
        channel=record["channel"],
        dial=record["dial"],
        keyword=record.get("keyword"),
        hours=_hours(record.get("hours"), refuse),
        audience=record.get("audience", ANYONE),
        region=record.get("region"),
        backup_of=record.get("backup_of"),
        connect=record.get("connect"),
        source=record["source"],
        confirmed=record["confirmed"],
        conflict=bool(record.get("conflict")),
        last_confirmed=record.get("last_confirmed"),
        expires=record.get("expires"),
        details={key: record[key] for key in _DETAILS if key in record},
        words=_words(unit, country, record, str(sources.get(record["source"], ""))),
        row=row,
    )


def _words(unit: str, country: str, record: Mapping[str, Any], source: str) -> str:
    """What an operator confirms: all of the record but the dates on which it was looked at before."""
    shown = {
        key: value for key, value in record.items() if key not in ("last_confirmed", "expires", "confidence")
    }
    shown["source"] = source
    rows = (f"{key}: {json.dumps(shown[key], ensure_ascii=False, sort_keys=True)}" for key in sorted(shown))
    return joined([f"line {unit}", f"country: {country}", *rows])


def _hours(value: Any, refuse: Callable[[str], ContentError]) -> Hours | None:
    if value is None:
        return None
    if value == "24/7":
        return Hours(always=True)
    if not isinstance(value, dict) or set(value) != {"days", "opens", "closes", "zone"}:
        raise refuse('hours is null, "24/7", or days, opens, closes and zone')
    if not isinstance(value["days"], list) or set(value["days"]) - set(DAYS):
        raise refuse(f"days are among {', '.join(DAYS)}")
    try:
        opens, closes = time.fromisoformat(value["opens"]), time.fromisoformat(value["closes"])
    except (TypeError, ValueError):
        raise refuse('opens and closes are times in quotes, such as "10:00"') from None
    return Hours(always=False, days=tuple(value["days"]), opens=opens, closes=closes, zone=str(value["zone"]))
