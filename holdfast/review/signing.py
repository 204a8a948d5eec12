"""Makes review records, and appends them to the reviewer's own file."""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import yaml

from holdfast.content import Library
from holdfast.content.reviews import APPROVE, FIELDS, Record
from holdfast.content.unit import LINE, Unit
from holdfast.errors import HoldfastError

# Words age, and so does what is known about them: nobody signs for longer.
LONGEST_YEARS = 3


class CannotSign(HoldfastError):
    """What is missing for a signature; names it."""


@dataclass(frozen=True)
class Signer:
    """Who decides, and for how long it holds."""

    name: str
    registration: str
    role: str
    signed: date
    expires: date

    def check(self, units: Iterable[Unit], today: date) -> None:
        """Raises CannotSign when something about this person or these dates is missing or cannot be."""
        if not self.name.strip() or not self.role.strip():
            raise CannotSign("a signature needs a name and a role")
        if not self.registration.strip() and any(unit.kind != LINE for unit in units):
            raise CannotSign("words are signed by someone with a registration; only crisis lines need none")
        if self.signed > today:
            raise CannotSign("the day of the signature is in the future")
        if self.expires <= self.signed or self.expires > in_years(self.signed, LONGEST_YEARS):
            raise CannotSign(f"a signature ends after its day, and at most {LONGEST_YEARS} years later")


def in_years(day: date, years: int) -> date:
    """The same day some years later; 28 February for the 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def record(
    unit: Unit, signer: Signer, decision: str = APPROVE, comment: str = "", account: str = ""
) -> Record:
    """This person's decision about a unit's present words; `account` is theirs in the console, if it is given there."""
    return Record(
        unit=unit.name,
        decision=decision,
        sha256=unit.digest,
        reviewer=signer.name.strip(),
        registration=signer.registration.strip(),
        role=signer.role.strip(),
        signed=signer.signed,
        expires=signer.expires,
        comment=comment.strip(),
        words=unit.words,
        account=account,
    )


def append(library: Library, folder: Path, records: Sequence[Record]) -> list[Path]:
    """Append what is not recorded yet to the file of each reviewer; the files that grew."""
    grown: dict[Path, list[Record]] = {}
    for one in records:
        if one not in library.reviews.by_unit.get(one.unit, ()):
            grown.setdefault(folder / _file_of(one.reviewer), []).append(one)
    for path, ours in grown.items():
        _write(path, ours)
    return list(grown)


def _write(path: Path, records: Sequence[Record]) -> None:
    """The old text stays as it is, and the whole is on disk before it takes the old file's place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8").rstrip("\n") + "\n" if path.exists() else "reviews:\n"
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(before + "".join(map(canonical, records)))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def as_file(records: Sequence[Record]) -> str:
    """These records as a file for a folder of reviews."""
    return "reviews:\n" + "".join(map(canonical, records)) if records else "reviews: []\n"


def canonical(one: Record) -> str:
    """A record as it stands in a file: always the same keys in the same order."""
    fields = asdict(one)
    return yaml.dump(
        [{key: fields[key] for key in FIELDS}],
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=10_000,
    )


class _Dumper(yaml.SafeDumper):
    """Texts of several lines stand as they are read."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)


def _file_of(reviewer: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", reviewer.casefold()).strip("-")
    return f"{plain or 'reviewer-' + sha256(reviewer.encode()).hexdigest()[:8]}.yml"
