"""The sheet: everything to be reviewed on one page that needs nothing else, to read, tick and return."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from holdfast.content import Library
from holdfast.content.check import findings
from holdfast.content.reviews import SIGNED
from holdfast.content.unit import Unit
from holdfast.content.usage import usage
from holdfast.review import pages
from holdfast.review.entry import Entry, entries
from holdfast.review.signing import in_years

HEADINGS = {
    "script": "Scripts", "saying": "Crisis line sentences", "line": "Crisis lines", "exercise": "Exercises",
    "risk": "What is heard as risk", "policy": "What is done, and what may be written", "widget": "Labels in the chat",
}  # fmt: skip


@dataclass(frozen=True)
class Section:
    """Units of one kind and topic."""

    heading: str
    anchor: str
    entries: Sequence[Entry]


def html(library: Library, units: Sequence[Unit], country: str, service: str) -> str:
    """The page. What needs two reviewers comes first in its kind."""
    places = usage(library.folder, library.scripts)
    shown = entries(library, units, country, places, findings(library))
    shown.sort(key=lambda one: (list(HEADINGS).index(one.unit.kind), not one.unit.crisis, one.unit.topic))
    sections = [
        Section(
            _heading(kind, topic, crisis=crisis), f"{kind}-{topic}-{'two' if crisis else 'one'}", list(group)
        )
        for (kind, crisis, topic), group in groupby(
            shown, key=lambda one: (one.unit.kind, one.unit.crisis, one.unit.topic)
        )
    ]
    today = library.today()
    return pages.render(
        "sheet.html",
        sections=sections,
        count=len(shown),
        country=country,
        service=service,
        today=today,
        next_year=in_years(today, 1),
        signed=SIGNED,
    )


def _heading(kind: str, topic: str, *, crisis: bool) -> str:
    named = "" if topic == kind else f": {topic.replace('_', ' ')}"
    return HEADINGS[kind] + named + (" (two reviewers)" if crisis else "")
