"""Several writers on one database at the same moment: nothing is lost, nothing is done twice, nobody overtakes."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from holdfast import intake
from holdfast.db import Database
from holdfast.delivery import news, outbox, thread
from holdfast.errors import TransientSendError
from holdfast.handoff import desk, ladder, record
from holdfast.intake import Inbound
from holdfast.models import Attempt, Delivery, Escalation, EscalationEvent, Message, Person
from holdfast.parts import Parts
from tests.core.house import House
from tests.core.phones import ADA, CALM, EVERYONE_ON_CALL, GWEN, KIT, NOE, ROBIN, URGENT

pytestmark = pytest.mark.parametrize(
    "backend", [pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))], indirect=True
)


@pytest.fixture
def other(house: House) -> Iterator[Parts]:
    """A second process on the same database, as far as the database can tell."""
    database = Database(house.parts.db.url)
    yield replace(house.parts, db=database)
    database.close()


def at_once(*works: Callable[[], object]) -> list[object]:
    """Begin all at the same moment; what each gave, or raised."""
    gate = threading.Barrier(len(works))

    def one(work: Callable[[], object]) -> object:
        gate.wait(10)
        try:
            return work()
        except Exception as fault:  # noqa: BLE001  (the test looks at it)
            return fault

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def text(parts: Parts, reference: str, phone: str, words: str) -> intake.Taken | None:
    return intake.take_in(parts, Inbound(reference, words, phone=phone))


def count(house: House, query: sa.Select[tuple[int]]) -> int:
    with house.parts.db.read() as tx:
        return tx.scalar(query) or 0


@pytest.mark.parametrize("phone", [ADA, "+15005550077"])
def test_the_same_text_twice_at_the_same_moment_is_taken_in_once(
    house: House, other: Parts, phone: str
) -> None:
    for number in range(8):
        reference = f"AC1:SM-twice{number}"
        got = at_once(*(
            lambda parts=parts, reference=reference: text(parts, reference, phone, URGENT)
            for parts in (house.parts, other) * 3
        ))  # fmt: skip
        assert len({one.message_id for one in got if isinstance(one, intake.Taken)}) == 1, got
        assert len(got) == sum(isinstance(one, intake.Taken) for one in got), got
    assert count(house, sa.select(sa.func.count()).select_from(Escalation)) == 1
    assert count(house, sa.select(sa.func.count()).where(Message.sender == "person")) == 8


def test_many_texts_of_one_person_at_once_open_one_episode_and_keep_a_number_each(
    house: House, other: Parts
) -> None:
    got = at_once(*(
        lambda number=number: text(
            (house.parts, other)[number % 2], f"AC1:SM-m{number}", NOE, URGENT if number % 3 else CALM
        )
        for number in range(12)
    ))  # fmt: skip
    assert all(isinstance(one, intake.Taken) for one in got), got
    assert count(house, sa.select(sa.func.count()).select_from(Escalation)) == 1
    with house.parts.db.read() as tx:
        numbers = list(tx.scalars(sa.select(Message.seq).order_by(Message.seq)))
    assert numbers == list(range(1, len(numbers) + 1))


def test_strangers_who_write_first_at_the_same_moment_are_people_of_their_own(
    house: House, other: Parts
) -> None:
    got = at_once(*(
        lambda number=number: text(
            (house.parts, other)[number % 2], f"AC1:SM-x{number}", f"+1500555{number:04d}", URGENT
        )
        for number in range(10)
    ))  # fmt: skip
    assert all(isinstance(one, intake.Taken) for one in got), got
    with house.parts.db.read() as tx:
        codes = list(tx.scalars(sa.select(Escalation.code)))
    assert len(codes) == len(set(codes)) == 10


class TwoWorkers:
    """Two that go round until they are stopped, each on its own connection."""

    def __init__(self, house: House, other: Parts) -> None:
        self.house, self.both = house, (house.parts, other)
        self.faults: list[Exception] = []
        self.rounds = [0, 0]
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=self._work, args=(which,)) for which in (0, 1)]

    def __enter__(self) -> "TwoWorkers":
        for thread_ in self.threads:
            thread_.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        for thread_ in self.threads:
            thread_.join(30)

    def _work(self, which: int) -> None:
        try:
            with asyncio.Runner() as runner:
                while not self.stopped.is_set():
                    ladder.climb_due(self.both[which])
                    runner.run(outbox.send_due(self.both[which], self.house.sender))
                    self.rounds[which] += 1
        except Exception as fault:  # noqa: BLE001  (the test looks at it)
            self.faults.append(fault)

    def a_minute_passes(self) -> None:
        """In steps within which no lease runs out: what the clock leaps over is rightly tried a second time."""
        for _ in range(4):
            before = list(self.rounds)
            self.house.later(outbox.LEASE.total_seconds() / 2 + 0.5)
            deadline = time.monotonic() + 10
            while any(now < was + 2 for now, was in zip(self.rounds, before, strict=True)):
                assert time.monotonic() < deadline, self.faults
                time.sleep(0.01)


def test_two_workers_climb_each_rung_and_send_each_text_once(house: House, other: Parts) -> None:
    people = [f"+1500556{number:04d}" for number in range(12)]
    with TwoWorkers(house, other) as workers:
        for number, phone in enumerate(people):
            text(other, f"AC1:SM-w{number}", phone, URGENT)
            text(house.parts, f"AC1:SM-v{number}", phone, URGENT)
            if number % 4 == 3:
                workers.a_minute_passes()
        for _ in range(3):
            workers.a_minute_passes()
    house.work()
    assert workers.faults == []
    with house.parts.db.read() as tx:
        rungs = [
            (event.escalation_id, event.facts["rung"])
            for event in tx.scalars(sa.select(EscalationEvent).where(EscalationEvent.verb == "rung"))
        ]
        tries = Counter(tx.scalars(sa.select(Attempt.delivery_id)))
        late = tx.scalar(
            sa.select(sa.func.count()).where(
                Escalation.next_due_at < house.parts.clock.now() - timedelta(seconds=1)
            )
        )
    assert len(rungs) == len(set(rungs))
    assert len({escalation for escalation, _ in rungs}) == len(people)
    assert set(tries.values()) == {1}
    assert len(house.sender.calls) == len(set(house.sender.calls))
    assert late == 0


def test_two_workers_keep_the_order_within_a_phone(house: House, other: Parts) -> None:
    taken = house.text(NOE, CALM)
    with house.parts.db.write() as tx:
        tx.execute(sa.update(Delivery).where(Delivery.kind == "inline").values(state="delivered"))
        conversation, robin = house.conversation(tx, taken), house.responder(tx, "Robin")
        for number in range(12):
            thread.write(tx, house.parts, conversation, robin, str(number))
    house.sender.before_call = lambda _: threading.Event().wait(0.01) and None
    house.sender.fail(NOE, TransientSendError("busy", "20429"), times=1)

    def work(parts: Parts) -> None:
        with asyncio.Runner() as runner:
            for _ in range(15):
                runner.run(outbox.send_due(parts, house.sender))
                house.later(0.4)

    assert at_once(lambda: work(house.parts), lambda: work(other)) == [None, None]
    house.pass_time(30)
    assert house.sender.to(NOE) == [str(number) for number in range(12)]


def test_of_two_responders_who_take_someone_at_the_same_moment_one_has_them(
    house: House, other: Parts
) -> None:
    for phone in (ADA, NOE, GWEN):
        house.text(phone, URGENT)
        house.pass_time(200)
        code = house.open(phone).code
        at_once(
            lambda code=code: text(house.parts, f"AC1:SM-r{code}", ROBIN, f"{code} A"),
            lambda code=code: text(other, f"AC1:SM-k{code}", KIT, f"{code} A"),
        )
        assert (
            len([one for one in house.events("acknowledged") if one.escalation_id == house.open(phone).id])
            == 1
        )
        house.work()
        assert [one for one in house.sender.to(ROBIN, KIT) if "another responder" in one or "taken" in one]


def test_a_word_a_rung_and_a_report_at_the_same_moment_all_count(house: House, other: Parts) -> None:
    house.text(NOE, URGENT)
    house.work()
    mine = house.open(NOE)
    alert = next(one for one in house.deliveries(kind="alert") if one.escalation_id == mine.id)
    for number in range(6):
        house.later(61)

        def write() -> None:
            def once(tx: sa.orm.Session) -> None:
                found = record.take(tx, mine.id)
                assert found is not None
                desk.write(tx, house.parts, found, house.responder(tx, "Robin"), "Hello")

            house.parts.db.transact(once)

        got = at_once(
            lambda number=number: text(other, f"AC1:SM-a{number}", NOE, URGENT),
            write,
            lambda: ladder.climb_due(house.parts),
            lambda: ladder.climb_due(other),
            lambda number=number: other.db.transact(
                lambda tx: news.take(
                    tx,
                    other,
                    str(alert.provider_id),
                    ("read", "sent", "delivered")[number % 3],
                    None,
                    alert.id,
                )
            ),
        )
        assert not [one for one in got if isinstance(one, Exception)], got
    assert house.open(NOE).state == "human"
    assert len(house.events("wrote")) == 6
    with house.parts.db.read() as tx:
        person = house.person(tx, NOE)
        numbers = list(tx.scalars(
            sa.select(Message.seq).where(Message.conversation.has(person_id=person.id)).order_by(Message.seq)
        ))  # fmt: skip
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_check_set_for_later_is_said_once(house: House, other: Parts) -> None:
    taken = house.text(NOE, CALM)
    with house.parts.db.write() as tx:
        for number in range(6):
            now = house.parts.clock.now()
            tx.add(Delivery(
                kind="timer", cause_id=taken.message_id, n=number, to_kind="person", to_id=house.person(tx, NOE).id,
                conversation_id=taken.conversation_id, script="utter_menu", due_at=now, created_at=now,
            ))  # fmt: skip
    at_once(*(lambda parts=parts: outbox.claim(parts) for parts in (house.parts, other) * 4))
    assert count(house, sa.select(sa.func.count()).where(Message.script == "utter_menu")) == 6


def test_whoever_holds_a_person_is_not_waited_for_by_the_ladder(house: House, other: Parts) -> None:
    house.text(NOE, URGENT)
    house.later(61)
    with house.parts.db.write() as tx:
        assert record.take(tx, house.open(NOE).id) is not None
        assert ladder.climb_due(other) == 0
    assert ladder.climb_due(other) == 1
    assert EVERYONE_ON_CALL
    assert count(house, sa.select(sa.func.count()).select_from(Person)) > 1
