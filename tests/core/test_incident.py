"""Faults of ours: everyone gets the words, responders one page for all, and it does not go quiet either."""

import pytest

from holdfast.handoff import desk, episode, incident, incident_desk
from holdfast.models import Conversation, Incident, Message
from holdfast.risk import Heard, Level, Verdict
from tests.core.house import House
from tests.core.phones import ADA, GWEN, ITA, KIT, NOE, NOOR, ROBIN, URGENT

PAGE = "Part of the service has a fault"


def fault(house: House, phone: str, signal: str) -> str:
    """The service's own fault, met by this person's message."""
    taken = house.text(phone, "hello")
    with house.parts.db.write() as tx:
        conversation = tx.get_one(Conversation, taken.conversation_id)
        message = tx.get_one(Message, taken.message_id)
        return str(episode.hand_off(tx, house.parts, conversation, message, "care", [signal]).script)


@pytest.mark.parametrize("signal", ["bot_down", "gate_error"])
def test_many_people_are_one_page(house: House, signal: str) -> None:
    for phone in (ADA, GWEN, ITA, NOE):
        assert fault(house, phone, signal)
    house.work()
    assert [PAGE in text for text in house.sender.to(ROBIN)] == [True]
    assert not house.sender.to(KIT, NOOR)
    assert all(house.open(phone).state == "waiting" for phone in (ADA, GWEN, ITA, NOE))


@pytest.mark.slow
def test_with_nobody_answering_the_one_page_climbs_for_all_of_them(house: House) -> None:
    for phone in (GWEN, ITA, NOE):
        fault(house, phone, "bot_down")
        house.later(100)
    heard = house.pass_time(7200)
    pages = [(passed, phone) for passed, phone, text in heard if PAGE in text]
    assert [phone for _, phone in pages].count(ROBIN) == 2 + 6 + (pages[-1][0] > 7190)
    assert NOOR in [phone for _, phone in pages]
    assert len(pages) == len(set(pages))


def test_someone_at_risk_lately_gets_a_page_of_their_own(house: House) -> None:
    house.text(NOE, URGENT)
    house.work()
    with house.parts.db.write() as tx:
        desk.hand_back(
            tx, house.parts, tx.merge(house.open(NOE)), house.responder(tx, "Robin"), "heard_wrongly"
        )
    house.later(3600)
    house.sender.forget()
    fault(house, NOE, "bot_down")
    house.work()
    assert "needs you now" in house.sender.to(ROBIN)[0]


def test_a_fault_of_ours_does_not_make_anyone_at_risk(house: House) -> None:
    fault(house, NOE, "bot_down")
    with house.parts.db.read() as tx:
        assert house.person(tx, NOE).at_risk_at is None


def test_a_real_signal_during_a_fault_is_paged_at_once_for_that_person(house: House) -> None:
    fault(house, NOE, "bot_down")
    fault(house, GWEN, "bot_down")
    house.work()
    house.sender.forget()
    house.text(NOE, URGENT)
    house.work()
    assert [text for text in house.sender.to(ROBIN) if "needs" in text]
    assert house.open(NOE).incident_id is None
    assert house.open(GWEN).incident_id is not None
    house.pass_time(250)
    assert house.sender.to(KIT)
    assert house.sender.to(NOOR)


def test_the_next_fault_after_an_end_is_a_new_page(house: House) -> None:
    fault(house, NOE, "bot_down")
    with house.parts.db.write() as tx:
        incident.end(tx, house.parts, "bot_down")
    fault(house, GWEN, "bot_down")
    house.work()
    assert len([text for text in house.sender.to(ROBIN) if PAGE in text]) == 2


def test_a_fault_inside_the_gate_is_a_signal_with_safety_words(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Verdict(
        Level.CARE, (Heard("gate_error", "rule-1", Level.CARE, 0, 0),), 1, "ValueError in rule-1"
    )
    monkeypatch.setattr(house.parts.gate, "hear", lambda *_: broken)
    taken = house.text(NOE, "hello")
    assert taken.level == "care"
    assert "emergency number" in house.answer(taken)[0]
    assert house.open(NOE).incident_id is not None


def test_one_tap_closes_a_fault_for_all_who_said_nothing_risky(house: House) -> None:
    for phone in (ADA, GWEN, ITA, NOE):
        fault(house, phone, "bot_down")
    house.text(NOE, URGENT)
    house.work()
    with house.parts.db.write() as tx:
        (open_fault,) = incident_desk.with_people(tx)
        assert (open_fault.kind, open_fault.people) == ("bot_down", 3)
        found = tx.get_one(Incident, open_fault.id)
        assert incident_desk.close(tx, house.parts, found, house.responder(tx, "Robin")) == 3
        assert incident_desk.close(tx, house.parts, found, house.responder(tx, "Robin")) == 0
        assert not incident_desk.with_people(tx)
    assert house.open(NOE).state == "waiting"
    assert not [phone for phone in (ADA, GWEN, ITA) if house.escalation(phone)]
    closed = house.events("closed")
    assert [event.facts["outcome"] for event in closed] == ["program_fault"] * 3
    house.sender.forget()
    house.work()
    assert "I can answer again" in house.sender.to(GWEN)[0]
    assert not [text for text in house.sender.to(NOE) if "answer again" in text]


def test_someone_whom_a_responder_took_is_not_closed_with_the_fault(house: House) -> None:
    fault(house, GWEN, "bot_down")
    fault(house, NOE, "bot_down")
    with house.parts.db.write() as tx:
        desk.acknowledge(tx, house.parts, tx.merge(house.open(GWEN)), house.responder(tx, "Kit"))
        (open_fault,) = incident_desk.with_people(tx)
        found = tx.get_one(Incident, open_fault.id)
        assert incident_desk.close(tx, house.parts, found, house.responder(tx, "Robin")) == 1
    assert house.open(GWEN).state == "acknowledged"


def test_a_fault_of_ours_texts_nobodys_contacts(house: House) -> None:
    fault(house, ADA, "bot_down")
    house.work()
    assert not house.deliveries(to_kind="contact")
