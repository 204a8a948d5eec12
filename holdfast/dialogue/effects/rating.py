"""Ratings before and after a tool, and what helped: it is offered first, with the reason."""

import re

from holdfast.dialogue.effects.here import Done, Here
from holdfast.plans import ratings

NUMBER = re.compile(r"(?<![\d.,])(10|\d)(?![\d.,]*\d)")
# The script whose choices name the tools, in the words that people see.
TOOLS = "utter_rate_choose"
AT_MOST = 4
# The signal of an urge that two tools did not bring down; its level is in data/risk/policy.yml.
STAYS_STRONG = "urge_stays_strong"


def note_before(here: Here) -> Done | None:
    """The number before."""
    if (number := _number(here)) is None:
        return None
    ratings.begin(here.tx, here.parts, here.person, number)
    return Done()


def note_after(here: Here) -> Done | None:
    """The number after, for the tool that was used between."""
    number = _number(here)
    if number is None or not ratings.end(here.tx, here.parts, here.person, number):
        return None
    strong = ratings.stays_strong(here.tx, here.parts, here.person)
    return Done(signal=STAYS_STRONG if strong else None)


def tell_rating(here: Here) -> Done | None:
    """The two numbers that were just given."""
    rating = ratings.last(here.tx, here.person)
    if rating is None or rating.after is None or rating.after_at is None or rating.after_at < here.message.at:
        return None
    return _numbers(here, rating.tool, rating.before, rating.after)


def offer_what_helped(here: Here) -> Done | None:
    """What helped before is the first choice, and the numbers say why."""
    helped = ratings.best(here.tx, here.person)
    there = [button.id for button in here.script.buttons] if here.script else []
    if helped is None or helped.tool not in there:
        return None
    done = _numbers(here, helped.tool, helped.before, helped.after)
    others = [choice for choice in there if choice != helped.tool]
    return done and Done(done.args, (helped.tool, *others)[:AT_MOST])


def _number(here: Here) -> int | None:
    found = NUMBER.search(here.words)
    return int(found[1]) if found else None


def _numbers(here: Here, tool: str | None, before: int, after: int) -> Done | None:
    labels = {button.id: button.label for button in here.parts.library.scripts[TOOLS].buttons}
    if tool not in labels:
        return None
    return Done({"tool": labels[tool], "before": str(before), "after": str(after)})
