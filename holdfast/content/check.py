"""Everything that is wrong with the content, as far as a program can see it. Not imported by the service."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from holdfast.content.checks.directory import check_directory
from holdfast.content.checks.flow import check_flow
from holdfast.content.checks.labels import check_labels
from holdfast.content.checks.phone import check_phone
from holdfast.content.checks.reading import check_reading
from holdfast.content.checks.references import check_references
from holdfast.content.checks.safety import check_safety
from holdfast.content.checks.signatures import check_signatures
from holdfast.content.checks.structure import check_structure
from holdfast.content.checks.wording import check_wording
from holdfast.content.finding import Finding
from holdfast.content.library import Library
from holdfast.content.lintdata import load_lintdata

__all__ = ["Finding", "findings", "findings_of"]

_CHECKS = (
    check_structure,
    check_references,
    check_wording,
    check_phone,
    check_safety,
    check_reading,
    check_directory,
    check_flow,
    check_labels,
    check_signatures,
)


# What looks at one script at a time.
_OF_ONE = (check_wording, check_phone, check_safety, check_reading)


def findings_of(library: Library, names: Collection[str]) -> list[Finding]:
    """What is wrong with the words of these scripts alone: quick, for a page that shows some of them."""
    lint = load_lintdata(library.folder / "lint.yml")
    few = replace(
        library, scripts={name: script for name, script in library.scripts.items() if name in names}
    )
    return sorted({finding for check in _OF_ONE for finding in check(few, lint)})


def findings(library: Library) -> list[Finding]:
    """All findings in the order of files and lines; raises ContentError if `data/lint.yml` cannot be used.
    Needs smsutil and textstat, so it runs in the service's environment only."""
    lint = load_lintdata(library.folder / "lint.yml")
    found = {finding for check in _CHECKS for finding in check(library, lint)}
    return sorted(
        found,
        key=lambda finding: (finding.file, finding.line or 0, finding.unit, finding.rule, finding.detail),
    )
