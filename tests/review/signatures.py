"""Signatures for tests, by people who do not exist."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from holdfast.content import Library
from holdfast.content.unit import Unit
from holdfast.review import signing
from holdfast.review.signing import Signer

TODAY = date(2030, 1, 15)


def person(
    number: int = 1,
    *,
    signed: date = date(2030, 1, 1),
    expires: date = date(2031, 1, 1),
    role: str = "a test",
) -> Signer:
    """Reviewer number so-and-so."""
    return Signer(f"Test Reviewer {number}", f"TEST-{number}", role, signed, expires)


def sign(library: Library, folder: Path, units: Sequence[Unit], *people: Signer) -> None:
    """Append everyone's signature under these units."""
    records = [signing.record(unit, one) for unit in units for one in people]
    signing.append(library, folder, records)


def sign_everything(data: Path, folder: Path, **dates: date) -> None:
    """Two people under every unit there is."""
    library = Library.load(data, reviews=folder)
    sign(library, folder, list(library.units.values()), person(1, **dates), person(2, **dates))
