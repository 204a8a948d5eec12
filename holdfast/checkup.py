"""`holdfast check`: words, reviews, crisis lines, rules and settings, every finding with its place."""

import sys
from datetime import UTC, datetime

from holdfast import readiness, signatures
from holdfast.content import ContentError, Library
from holdfast.content.check import findings
from holdfast.errors import SettingsError
from holdfast.models import Drill
from holdfast.parts import DATA
from holdfast.policy import Policy
from holdfast.risk import Gate, RulesError
from holdfast.settings import Settings


def production(settings: Settings) -> int:
    """Print what still keeps this installation from production; 1 when a step does."""
    try:
        library = Library.load(DATA, reviews=settings.reviews)
    except ContentError as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 1
    signatures.counted(library, settings)
    with signatures.database(settings, Drill.__tablename__) as db:
        if db is None:
            found = readiness.steps(settings, library, None, datetime.now(UTC))
        else:
            with db.read() as tx:
                found = readiness.steps(settings, library, tx, datetime.now(UTC))
    for number, step in enumerate(found, 1):
        print(f"{number}. {step.title}: {step.state}" + (f" ({step.command})" if step.command else ""))
        for reason in step.lacks:
            print(f"   {reason}")
    return 1 if any(step.state == readiness.OPEN for step in found) else 0


def run(settings: Settings) -> int:
    """Print the findings; 1 when one of them is an error."""
    try:
        library = signatures.counted(Library.load(DATA, reviews=settings.reviews), settings)
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
