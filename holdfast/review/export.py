"""Everything that is signed today, as a document for the clinic's own files."""

import csv
import io
from collections.abc import Sequence

from holdfast.content import Library
from holdfast.content.unit import Unit
from holdfast.review import pages

COLUMNS = ("unit", "sha256", "until", "reviewer", "registration", "role", "signed", "expires")


def csv_of(library: Library, signed: Sequence[Unit]) -> str:
    """One row for each signature."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for unit in signed:
        standing = library.standing(unit)
        for one in standing.by:
            table.writerow(
                [unit.name, unit.digest, standing.until, *map(_harmless, (one.reviewer, one.registration, one.role)),
                 one.signed, one.expires]
            )  # fmt: skip
    return out.getvalue()


def html(library: Library, signed: Sequence[Unit]) -> str:
    """Names, dates, hashes and the words themselves."""
    rows = [(unit, library.standing(unit)) for unit in signed]
    return pages.render("signed.html", rows=rows, total=len(library.units), today=library.today())


def _harmless(text: str) -> str:
    """A spreadsheet must not take a name for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
