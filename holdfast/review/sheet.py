"""The sheet: everything to be reviewed on one page that needs nothing else, to read, tick and return."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from holdfast.content import Library, Script
from holdfast.content.check import findings
from holdfast.content.checks.reading import grades
from holdfast.content.finding import Finding
from holdfast.content.lintdata import LintData, load_lintdata
from holdfast.content.reviews import SIGNED
from holdfast.content.script import NOT_SIGNED
from holdfast.content.unit import EXERCISE, LINE, SCRIPT, Unit
from holdfast.content.usage import Place, usage
from holdfast.review import pages
from holdfast.review.preview import Preview, examples, preview
from holdfast.review.signing import in_years

HEADINGS = {
    "script": "Scripts", "saying": "Crisis line sentences", "line": "Crisis lines", "exercise": "Exercises",
    "risk": "What is heard as risk", "policy": "What is done, and what may be written", "widget": "Labels in the chat",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One unit as the page shows it."""

    unit: Unit
    state: str
    preview: Preview | None
    steps: Sequence[tuple[str, str]]
    rows: Sequence[tuple[str, str]]
    text: str
    marks: Sequence[str]
    used: Sequence[Place]
    findings: Sequence[Finding]
    grades: Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Section:
    """Units of one kind and topic."""

    heading: str
    anchor: str
    entries: Sequence[Entry]


def html(library: Library, units: Sequence[Unit], country: str, service: str) -> str:
    """The page. What needs two reviewers comes first in its kind."""
    lint = load_lintdata(library.folder / "lint.yml")
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings(library):
        found[finding.unit].append(finding)
    places = usage(library.folder, library.scripts)
    entries = [
        _entry(library, unit, lint, country, places.get(_short(unit), []), found[_short(unit)])
        for unit in units
    ]
    entries.sort(key=lambda one: (list(HEADINGS).index(one.unit.kind), not one.unit.crisis, one.unit.topic))
    sections = [
        Section(
            _heading(kind, topic, crisis=crisis), f"{kind}-{topic}-{'two' if crisis else 'one'}", list(group)
        )
        for (kind, crisis, topic), group in groupby(
            entries, key=lambda one: (one.unit.kind, one.unit.crisis, one.unit.topic)
        )
    ]
    today = library.today()
    return pages.render(
        "sheet.html",
        sections=sections,
        count=len(entries),
        country=country,
        service=service,
        today=today,
        next_year=in_years(today, 1),
        signed=SIGNED,
    )


def _short(unit: Unit) -> str:
    """A unit's name as lint and dialogue files have it."""
    return unit.name.partition("/")[2]


def _heading(kind: str, topic: str, *, crisis: bool) -> str:
    named = "" if topic == kind else f": {topic.replace('_', ' ')}"
    return HEADINGS[kind] + named + (" (two reviewers)" if crisis else "")


def _entry(
    library: Library,
    unit: Unit,
    lint: LintData,
    country: str,
    used: Sequence[Place],
    found: Sequence[Finding],
) -> Entry:
    script = library.scripts.get(_short(unit)) if unit.kind == SCRIPT else None
    return Entry(
        unit=unit,
        state=library.standing(unit).state,
        preview=preview(library, script, lint.arguments, country) if script else None,
        steps=_steps(library, unit, lint, country) if unit.kind == EXERCISE else (),
        rows=_rows(unit) if unit.kind == LINE else (),
        text="" if script or unit.kind in (EXERCISE, LINE) else unit.words,
        marks=_marks(script) if script else (),
        used=used,
        findings=found,
        grades=grades(script) if script else (),
    )


def _marks(script: Script) -> list[str]:
    """What else the signature covers: when the words may be said."""
    shown = {key: value for key, value in script.metadata.items() if key not in NOT_SIGNED}
    return [f"{key.replace('_', ' ')}: {'yes' if value is True else value}" for key, value in shown.items()]


def _steps(library: Library, unit: Unit, lint: LintData, country: str) -> list[tuple[str, str]]:
    """What is said in each step, with its counts."""
    shown = []
    for step in library.exercises[_short(unit)].steps:
        counts = {name: str(value) for name, value in step.counts.items()}
        given = examples(library, {**lint.arguments, **counts}, country, "web")
        text = library.render(step.script, "web", given).text
        shown.append(
            (step.script, text + (f" (and again after {step.wait_s} seconds)" if step.wait_s else ""))
        )
    return shown


def _rows(unit: Unit) -> list[tuple[str, str]]:
    pairs = (row.partition(": ") for row in unit.words.splitlines()[1:])
    return [(key, value.strip('"')) for key, _, value in pairs]
