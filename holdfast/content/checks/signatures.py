"""Signatures that no longer hold. What was never signed is no finding: the list has it (`holdfast review list`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from holdfast.content.finding import Finding
from holdfast.content.library import Library
from holdfast.content.lintdata import LintData
from holdfast.content.reviews import ASKED, CHANGED, EXPIRED, SIGNED

# Time enough to send out a sheet and get it back.
SOON = timedelta(days=30)


def check_signatures(library: Library, _: LintData) -> Iterator[Finding]:
    today = library.today()
    for unit in library.units.values() if library.reviews.by_unit else ():
        standing = library.standing(unit)
        if standing.state in (CHANGED, EXPIRED, ASKED):
            detail = standing.state
        elif standing.state == SIGNED and standing.until and standing.until - today <= SOON:
            detail = f"ends on {standing.until}"
        else:
            continue
        yield Finding(str(unit.file), unit.line, unit.name, "signature", "warning", detail)
