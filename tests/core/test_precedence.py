"""Who goes first: a risk message never waits for calm work, and nothing waits for good."""

import threading
import time
from collections.abc import Callable

import pytest

from holdfast.channels.door import Door
from holdfast.intake import Inbound
from holdfast.precedence import ALERT_WAITS_S, ANSWER_WAITS_S, CALM_ANSWERS, CALM_TURNS, Precedence
from holdfast.spool import Spool
from tests.core.house import House
from tests.core.phones import ADA, CALM, NOE, URGENT

# A machine that is busy with other things may be late by so much.
LATE_S = 2.0


def begun(do: Callable[[], object]) -> threading.Thread:
    """It runs in a thread of its own."""
    thread = threading.Thread(target=do, daemon=True)
    thread.start()
    return thread


def seconds(do: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.monotonic()
    do()
    return time.monotonic() - began


def test_a_calm_turn_begins_when_the_last_answer_is_out() -> None:
    precedence, order = Precedence(), list[str]()
    with precedence.answering():
        with precedence.answering():
            turn = begun(lambda: precedence.calmly(order.append, "turn"))
        turn.join(0.05)
        order.append("answer")
    turn.join(LATE_S)
    assert order == ["answer", "turn"]


def test_what_is_done_behind_the_answers_waits_for_a_moment_only() -> None:
    precedence = Precedence()
    with precedence.answering():
        assert ALERT_WAITS_S <= seconds(precedence.give_way) < ALERT_WAITS_S + LATE_S
    assert seconds(precedence.give_way) < LATE_S


def test_few_calm_turns_are_at_work_at_once() -> None:
    precedence, go = Precedence(), threading.Event()
    at_work: list[int] = []

    def turn(number: int) -> None:
        at_work.append(number)
        go.wait(LATE_S)

    turns = [begun(lambda n=number: precedence.calmly(turn, n)) for number in range(CALM_TURNS + 3)]
    time.sleep(0.1)
    assert len(at_work) == CALM_TURNS
    go.set()
    for one in turns:
        one.join(LATE_S)
    assert sorted(at_work) == list(range(CALM_TURNS + 3))


@pytest.mark.parametrize("calm", [True, False])
def test_an_answer_to_a_risk_message_waits_for_no_calm_one(*, calm: bool) -> None:
    precedence, go, inside = Precedence(), threading.Event(), threading.Semaphore(0)

    def answer() -> None:
        with precedence.answering(calm=True):
            inside.release()
            go.wait(LATE_S)

    others = [begun(answer) for _ in range(CALM_ANSWERS)]
    for _ in others:
        assert inside.acquire(timeout=LATE_S)
    began = time.monotonic()
    with precedence.answering(calm=calm):
        waited = time.monotonic() - began
    go.set()
    for one in others:
        one.join(LATE_S)
    assert waited >= ANSWER_WAITS_S if calm else waited < ANSWER_WAITS_S, waited


def test_a_fault_while_answering_leaves_nobody_waiting() -> None:
    precedence = Precedence()
    for _ in range(CALM_ANSWERS + 1):
        with pytest.raises(ValueError, match="broken"), precedence.answering(calm=True):
            raise ValueError("broken")
    assert seconds(lambda: precedence.give_way(LATE_S)) < LATE_S
    with precedence.answering(calm=True):
        pass


def test_at_the_door_calm_words_wait_for_a_place_and_a_risk_message_does_not(
    house: House, spool: Spool
) -> None:
    door, go, inside = Door(house.parts, spool), threading.Event(), threading.Semaphore(0)

    def answer() -> None:
        with house.parts.precedence.answering(calm=True):
            inside.release()
            go.wait(LATE_S)

    others = [begun(answer) for _ in range(CALM_ANSWERS)]
    for _ in others:
        assert inside.acquire(timeout=LATE_S)
    given: list[bool] = []
    real = house.parts.precedence.answering
    house.parts.precedence.answering = lambda *, calm=False: given.append(calm) or real(calm=calm)  # type: ignore[method-assign]
    assert door.take(Inbound("AC1:SM-p1", URGENT, phone=ADA), "sms", "US") is not None
    assert door.take(Inbound("AC1:SM-p2", CALM, phone=NOE), "sms", "US") is not None
    go.set()
    for one in others:
        one.join(LATE_S)
    assert given == [False, True]
