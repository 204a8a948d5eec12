"""What may not be said: word lists, claims of contact, exclamation marks and fancy characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdfast.content.checks.saying import is_crisis
from holdfast.content.finding import Finding, about
from holdfast.content.library import Library
from holdfast.content.lintdata import LintData

# Curly quotes, long dashes, the ellipsis, odd spaces and invisible characters: each makes a text longer.
_TYPOGRAPHY = re.compile(
    "[\u2018-\u201f\u2010-\u2015\u2026\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060\ufeff]"
)


def check_wording(library: Library, lint: LintData) -> Iterator[Finding]:
    for script in library.scripts.values():
        said = [*script.variants.values(), *(button.label for button in script.buttons)]
        first_aid, claims = bool(script.metadata.get("first_aid")), script.claims is not None
        found = {one for text in said for one in broken(text, lint, first_aid=first_aid, claims=claims)}
        found |= {("typography", f"U+{ord(one):04X}") for text in said for one in _TYPOGRAPHY.findall(text)}
        for rule, detail in sorted(found):
            yield about(script, rule, detail)
        if any("!" in text for text in said):
            yield about(script, "exclamation", severity="error" if is_crisis(script, lint) else "warning")
        if script.claims is not None and script.topic not in lint.claim_topics:
            yield about(script, "claim_out_of_place", script.claims)


def broken(
    text: str, lint: LintData, *, first_aid: bool = False, claims: bool = False
) -> Iterator[tuple[str, str]]:
    """(rule, words) for everything in a text that may not be said, whoever says it."""
    for rule, pattern in (("banned", lint.banned), ("substitute", lint.substitutes)):
        for found in pattern.finditer(text):
            yield rule, found[0].lower()
    for found in lint.objects.finditer(text):
        if not (first_aid and lint.first_aid.fullmatch(found[0])):
            yield "object", found[0].lower()
    if not claims:
        for found in lint.claims.finditer(lint.not_claims.sub("", text)):
            yield "claims_contact", found[0].lower()
