"""From a human's first word the bot is silent, but never deaf."""

import pytest
import sqlalchemy as sa

from holdfast.handoff import desk, holder
from holdfast.models import Message
from tests.core.house import House
from tests.core.phones import ADA, CALM, EMERGENCY, ROBIN, URGENT


@pytest.fixture
def with_robin(house: House) -> House:
    """Ada wrote, Robin took it and has written."""
    house.text(ADA, URGENT)
    house.work()
    with house.parts.db.write() as tx:
        desk.write(
            tx, house.parts, tx.merge(house.open(ADA)), house.responder(tx, "Robin"), "I am here, Ada."
        )
    house.work()
    house.sender.forget()
    return house


def spoken(house: House) -> int:
    with house.parts.db.read() as tx:
        query = sa.select(sa.func.count()).select_from(Message).where(Message.sender.in_(("bot", "system")))
        return tx.scalar(query) or 0


@pytest.mark.parametrize("words", [CALM, "1", "2", "yes", "no", "", "   ", "/restart", "menu"])
def test_the_bot_answers_nothing_calm_while_a_human_has_the_person(with_robin: House, words: str) -> None:
    before = spoken(with_robin)
    taken = with_robin.text(ADA, words)
    assert with_robin.answer(taken) == []
    with_robin.pass_time(7200)
    assert spoken(with_robin) == before
    assert with_robin.open(ADA).state == "human"
    assert with_robin.open(ADA).level == "urgent"


def test_a_tap_on_no_is_kept_in_the_record_only(with_robin: House) -> None:
    before = spoken(with_robin)
    talk = with_robin.web(ADA)
    with_robin.write(talk, choice="safety_no")
    assert spoken(with_robin) == before
    assert with_robin.events("answered")[-1].facts["choice"] == "safety_no"


def test_a_new_signal_is_recorded_answered_and_lights_the_phone_of_who_has_the_person(
    with_robin: House,
) -> None:
    taken = with_robin.text(ADA, EMERGENCY)
    assert "911" in with_robin.answer(taken)[0]
    assert with_robin.events("raised")[-1].facts["level"] == "emergency"
    assert with_robin.open(ADA).state == "human"
    with_robin.work()
    assert len(with_robin.sender.to(ROBIN)) == 1


def test_without_a_word_after_a_new_signal_the_ladder_goes_on(with_robin: House) -> None:
    with_robin.text(ADA, EMERGENCY)
    heard = with_robin.pass_time(1200)
    phones = [phone for passed, phone, _ in heard if passed >= 300]
    assert ROBIN in phones
    assert "+12025550152" in phones
    assert with_robin.open(ADA).state == "waiting"
    assert not [text for _, phone, text in heard if phone == ADA and "answered" in text]


def test_a_word_after_a_new_signal_keeps_the_person_with_the_human(with_robin: House) -> None:
    with_robin.text(ADA, EMERGENCY)
    with with_robin.parts.db.write() as tx:
        desk.write(
            tx,
            with_robin.parts,
            tx.merge(with_robin.open(ADA)),
            with_robin.responder(tx, "Robin"),
            "I am calling.",
        )
    heard = with_robin.pass_time(3600)
    assert with_robin.open(ADA).state == "human"
    assert {phone for _, phone, _ in heard} <= {ADA, ROBIN, "+12025550132", "+12025550133"}


def test_handing_back_lets_the_bot_speak_and_says_so(with_robin: House) -> None:
    with with_robin.parts.db.write() as tx:
        escalation, robin = tx.merge(with_robin.open(ADA)), with_robin.responder(tx, "Robin")
        with pytest.raises(ValueError, match="outcome"):
            desk.hand_back(tx, with_robin.parts, escalation, robin, "who knows")
        desk.hand_back(tx, with_robin.parts, escalation, robin, "with_someone")
    assert with_robin.escalation(ADA) is None
    with_robin.work()
    assert "You are with me again" in with_robin.sender.to(ADA)[-1]
    calm = with_robin.text(ADA, CALM)
    with with_robin.parts.db.read() as tx:
        assert tx.get_one(Message, calm.message_id).turn == "pending"


def test_an_episode_is_closed_by_a_human_only(with_robin: House) -> None:
    with pytest.raises(sa.exc.IntegrityError), with_robin.parts.db.write() as tx:
        tx.execute(sa.text("UPDATE escalation SET state = 'closed'"))


def test_nobody_else_writes_over_who_has_the_person(with_robin: House) -> None:
    with with_robin.parts.db.write() as tx, pytest.raises(holder.Taken) as fault:
        desk.write(
            tx, with_robin.parts, tx.merge(with_robin.open(ADA)), with_robin.responder(tx, "Kit"), "Hello?"
        )
    assert fault.value.responder_name == "Robin"


def test_a_note_is_for_colleagues_and_never_sent(with_robin: House) -> None:
    with with_robin.parts.db.write() as tx:
        escalation = tx.merge(with_robin.open(ADA))
        desk.note(tx, with_robin.parts, escalation, with_robin.responder(tx, "Robin"), "called the flat")
    noted = with_robin.events("note")[-1]
    with with_robin.parts.db.read() as tx:
        assert desk.note_text(with_robin.parts, tx.merge(with_robin.open(ADA)), noted) == "called the flat"
    with_robin.work()
    assert not [text for text in with_robin.sender.to(ADA) if "flat" in text]
