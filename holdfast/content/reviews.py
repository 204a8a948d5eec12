"""Who signed exactly which words, until when: the records in `data/reviews/*.yml`, or another folder, and those that
were given elsewhere (`take_in`)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from holdfast.content.errors import ContentError
from holdfast.content.unit import Unit, digest_of
from holdfast.content.yamlfile import YamlFile, read_yaml

APPROVE, CHANGE = "approve", "change"
UNSIGNED, HALF, SIGNED, EXPIRED, CHANGED, ASKED = (
    "unsigned", "half signed", "signed", "expired", "changed since", "change asked for"
)  # fmt: skip
STATES = (UNSIGNED, HALF, SIGNED, EXPIRED, CHANGED, ASKED)
_TEXTS = ("unit", "decision", "sha256", "reviewer", "registration", "role", "comment", "words")
_DATES = ("signed", "expires")
FIELDS = (
    "unit",
    "decision",
    "sha256",
    "reviewer",
    "registration",
    "role",
    "signed",
    "expires",
    "comment",
    "words",
)
_MAY_BE_EMPTY = {"registration", "comment"}


@dataclass(frozen=True)
class Record:
    """One person's decision about one unit. It keeps the words, so that a later change can be shown.

    `account` is whose session it was given in, if it was given in the console."""

    unit: str
    decision: str
    sha256: str
    reviewer: str
    registration: str
    role: str
    signed: date
    expires: date
    comment: str
    words: str
    account: str = ""

    def valid(self, on: date) -> bool:
        """True on the days for which it was given."""
        return self.signed <= on < self.expires

    def same_person(self, other: Record) -> bool:
        """True unless both name and registration differ: one person does not become two by a typing error."""
        if self.reviewer.casefold() == other.reviewer.casefold():
            return True
        if self.account and self.account == other.account:
            return True
        return bool(self.registration) and self.registration.casefold() == other.registration.casefold()


@dataclass(frozen=True)
class Standing:
    """Where a unit stands: `until` when it is signed, or was; `by` whose decisions about these words count."""

    state: str
    until: date | None = None
    by: tuple[Record, ...] = ()


@dataclass
class Reviews:
    """All records, by unit, in the order of their dates. `stamp` is up to where those given elsewhere are in."""

    by_unit: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    stamp: object = None

    def __post_init__(self) -> None:
        self._filed = [record for ours in self.by_unit.values() for record in ours]

    def take_in(self, given: Iterable[Record], stamp: object) -> None:
        """Count these beside the records of the files, in place of those taken in before: whatever holds these
        reviews sees them from now on."""
        self.by_unit, self.stamp = Reviews.of([*self._filed, *given]).by_unit, stamp

    @classmethod
    def of(cls, records: Iterable[Record]) -> Reviews:
        """In the order of dates; on one day the order of the files holds."""
        found: defaultdict[str, list[Record]] = defaultdict(list)
        for record in sorted(records, key=lambda one: one.signed):
            found[record.unit].append(record)
        return cls({unit: tuple(ours) for unit, ours in found.items()})

    def standing(self, unit: Unit, on: date) -> Standing:
        """Where these exact words stand on that day."""
        records = self.by_unit.get(unit.name, ())
        latest = _latest([one for one in records if one.sha256 == unit.digest and one.signed <= on])
        if not latest:
            return Standing(CHANGED if records else UNSIGNED)
        by = tuple(latest)
        if any(one.decision == CHANGE for one in latest):
            return Standing(ASKED, by=by)
        valid = sorted((one.expires for one in latest if one.valid(on)), reverse=True)
        if len(valid) >= unit.signatures:
            return Standing(SIGNED, valid[unit.signatures - 1], by)
        if valid and len(latest) < unit.signatures:
            return Standing(HALF, by=by)
        return Standing(EXPIRED, max(one.expires for one in latest), by)

    def signed(self, unit: Unit, on: date) -> bool:
        """True when enough people signed exactly these words, and that holds today."""
        return self.standing(unit, on).state == SIGNED

    def ever_signed(self, unit: Unit, on: date) -> bool:
        """The same, were there no expiry. Only for the last resort: old words are better than silence."""
        standing = self.standing(unit, on)
        return standing.state in (SIGNED, EXPIRED) and len(standing.by) >= unit.signatures

    def last_signed(self, unit: str) -> Record | None:
        """The newest approval of a unit, whatever its words were then."""
        approvals = [one for one in self.by_unit.get(unit, ()) if one.decision == APPROVE]
        return approvals[-1] if approvals else None


def _latest(records: list[Record]) -> list[Record]:
    """The last decision of each person."""
    found: list[Record] = []
    for record in records:
        found = [one for one in found if not one.same_person(record)]
        found.append(record)
    return found


def load_reviews(folder: Path) -> Reviews:
    """Every record in the folder's files; none when there is no such folder."""
    records: list[Record] = []
    for path in sorted(folder.glob("*.yml")) if folder.is_dir() else []:
        file = read_yaml(path)
        listed = file.data.get("reviews")
        if set(file.data) != {"reviews"} or not isinstance(listed, list):
            raise ContentError(path, "reviews", "must be the only key and a list")
        records += [_record(file, number, entry) for number, entry in enumerate(listed)]
    return Reviews.of(records)


def _record(file: YamlFile, number: int, entry: Any) -> Record:
    line = file.line("reviews", str(number))
    unit = str(entry.get("unit", "")) if isinstance(entry, dict) else ""

    def refuse(fault: str) -> ContentError:
        return ContentError(file.path, f"review {number + 1} {unit}".rstrip(), fault, line)

    if not isinstance(entry, dict) or set(entry) != set(FIELDS):
        raise refuse(f"must have exactly {', '.join(FIELDS)}")
    for key in _TEXTS:
        if not isinstance(entry[key], str) or not (entry[key].strip() or key in _MAY_BE_EMPTY):
            raise refuse(f"{key} must be text, in quotes if it looks like a number")
    for key in _DATES:
        if type(entry[key]) is not date:
            raise refuse(f"{key} must be a date, such as 2030-01-31")
    if entry["decision"] not in (APPROVE, CHANGE):
        raise refuse(f"decision is {APPROVE} or {CHANGE}")
    if not re.fullmatch(r"[0-9a-f]{64}", entry["sha256"]) or digest_of(entry["words"]) != entry["sha256"]:
        raise refuse("sha256 is not the hash of the words in this record")
    return Record(**entry)
