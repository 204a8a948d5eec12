"""The verbs of `holdfast review`."""

import argparse
import json
import sys
from collections import Counter
from datetime import date
from difflib import unified_diff

from holdfast import signatures
from holdfast.content import ContentError, Library
from holdfast.content.reviews import CHANGE, CHANGED, SIGNED, Record
from holdfast.content.unit import Unit
from holdfast.errors import HoldfastError
from holdfast.parts import DATA
from holdfast.review import returned, signing
from holdfast.review.choosing import UnknownUnit, chosen, named
from holdfast.review.signing import CannotSign, Signer
from holdfast.settings import Settings


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Run one verb; its exit status."""
    try:
        library = signatures.counted(Library.load(DATA, reviews=settings.reviews), settings)
    except ContentError as fault:
        raise HoldfastError(str(fault)) from fault
    verbs = {
        "list": _list,
        "diff": _diff,
        "sheet": _sheet,
        "sign": _sign,
        "import": _import,
        "export": _export,
    }
    return verbs[given.review](library, settings, given)


def _list(library: Library, _: Settings, given: argparse.Namespace) -> int:
    units = chosen(library, given)
    if given.json:
        print(json.dumps([_row(library, unit) for unit in units], indent=1, ensure_ascii=False))
        return 0
    counts: Counter[str] = Counter()
    for unit in units:
        standing = library.standing(unit)
        counts[standing.state] += 1
        until = f" until {standing.until}" if standing.state == SIGNED else ""
        by = "; ".join(f"{one.reviewer}, {one.role}" for one in standing.by)
        two = "  (two reviewers)" if unit.crisis else ""
        print(f"{standing.state + until:<26} {unit.name}{two}" + (f"  by {by}" if by else ""))
    print(
        f"{len(units)} units: " + (", ".join(f"{n} {state}" for state, n in sorted(counts.items())) or "none")
    )
    return 0


def _row(library: Library, unit: Unit) -> dict[str, object]:
    standing = library.standing(unit)
    return {
        "unit": unit.name,
        "state": standing.state,
        "until": standing.until.isoformat() if standing.until else None,
        "by": [f"{one.reviewer}, {one.role}" for one in standing.by],
        "signatures": unit.signatures,
        "topic": unit.topic,
        "code": unit.code,
        "file": f"{unit.file.relative_to(library.folder.parent)}:{unit.line or 1}",
    }


def _diff(library: Library, _: Settings, given: argparse.Namespace) -> int:
    """1 when something changed, as diff has it."""
    changed = 0
    for unit in chosen(library, given):
        before = library.reviews.last_signed(unit.name)
        if library.standing(unit).state != CHANGED or before is None:
            continue
        changed += 1
        old, new = before.words.splitlines(keepends=True), unit.words.splitlines(keepends=True)
        sys.stdout.writelines(
            unified_diff(old, new, f"{unit.name} signed {before.signed}", f"{unit.name} now")
        )
    gone = [] if given.units else sorted(library.reviews.by_unit.keys() - library.units.keys())
    for name in gone:
        print(f"{name}: was signed, and is no longer there")
    print(f"{changed} changed since they were signed")
    return 1 if changed or gone else 0


def _sheet(library: Library, settings: Settings, given: argparse.Namespace) -> int:
    from holdfast.review import paper, sheet  # noqa: PLC0415  (templates and lint are slow to load)

    country = (given.country or settings.region or "US").upper()
    units = chosen(library, given)
    paper.write(given.out, sheet.html(library, units, country, settings.service_name))
    print(f"{given.out}: {len(units)} units. Return what its button saves, then: holdfast review import FILE")
    return 0


def _export(library: Library, settings: Settings, given: argparse.Namespace) -> int:
    from holdfast.review import export, paper  # noqa: PLC0415

    if given.out.suffix == ".yml":
        records = signatures.stored(settings)
        paper.write(given.out, signing.as_file(records))
        print(
            f"{given.out}: {len(records)} decisions from the console, as a file for a folder of review records"
        )
        return 0
    signed = [unit for unit in library.units.values() if library.standing(unit).state == SIGNED]
    text = export.csv_of(library, signed) if given.out.suffix == ".csv" else export.html(library, signed)
    paper.write(given.out, text)
    print(f"{given.out}: {len(signed)} of {len(library.units)} units are signed")
    return 0


def _sign(library: Library, settings: Settings, given: argparse.Namespace) -> int:
    if not (given.units or given.kind or given.topic or given.crisis or given.state or given.ends_within):
        raise CannotSign("say what you sign: units by name, or --kind, --topic, --state")
    units, signer = chosen(library, given), _signer(library, given, {})
    signer.check(units, library.today())
    if not given.yes and not _agrees(units, signer):
        print("nothing was signed")
        return 1
    return _keep(library, settings, [signing.record(unit, signer) for unit in units])


def _agrees(units: list[Unit], signer: Signer) -> bool:
    """Show every word, then ask for the name: a signature is not given by pressing a key."""
    for unit in units:
        print(f"--- {unit.name} ({unit.code})\n{unit.words}")
    if not sys.stdin.isatty():
        raise CannotSign("there is nobody to ask; give --yes if the reviewer has read the words elsewhere")
    answer = input(f"{len(units)} units until {signer.expires}. Write your name to sign: ")
    return answer.strip().casefold() == signer.name.strip().casefold()


def _import(library: Library, settings: Settings, given: argparse.Namespace) -> int:
    sheet = returned.read(given.file)
    signer = _signer(library, given, sheet.signer, sheet.day("signed"), sheet.day("expires"))
    records, refused = [], []
    for one in sheet.decisions:
        try:
            unit = named(library, f"{one.unit}:{one.code[:8]}")
        except UnknownUnit as fault:
            refused.append(str(fault))
            continue
        records.append((unit, signing.record(unit, signer, one.decision, one.comment)))
    signer.check([unit for unit, _ in records], library.today())
    status = _keep(library, settings, [record for _, record in records])
    for _, record in records:
        if record.decision == CHANGE:
            print(f"asks for a change: {record.unit}: {record.comment or 'no comment'}")
    for reason in refused:
        print(f"holdfast: {reason}", file=sys.stderr)
    return 1 if refused else status


def _signer(
    library: Library, given: argparse.Namespace, sheet: dict[str, str], signed: date | None = None,
    expires: date | None = None,
) -> Signer:  # fmt: skip
    """Who signs: the command's arguments, else the sheet."""
    day = given.signed or signed or library.today()
    return Signer(
        name=given.name or sheet.get("name", ""),
        registration=given.registration or sheet.get("registration", ""),
        role=given.role or sheet.get("role", ""),
        signed=day,
        expires=given.expires or expires or signing.in_years(day, 1),
    )


def _keep(library: Library, settings: Settings, records: list[Record]) -> int:
    files = signing.append(library, settings.reviews, records)
    after = signatures.counted(Library.load(DATA, reviews=settings.reviews), settings)
    states = Counter(
        after.standing(after.units[name]).state for name in dict.fromkeys(r.unit for r in records)
    )
    print(
        f"{len(records)} decisions: " + (", ".join(f"{n} {state}" for state, n in states.items()) or "none")
    )
    for path in files:
        print(f"written to {path}")
    return 0
