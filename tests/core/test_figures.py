"""The figures say what the record says."""

from holdfast.channels import figures
from holdfast.delivery import canary
from holdfast.handoff import desk, record
from holdfast.pulse import Pulse
from tests.core.house import House
from tests.core.phones import ADA, CALM, NOE, URGENT


def read(house: House) -> dict[tuple[str, ...], float]:
    with house.parts.db.read() as tx:
        return {(one.name, *one.labels): one.value for one in figures.of(tx, house.parts)}


def test_how_long_each_step_of_a_handoff_took(house: House) -> None:
    house.text(ADA, URGENT)
    house.later(7)
    house.work()
    house.later(33)
    with house.parts.db.write() as tx:
        found, robin = record.take(tx, house.open(ADA).id), house.responder(tx, "Robin")
        assert found is not None
        desk.acknowledge(tx, house.parts, found, robin)
    house.later(20)
    with house.parts.db.write() as tx:
        found, robin = record.take(tx, house.open(ADA).id), house.responder(tx, "Robin")
        assert found is not None
        desk.write(tx, house.parts, found, robin, "Hello")
    told = read(house)
    for step, seconds in (("first_notice", 7), ("acknowledged", 40), ("first_human_word", 60)):
        assert round(told["handoff_seconds", step, "0.5"]) == seconds
        assert told["handoff_seconds_count", step] == 1
    assert told["escalations_open", "human", "urgent"] == 1
    assert told["escalations_unacknowledged",] == 0


def test_what_waits_and_what_is_late(house: House) -> None:
    house.text(ADA, URGENT)
    talk = house.web(NOE)
    house.write(talk, CALM)
    at_once = read(house)
    assert at_once["escalations_overdue",] == 0
    assert at_once["turns_waiting",] == 1
    assert at_once["turns_late",] == 0
    house.later(120)
    late = read(house)
    assert late["escalations_overdue",] == 1
    assert late["turns_late",] == 1
    assert late["outbox_due", "responder"] >= 1
    assert late["outbox_oldest_seconds", "responder"] >= 115
    assert late["escalations_unacknowledged_oldest_seconds",] >= 119


def test_the_watchdogs_own_person_is_not_counted(house: House) -> None:
    house.text(canary.PERSON, URGENT)
    with house.parts.db.write() as tx:
        house.person(tx, canary.PERSON).canary = True
    house.later(300)
    told = read(house)
    assert told["escalations_unacknowledged",] == 0
    assert told["escalations_overdue",] == 0
    assert not [name for name in told if name[0] == "escalations_open"]


def test_a_loop_that_hangs_is_silent_and_one_that_comes_round_is_not(monkeypatch) -> None:
    now = [0.0]
    monkeypatch.setattr("holdfast.pulse.time.monotonic", lambda: now[0])
    pulse = Pulse()
    assert pulse.state() == "not running"
    pulse.expect("ladder", 0.5)
    pulse.expect("catching up", 60)
    now[0] = 31
    assert pulse.state() == "silent: ladder"
    pulse.beat("ladder")
    assert pulse.state() == "alive"
