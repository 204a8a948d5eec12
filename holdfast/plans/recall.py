"""Reading a plan back, in the person's own words."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.keys import Sealer
from holdfast.models import Person, Plan, PlanItem
from holdfast.parts import Parts

STEPS = (
    "warning_signs",
    "coping_strategies",
    "people_and_places",
    "people_to_ask",
    "professionals",
    "safer_surroundings",
    "reasons",
)


# A person's own draft is the plan only while there is no other.
_NEWEST = (
    sa.select(Plan.id)
    .where(Plan.person_id == sa.bindparam("person"))
    .order_by(Plan.draft, Plan.version.desc())
    .limit(1)
)
_SIGNS = (
    sa.select(PlanItem.id, PlanItem.words)
    .where(PlanItem.plan_id == _NEWEST.scalar_subquery(), PlanItem.step == 1)
    .order_by(PlanItem.position)
)
_ITEMS = (
    sa.select(PlanItem)
    .where(PlanItem.plan_id == _NEWEST.scalar_subquery(), PlanItem.step == sa.bindparam("step"))
    .order_by(PlanItem.position)
)


def newest_plan(tx: Session, person: Person) -> Plan | None:
    """The plan in force, or None. A person's own draft is read back only while there is no other plan."""
    query = sa.select(Plan).where(Plan.person_id == person.id)
    return tx.scalars(query.order_by(Plan.draft, Plan.version.desc()).limit(1)).first()


def versions(tx: Session, person: Person) -> list[Plan]:
    """Every version and draft, newest first."""
    query = sa.select(Plan).where(Plan.person_id == person.id)
    return list(tx.scalars(query.order_by(Plan.version.desc())))


def steps_of(parts: Parts, person: Person, plan: Plan) -> list[list[tuple[str, str | None]]]:
    """The items of each of the seven steps of one version, as `items` gives them."""
    sealer = parts.sealer(person)
    steps: list[list[tuple[str, str | None]]] = [[] for _ in STEPS]
    for item in plan.items:
        steps[item.step - 1].append(_opened(sealer, item))
    return steps


def next_version(tx: Session, person: Person) -> int:
    """The number of the next version, after every plan and draft there is."""
    return (tx.scalar(sa.select(sa.func.max(Plan.version)).where(Plan.person_id == person.id)) or 0) + 1


def signs(tx: Session, person: Person) -> dict[str, bytes]:
    """The warning signs in force, sealed, by id: another id as soon as one is added, changed or taken out."""
    return dict(iter(tx.execute(_SIGNS, {"person": person.id})))


def opened_signs(parts: Parts, person: Person, signs: Mapping[str, bytes]) -> list[str]:
    """Their words, exactly as they were written."""
    sealer = parts.sealer(person)
    return [sealer.open("plan_item.words", item, words) for item, words in signs.items()]


def items(tx: Session, parts: Parts, person: Person, step: int) -> list[tuple[str, str | None]]:
    """(words, phone number or None) of every item of one step (1 to 7), in order, exactly as they were written."""
    sealer = parts.sealer(person)
    return [_opened(sealer, item) for item in tx.scalars(_ITEMS, {"person": person.id, "step": step})]


def _opened(sealer: Sealer, item: PlanItem) -> tuple[str, str | None]:
    return (
        sealer.open("plan_item.words", item.id, item.words),
        sealer.open("plan_item.phone", item.id, item.phone) if item.phone else None,
    )
