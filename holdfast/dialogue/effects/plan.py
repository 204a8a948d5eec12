"""A plan in the making: lines are added and taken out one at a time, in calm times only."""

from holdfast import hearing
from holdfast.dialogue.effects.here import Done, Here
from holdfast.plans import draft, notices


def only_when_calm(here: Here) -> Done | None:
    """In distress a plan is recalled, never written."""
    return None if hearing.at_risk(here.parts, here.person) else Done()


def keep(here: Here, step: int) -> Done | None:
    """One more line of the draft."""
    kept = draft.add(here.tx, here.parts, here.person, step, here.words)
    return Done() if kept else None


def take_out_last(here: Here) -> Done | None:
    """The line that was added last is taken out."""
    exercise = here.conversation.position
    if exercise.get("exercise") != "plan_making":
        return None
    return Done() if draft.take_out_last(here.tx, here.person, int(exercise.get("step") or 0)) else None


def ask_for_review(here: Here) -> Done | None:
    """The clinician is asked to look at the draft, if there is anything in it."""
    plan = draft.current(here.tx, here.person)
    if plan is None or not draft.filled(here.tx, plan):
        return None
    notices.leave(here.tx, here.parts, here.person, "plan_draft")
    return Done()
