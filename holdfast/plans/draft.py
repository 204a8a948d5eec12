"""A plan in the making: a person's own draft, for them and their clinician to look at. It never replaces a plan."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.models import Person, Plan, PlanItem, new_id
from holdfast.parts import Parts
from holdfast.plans import recall
from holdfast.plans.place import MAX_ITEM

MOST_ITEMS = 12


def current(tx: Session, person: Person) -> Plan | None:
    """The draft that is being written; None once a newer plan has come from the clinic."""
    newest = sa.select(Plan).where(Plan.person_id == person.id).order_by(Plan.version.desc()).limit(1)
    plan = tx.scalars(newest).first()
    return plan if plan is not None and plan.draft else None


def add(tx: Session, parts: Parts, person: Person, step: int, words: str) -> bool:
    """Add one line to a step. False, and nothing is kept, when it is too long or the step is full."""
    plan = current(tx, person)
    there = _items(tx, plan, step) if plan is not None else []
    if not words.strip() or len(words) > MAX_ITEM or len(there) >= MOST_ITEMS:
        return False
    if plan is None:
        plan = Plan(
            id=new_id(),
            person_id=person.id,
            version=recall.next_version(tx, person),
            draft=True,
            author=person.id,
            created_at=parts.clock.now(),
        )
        tx.add(plan)
        tx.flush()
    item_id = new_id()
    tx.add(
        PlanItem(
            id=item_id,
            plan_id=plan.id,
            step=step,
            position=there[-1].position + 1 if there else 0,
            words=parts.sealer(person).seal("plan_item.words", item_id, words.strip()),
        )
    )
    tx.flush()
    return True


def filled(tx: Session, plan: Plan) -> bool:
    """Whether anything stands in it."""
    return tx.scalar(sa.select(PlanItem.id).where(PlanItem.plan_id == plan.id).limit(1)) is not None


def take_out_last(tx: Session, person: Person, step: int) -> bool:
    """Take out the line that was added last to a step. False when there is none."""
    plan = current(tx, person)
    there = _items(tx, plan, step) if plan is not None else []
    if not there:
        return False
    tx.delete(there[-1])
    tx.flush()
    return True


def _items(tx: Session, plan: Plan, step: int) -> list[PlanItem]:
    query = sa.select(PlanItem).where(PlanItem.plan_id == plan.id, PlanItem.step == step)
    return list(tx.scalars(query.order_by(PlanItem.position)))
