"""Everything that is wrong with the content, as far as a program can see it. Not imported by the service."""

from __future__ import annotations

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

__all__ = ["Finding", "findings"]

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


def findings(library: Library) -> list[Finding]:
    """All findings in the order of files and lines; raises ContentError if `data/lint.yml` cannot be used.
    Needs smsutil and textstat, so it runs in the service's environment only."""
    lint = load_lintdata(library.folder / "lint.yml")
    found = {finding for check in _CHECKS for finding in check(library, lint)}
    return sorted(
        found,
        key=lambda finding: (finding.file, finding.line or 0, finding.unit, finding.rule, finding.detail),
    )
