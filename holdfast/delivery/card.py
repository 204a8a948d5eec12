"""The plan as one card: the parts that hold something, in their order, in the person's own words."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from holdfast.content import CannotSay
from holdfast.models import Person
from holdfast.parts import Parts
from holdfast.plans import phone, recall


@dataclass(frozen=True)
class Item:
    """One line of a plan; `phone` where it names someone who can be called."""

    text: str
    phone: str | None


@dataclass(frozen=True)
class Part:
    """One step of a plan under its heading."""

    title: str
    items: list[Item]


def card(tx: Session, parts: Parts, person: Person) -> list[Part]:
    """The plan in force; empty when there is none."""
    plan = recall.newest_plan(tx, person)
    if plan is None:
        return []
    return [
        Part(_title(parts, step), [Item(text, number and phone.readable(number)) for text, number in items])
        for step, items in enumerate(recall.steps_of(parts, person, plan), 1)
        if items
    ]


def _title(parts: Parts, step: int) -> str:
    """The first line of the script that reads this step out. Empty while nobody's signature covers it: the
    person's own words need none."""
    script = f"utter_plan_step_{step}"
    try:
        return parts.library.render(script, "web", {"items": ""}).text.partition("\n")[0].rstrip(": ")
    except CannotSay as fault:
        parts.alarms.raise_for(script, type(fault).__name__)
        return ""
