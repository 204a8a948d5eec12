"""Taking out of a text what tells who wrote it: names and numbers of the record, and whatever looks like an address."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from holdfast.models import Person
from holdfast.parts import Parts
from holdfast.plans import export, people

NAME, NUMBER, ADDRESS, DAY, CODE = "NAME", "NUMBER", "ADDRESS", "DAY", "CODE"
# Shorter parts of a name ("Al", "Jo") are words too often; they stay for the reader to see.
SHORTEST = 3
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|(?<!\w)@\w+")
_NUMBER = re.compile(r"\+?\d(?:[\s().-]?\d){5,}")
_DAY = re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b")


@dataclass(frozen=True)
class Known:
    """What the record calls people and how it reaches them."""

    names: frozenset[str] = frozenset()
    codes: frozenset[str] = field(default=frozenset())


def known(tx: Session, parts: Parts, person: Person) -> Known:
    """Everyone around this person: themselves, contacts, people in the plan, staff. Raises KeyFault when erased."""
    record = export.record_of(tx, parts, person)
    staff = [one.name for one in people.staff(tx)]
    found = {part for name in (*_names(record), *staff) for part in _parts(name)}
    return Known(frozenset(found), frozenset(_codes(record)))


def without(text: str, about: Known) -> str:
    """The text with these and all that looks like a number, an address or a date replaced."""
    for pattern, stands in ((_ADDRESS, ADDRESS), (_DAY, DAY), (_NUMBER, NUMBER)):
        text = pattern.sub(stands, text)
    for code in sorted(about.codes, key=len, reverse=True):
        text = re.sub(re.escape(code), CODE, text, flags=re.IGNORECASE)
    for name in sorted(about.names, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(name)}\b", NAME, text, flags=re.IGNORECASE)
    return re.sub(rf"{NAME}(?:\s+{NAME})+", NAME, text)


def left(text: str, about: Known) -> bool:
    """Whether anything that is known is still in it."""
    return without(text, about) != text


def _names(record: dict[str, Any]) -> Iterator[str]:
    yield str(record.get("name") or "")
    yield str(record.get("discreet_name") or "")
    yield from (str(contact["name"]) for contact in record["contacts"])
    for items in record["plan"].values():
        yield from (str(item["name"]) for item in items if isinstance(item, dict))


def _codes(record: dict[str, Any]) -> Iterable[str]:
    return [str(record["code_word"])] if record.get("code_word") else []


def _parts(name: str) -> Iterator[str]:
    yield from (part for part in re.findall(r"\w+", name) if len(part) >= SHORTEST)
