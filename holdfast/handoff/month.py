"""What a month's record says in numbers, for people outside: nothing about anyone, and no count small enough to be."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median, quantiles

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.content import Library
from holdfast.models import Conversation, Delivery, Escalation, EscalationEvent, Message, Misheard, Person

# A count from one to four could be known people in a small service; a spread needs enough to be one.
FEWEST, FEWEST_FOR_P90 = 5, 10
# A handoff that nobody took for so long was missed, whatever came afterwards.
MISSED_AFTER = timedelta(minutes=30)


@dataclass(frozen=True)
class Count:
    """A number as it may be shown."""

    exact: int

    def __str__(self) -> str:
        return str(self.exact) if self.exact == 0 or self.exact >= FEWEST else f"1 to {FEWEST - 1}"


@dataclass(frozen=True)
class Spread:
    """How long it took: of how many, and the middle and the slow end where they are enough to say."""

    of: Count
    median: timedelta | None
    p90: timedelta | None

    @classmethod
    def among(cls, times: Sequence[timedelta]) -> "Spread":
        """Of these times."""
        seconds = [max(0.0, time.total_seconds()) for time in times]
        middle = timedelta(seconds=median(seconds)) if len(times) >= FEWEST else None
        slow = quantiles(seconds, n=10, method="inclusive")[-1] if len(times) >= FEWEST_FOR_P90 else None
        return cls(Count(len(times)), middle, timedelta(seconds=slow) if slow is not None else None)


@dataclass(frozen=True)
class Month:
    """All figures. The watchdog's own person is in none of them."""

    begins: datetime
    ends: datetime
    people: Count
    lines_given: Count
    people_given_a_line: Count
    handoffs: Count
    levels: dict[str, Count]
    outcomes: dict[str, Count]
    acknowledged: Spread
    first_word: Spread
    taken_late: Count
    still_open: Count
    no_word_came: Count
    alerts_failed: Count
    not_heard: Count
    heard_wrongly: Count


def named(text: str) -> tuple[datetime, datetime]:
    """Begin and end (UTC) of a month such as 2027-03. Raises ValueError."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}", text):
        raise ValueError("a month is written as 2027-03")
    begins = datetime(int(text[:4]), int(text[5:]), 1, tzinfo=UTC)
    return begins, (begins + timedelta(days=32)).replace(day=1)


def read(tx: Session, library: Library, begins: datetime, ends: datetime) -> Month:
    """The figures of what began in this time; what became of it may have happened later."""
    real = Escalation.person_id.not_in(sa.select(Person.id).where(Person.canary))
    opened = sa.select(Escalation).where(Escalation.opened_at >= begins, Escalation.opened_at < ends, real)
    found = list(tx.scalars(opened))
    events = _events(tx, found)
    taken = {one.id: _first(events, one.id, "acknowledged") for one in found}
    wrote = {one.id: _first(events, one.id, "first_word") for one in found}
    late = sum(_missed(one, taken[one.id], ends) for one in found)
    given, to = _lines_given(tx, library, begins, ends)
    marks = Counter(tx.scalars(sa.select(Misheard.kind).where(Misheard.at >= begins, Misheard.at < ends)))
    return Month(
        begins=begins,
        ends=ends,
        people=Count(_people_heard(tx, begins, ends)),
        lines_given=Count(given),
        people_given_a_line=Count(to),
        handoffs=Count(len(found)),
        levels=_counts(one.level for one in found),
        outcomes=_counts(one.outcome for one in found if one.outcome),
        acknowledged=Spread.among([at - one.opened_at for one in found if (at := taken[one.id])]),
        first_word=Spread.among([at - one.opened_at for one in found if (at := wrote[one.id])]),
        taken_late=Count(late),
        still_open=Count(sum(one.state != "closed" for one in found)),
        no_word_came=Count(sum(verb == "acknowledgement_expired" for _, verb, _ in events)),
        alerts_failed=Count(_alerts_failed(tx, begins, ends)),
        not_heard=Count(marks["missed"]),
        heard_wrongly=Count(marks["alarm"]),
    )


Event = tuple[str, str, datetime]


def _events(tx: Session, found: Sequence[Escalation]) -> list[Event]:
    query = sa.select(EscalationEvent.escalation_id, EscalationEvent.verb, EscalationEvent.at)
    wanted = query.where(EscalationEvent.escalation_id.in_([one.id for one in found]))
    return [(one.escalation_id, one.verb, one.at) for one in tx.execute(wanted.order_by(EscalationEvent.id))]


def _first(events: Sequence[Event], escalation: str, verb: str) -> datetime | None:
    return next((at for one, did, at in events if (one, did) == (escalation, verb)), None)


def _missed(one: Escalation, taken: datetime | None, now: datetime) -> bool:
    return (taken or one.closed_at or now) - one.opened_at > MISSED_AFTER


def _counts(names: Iterable[str]) -> dict[str, Count]:
    return {name: Count(number) for name, number in Counter(names).most_common()}


def _lines_given(tx: Session, library: Library, begins: datetime, ends: datetime) -> tuple[int, int]:
    """(how often, to how many people) a crisis line or the emergency number was said."""
    carrying = [name for name, script in library.scripts.items() if script.arguments & {"line", "emergency"}]
    row = tx.execute(
        _said(begins, ends).where(Message.sender != "person", Message.script.in_(carrying))
    ).one()
    return row.messages, row.people


def _people_heard(tx: Session, begins: datetime, ends: datetime) -> int:
    found: int = tx.execute(_said(begins, ends).where(Message.sender == "person")).one().people
    return found


def _said(begins: datetime, ends: datetime) -> sa.Select[int, int]:
    return (
        sa.select(
            sa.func.count().label("messages"),
            sa.func.count(sa.distinct(Conversation.person_id)).label("people"),
        )
        .select_from(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(Person, Person.id == Conversation.person_id)
        .where(Message.at >= begins, Message.at < ends, ~Person.canary)
    )


def _alerts_failed(tx: Session, begins: datetime, ends: datetime) -> int:
    failed = (Delivery.to_kind == "responder", Delivery.state == "failed")
    made = (Delivery.created_at >= begins, Delivery.created_at < ends)
    return tx.scalar(sa.select(sa.func.count()).select_from(Delivery).where(*failed, *made)) or 0
