"""How many statements a message takes. Each is a way to the server and back, and time of the processor."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from holdfast.channels import events
from holdfast.dialogue import turn
from holdfast.handoff import ladder
from holdfast.intake import Inbound, take_in
from tests.core.house import House
from tests.core.phones import ADA, CALM, NOE, URGENT

# What begins and ends a transaction is not counted.
NOT_COUNTED = ("BEGIN", "PRAGMA")


@contextmanager
def counted(house: House) -> Iterator[list[str]]:
    """The statements that are made meanwhile."""
    made: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        if not statement.startswith(NOT_COUNTED):
            made.append(statement)

    engine = house.parts.db._engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield made
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def written(house: House, conversation: str, words: str, reference: str) -> int:
    """How many statements a message from the widget takes, with the answer to it."""
    inbound = Inbound(reference, words, conversation_id=conversation)
    with counted(house) as made:
        take_in(house.parts, inbound, lambda tx, message: events.answering(tx, house.parts, message))
    return len(made)


def test_a_risk_message_takes_few_statements(house: House) -> None:
    conversation = house.web(ADA)
    assert written(house, conversation, URGENT, "w:first") <= 34
    assert written(house, conversation, URGENT, "w:again") <= 26


def test_a_calm_message_takes_few_statements(house: House) -> None:
    conversation = house.web(NOE)
    written(house, conversation, CALM, "w:first")
    assert written(house, conversation, CALM, "w:second") <= 13
    with counted(house) as made:
        assert turn._oldest(house.parts, _person(house))
    assert len(made) <= 5


def test_a_step_of_the_ladder_takes_few_statements(house: House) -> None:
    written(house, house.web(ADA), URGENT, "w:first")
    house.work()
    house.later(61)
    with counted(house) as made:
        assert ladder.climb_due(house.parts)
    assert len(made) <= 26, made


def _person(house: House) -> str:
    with house.parts.db.read() as tx:
        return house.person(tx, NOE).id
