"""`holdfast check`: words, reviews, crisis lines, rules and settings, every finding with its place."""

import sys

from holdfast.content import ContentError, Library
from holdfast.content.check import findings
from holdfast.errors import SettingsError
from holdfast.parts import DATA
from holdfast.policy import Policy
from holdfast.risk import Gate, RulesError
from holdfast.settings import Settings


def run(settings: Settings) -> int:
    """Print the findings; 1 when one of them is an error."""
    try:
        library = Library.load(DATA)
        gate = Gate.load(DATA / "risk")
        policy = Policy.load(DATA / "handoff.yml")
    except (ContentError, RulesError, SettingsError) as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 1
    found = list(findings(library))
    for finding in found:
        print(finding)
    missing = sorted(policy.scripts() - set(library.scripts))
    for name in missing:
        print(f"data/handoff.yml: error: {name} is no script")
    errors = len(missing) + sum(finding.severity == "error" for finding in found)
    unsigned = len(library.unsigned())
    print(
        f"{len(library.scripts)} scripts ({unsigned} not signed), {len(gate.rules)} risk rules, "
        f"{errors} errors, {len(found) + len(missing) - errors} warnings; mode {settings.mode}"
    )
    return 1 if errors else 0
