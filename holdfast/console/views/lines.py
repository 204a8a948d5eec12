"""The directory of crisis lines: which are served in production, who confirmed them, until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from holdfast.content import Library
from holdfast.content.hours import Hours
from holdfast.content.lines import Line
from holdfast.content.reviews import ASKED, EXPIRED, HALF, SIGNED, Record, Standing
from holdfast.content.unit import SAYING, Unit

AUDIENCES = {
    "anyone": "for anyone", "child": "for under 18", "young": "for young people", "harm": "for danger from others",
    "veterans": "for veterans",
}  # fmt: skip
WAYS = {"call": "Call", "text": "Text", "chat": "Chat", "whatsapp": "WhatsApp"}


@dataclass(frozen=True)
class Country:
    """One country in the list; `served` of its lines are served in production."""

    code: str
    name: str
    total: int
    served: int
    conflicts: int


@dataclass(frozen=True)
class Entry:
    """One line. `state` is `served`, `expired`, `conflict`, `asked` (a change is asked for) or `unconfirmed`."""

    unit: Unit
    line: Line
    state: str
    until: date | None
    by: Sequence[Record]
    hours: Hours | None
    audience: str


@dataclass(frozen=True)
class Sentence:
    """What is said for {line}; in production only while it is signed and every line it names is served."""

    unit: Unit
    web: str
    signed: bool


def countries(library: Library, own: str) -> list[Country]:
    """Every country with lines, the region of this service first."""
    found = []
    for code in {line.country for line in library.lines.records}:
        ours = entries(library, code)
        served = sum(one.state == "served" for one in ours)
        conflicts = sum(one.state == "conflict" for one in ours)
        found.append(Country(code, library.countries.names.get(code, code), len(ours), served, conflicts))
    return sorted(found, key=lambda one: (one.code != own, one.name))


def entries(library: Library, country: str) -> list[Entry]:
    """The lines of a country in the order of the file."""
    return [_entry(library, line) for line in library.lines.records if line.country == country]


def sentences(library: Library, country: str) -> list[Sentence]:
    """The sentences of a country."""
    lines = library.lines
    return [
        Sentence(
            unit, lines.sentences[country, unit.name.rpartition("/")[2], "web"].text, _signed(library, unit)
        )
        for unit in library.units.values()
        if unit.kind == SAYING and unit.topic == country
    ]


def _signed(library: Library, unit: Unit) -> bool:
    return library.standing(unit).state == SIGNED


def _entry(library: Library, line: Line) -> Entry:
    unit = library.units[line.unit]
    standing = library.standing(unit)
    return Entry(
        unit=unit,
        line=line,
        state=_state(line, standing, library.today()),
        until=min(filter(None, (standing.until, line.expires)), default=None),
        by=standing.by,
        hours=line.hours,
        audience=AUDIENCES.get(line.audience, line.audience),
    )


def _state(line: Line, standing: Standing, today: date) -> str:
    if line.conflict:
        return "conflict"
    if line.expires is not None and line.expires <= today:
        return "expired"
    return {SIGNED: "served", EXPIRED: "expired", ASKED: "asked", HALF: "unconfirmed"}.get(
        standing.state, "unconfirmed"
    )
