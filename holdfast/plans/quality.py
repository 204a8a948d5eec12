"""What a good plan has and this one lacks: hints for whoever writes it with the person. They never stand in the way."""

from collections.abc import Sequence
from datetime import datetime

# content-rules.md, "The safety plan": the checklist of a plan's quality.
FEWEST_STRATEGIES = 3
STRATEGIES, ASKED, PROFESSIONALS = 2, 4, 5
STEPS = range(1, 7)
Items = Sequence[tuple[str, str | None]]


def lacks(steps: Sequence[Items], review_on: datetime | None, now: datetime) -> list[str]:
    """Names of hints, for the items of the seven steps in order."""
    found = []
    if any(not steps[number - 1] for number in STEPS):
        found.append("empty_steps")
    if len(steps[STRATEGIES - 1]) < FEWEST_STRATEGIES:
        found.append("few_strategies")
    if not steps[ASKED - 1] or not all(number for _, number in steps[ASKED - 1]):
        found.append("people_without_numbers")
    if not any(number for _, number in steps[PROFESSIONALS - 1]):
        found.append("professionals_without_numbers")
    if review_on is None:
        found.append("no_review_date")
    elif review_on <= now:
        found.append("review_due")
    return found
