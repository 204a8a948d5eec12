"""One unit as a reviewer sees it: how it looks, what it replaces, where it is used, what the word check says."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import ndiff

from holdfast.content import Library, Script
from holdfast.content.checks.reading import grades
from holdfast.content.finding import Finding
from holdfast.content.lintdata import LintData, load_lintdata
from holdfast.content.reviews import Record, Standing
from holdfast.content.script import NOT_SIGNED
from holdfast.content.unit import EXERCISE, LINE, SCRIPT, Unit
from holdfast.content.usage import Place
from holdfast.review.earlier import script_of
from holdfast.review.preview import Preview, examples, preview


@dataclass(frozen=True)
class Entry:
    """One unit as a page shows it. `replaces` is the newest approval of other words than these, if there is one;
    `before` is how those looked, and `changes` are the lines of both, marked `-`, `+` or blank."""

    unit: Unit
    standing: Standing
    preview: Preview | None
    steps: Sequence[tuple[str, str]]
    rows: Sequence[tuple[str, str]]
    text: str
    marks: Sequence[str]
    used: Sequence[Place]
    findings: Sequence[Finding]
    grades: Sequence[tuple[str, float]]
    replaces: Record | None
    before: Preview | None
    changes: Sequence[tuple[str, str]]

    @property
    def state(self) -> str:
        """One of holdfast.content.reviews.STATES."""
        return self.standing.state


def entries(
    library: Library, units: Iterable[Unit], country: str, places: Mapping[str, Sequence[Place]],
    findings: Iterable[Finding],
) -> list[Entry]:  # fmt: skip
    """Each with what is known of it, in the same order."""
    lint = load_lintdata(library.folder / "lint.yml")
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.unit].append(finding)
    return [
        _entry(library, unit, lint, country, places.get(_short(unit), ()), found[_short(unit)])
        for unit in units
    ]


def _short(unit: Unit) -> str:
    """A unit's name as lint and dialogue files have it."""
    return unit.name.partition("/")[2]


def _entry(
    library: Library,
    unit: Unit,
    lint: LintData,
    country: str,
    used: Sequence[Place],
    found: Sequence[Finding],
) -> Entry:
    script = library.scripts.get(_short(unit)) if unit.kind == SCRIPT else None
    replaces = library.reviews.last_signed(unit.name)
    replaces = replaces if replaces and replaces.sha256 != unit.digest else None
    earlier = script_of(script, replaces.words) if script and replaces else None
    return Entry(
        unit=unit,
        standing=library.standing(unit),
        preview=preview(library, script, lint.arguments, country) if script else None,
        steps=_steps(library, unit, lint, country) if unit.kind == EXERCISE else (),
        rows=_rows(unit) if unit.kind == LINE else (),
        text="" if script or unit.kind in (EXERCISE, LINE) else unit.words,
        marks=_marks(script) if script else (),
        used=used,
        findings=found,
        grades=grades(script) if script else (),
        replaces=replaces,
        before=preview(library, earlier, lint.arguments, country) if earlier else None,
        changes=_changes(replaces.words, unit.words) if replaces else (),
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


def _changes(old: str, new: str) -> list[tuple[str, str]]:
    return [(row[0], row[2:]) for row in ndiff(old.splitlines(), new.splitlines()) if row[0] != "?"]
