"""How full a plan is, without its words: all that the action server may know. Needs no keys."""

import os
from functools import cache
from typing import Any

import sqlalchemy as sa

from holdfast.models import Conversation, Plan, PlanItem

# Never read back by text message: others may see the phone (content-rules.md, "Shared phones").
NOT_BY_SMS = {6}


@cache
def _engine(url: str) -> sa.Engine:
    return sa.create_engine(url, pool_pre_ping=True)


def steps_filled(conversation_id: str) -> dict[int, int]:
    """{plan step 1..7: number of items} of the newest plan of the person in this conversation.

    Empty when there is no plan or no such conversation. Reads HOLDFAST_DATABASE_URL; raises SQLAlchemyError
    when the database cannot be read.
    """
    rows = _filled(conversation_id, Plan.draft, Plan.version.desc())
    return {step: count for channel, step, count, _ in rows if not (channel == "sms" and step in NOT_BY_SMS)}


def is_own_draft(conversation_id: str) -> bool:
    """Whether what would be read back is the person's own draft, because there is no other plan."""
    return any(draft for *_, draft in _filled(conversation_id, Plan.draft, Plan.version.desc()))


def steps_drafted(conversation_id: str) -> set[int]:
    """The steps of the draft that the person may write on: the newest version of all, if that is a draft."""
    return {step for _, step, _, draft in _filled(conversation_id, Plan.version.desc()) if draft}


def _filled(conversation_id: str, *newest_first: Any) -> list[tuple[str, int, int, bool]]:
    """(channel, step, number of items, whether a draft) of the first plan in this order."""
    chosen = (
        sa.select(Plan.id)
        .join(Conversation, Conversation.person_id == Plan.person_id)
        .where(Conversation.id == conversation_id)
        .order_by(*newest_first)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(Conversation.channel, PlanItem.step, sa.func.count(), Plan.draft)
        .select_from(PlanItem)
        .join(Plan, PlanItem.plan_id == Plan.id)
        .join(Conversation, Conversation.id == conversation_id)
        .where(Plan.id == chosen)
        .group_by(Conversation.channel, PlanItem.step, Plan.draft)
        .order_by(PlanItem.step)
    )
    with _engine(os.environ["HOLDFAST_DATABASE_URL"]).connect() as connection:
        return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]
