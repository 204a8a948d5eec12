"""From one responder to another, and back to the ladder: nobody is without a human in between, or it is said."""

import pytest
import sqlalchemy as sa

from holdfast.handoff import desk, holder, phrases, transfer
from holdfast.models import Message, Responder
from tests.core.house import House
from tests.core.phones import ADA, CALM, KIT, NOOR, ROBIN, URGENT


@pytest.fixture
def with_robin(house: House) -> House:
    """Ada wrote, Robin took it and has written; everyone can sign in."""
    house.text(ADA, URGENT)
    house.work()
    with house.parts.db.write() as tx:
        tx.execute(sa.update(Responder).values(password_hash="set"))
        desk.write(
            tx, house.parts, tx.merge(house.open(ADA)), house.responder(tx, "Robin"), "I am here, Ada."
        )
    house.work()
    house.sender.forget()
    return house


def _offer(house: House, to: str, by: str = "Robin") -> None:
    with house.parts.db.write() as tx:
        other = house.responder(tx, to)
        transfer.offer(tx, house.parts, tx.merge(house.open(ADA)), house.responder(tx, by), other.id)
    house.work()


def _has(house: House) -> str | None:
    with house.parts.db.read() as tx:
        found = tx.get(Responder, house.open(ADA).acknowledged_by or "")
        return found.name if found else None


def _replies(house: House, phone: str, letter: str) -> None:
    assert house.alert_reply(phone, f"{house.open(ADA).code} {letter}")
    house.work()


def _writes(house: House, name: str) -> None:
    with house.parts.db.write() as tx:
        desk.write(tx, house.parts, tx.merge(house.open(ADA)), house.responder(tx, name), "Go on, Ada.")
    house.work()


def _said_by_the_bot(house: House) -> list[str]:
    with house.parts.db.read() as tx:
        query = sa.select(Message.id).where(Message.sender.in_(("bot", "system")))
        return sorted(tx.scalars(query))


def test_until_the_other_accepts_the_first_keeps_the_person_and_may_write(with_robin: House) -> None:
    _offer(with_robin, "Kit")
    (asked,) = with_robin.sender.to(KIT)
    assert "Robin asks you to take over" in asked
    assert with_robin.open(ADA).code in asked
    assert _has(with_robin) == "Robin"
    with pytest.raises(holder.Taken):
        _writes(with_robin, "Kit")
    _writes(with_robin, "Robin")
    with_robin.pass_time(3600)
    assert _has(with_robin) == "Robin"
    assert with_robin.open(ADA).state == "human"


def test_the_other_accepts_by_text_and_everyone_is_told(with_robin: House) -> None:
    _offer(with_robin, "Kit")
    _replies(with_robin, KIT, "A")
    assert _has(with_robin) == "Kit"
    assert with_robin.open(ADA).state == "human"
    assert "Kit has taken over" in with_robin.sender.to(ADA)[-1]
    assert "Kit has taken over" in with_robin.sender.to(ROBIN)[-1]
    with pytest.raises(holder.Taken) as fault:
        _writes(with_robin, "Robin")
    assert fault.value.responder_name == "Kit"
    _writes(with_robin, "Kit")
    with_robin.pass_time(3700)
    assert _has(with_robin) == "Kit"


def test_who_accepts_and_then_does_not_write_loses_the_person_to_the_ladder(with_robin: House) -> None:
    _offer(with_robin, "Kit")
    _replies(with_robin, KIT, "A")
    with_robin.sender.forget()
    with_robin.pass_time(400)
    assert with_robin.open(ADA).state == "waiting"
    assert with_robin.sender.to(KIT)


def test_the_other_cannot_and_the_first_is_told(with_robin: House) -> None:
    _offer(with_robin, "Kit")
    _replies(with_robin, KIT, "N")
    assert _has(with_robin) == "Robin"
    assert "stays with who has it" in with_robin.sender.to(KIT)[-1]
    assert "Kit cannot take over" in with_robin.sender.to(ROBIN)[-1]
    _replies(with_robin, KIT, "A")
    assert _has(with_robin) == "Robin"


def test_asking_a_third_ends_the_question_to_the_second_and_it_can_be_taken_back(with_robin: House) -> None:
    _offer(with_robin, "Kit")
    _offer(with_robin, "Noor")
    _replies(with_robin, KIT, "A")
    assert _has(with_robin) == "Robin"
    with with_robin.parts.db.write() as tx:
        it, robin = tx.merge(with_robin.open(ADA)), with_robin.responder(tx, "Robin")
        assert transfer.asked(tx, it).name == "Noor"
        transfer.withdraw(tx, with_robin.parts, it, robin)
    _replies(with_robin, NOOR, "A")
    assert _has(with_robin) == "Robin"


def test_only_who_has_the_person_asks_and_only_a_colleague_who_can_sign_in(with_robin: House) -> None:
    with pytest.raises(holder.Taken):
        _offer(with_robin, "Noor", by="Kit")
    with with_robin.parts.db.write() as tx:
        with_robin.responder(tx, "Kit").password_hash = None
    for name in ("Kit", "Robin"):
        with pytest.raises(ValueError, match="nobody"):
            _offer(with_robin, name)
    assert not with_robin.events("offered")


def test_giving_back_alerts_others_at_once_and_the_person_is_told(with_robin: House) -> None:
    _offer(with_robin, "Kit")
    with with_robin.parts.db.write() as tx:
        it, robin = tx.merge(with_robin.open(ADA)), with_robin.responder(tx, "Robin")
        desk.give_back(tx, with_robin.parts, it, robin)
    with_robin.sender.forget()
    with_robin.work()
    assert (with_robin.open(ADA).state, with_robin.open(ADA).offered_to) == ("waiting", None)
    assert [one for one in (ROBIN, KIT, NOOR) if with_robin.sender.to(one)]
    assert "Robin had to stop here" in with_robin.sender.to(ADA)[0]
    assert "988" in with_robin.sender.to(ADA)[0]
    with with_robin.parts.db.write() as tx, pytest.raises(holder.Taken):
        desk.give_back(
            tx, with_robin.parts, tx.merge(with_robin.open(ADA)), with_robin.responder(tx, "Robin")
        )


def test_giving_back_before_a_first_word_says_that_nobody_has_answered(house: House) -> None:
    house.text(ADA, URGENT)
    house.work()
    _replies(house, ROBIN, "A")
    house.sender.forget()
    with house.parts.db.write() as tx:
        desk.give_back(tx, house.parts, tx.merge(house.open(ADA)), house.responder(tx, "Robin"))
    house.work()
    assert "no answer from our team" in house.sender.to(ADA)[0]


def test_sixty_one_minutes_of_silence_leave_the_bot_silent(with_robin: House) -> None:
    before = _said_by_the_bot(with_robin)
    with_robin.pass_time(61 * 60)
    taken = with_robin.text(ADA, CALM)
    assert with_robin.answer(taken) == []
    with with_robin.parts.db.read() as tx:
        assert tx.get_one(Message, taken.message_id).turn != "pending"
    with_robin.pass_time(61 * 60)
    assert _said_by_the_bot(with_robin) == before
    assert (_has(with_robin), with_robin.open(ADA).state) == ("Robin", "human")


def test_every_ready_phrase_is_said_in_exactly_its_words(with_robin: House) -> None:
    scripts = phrases.offered(with_robin.parts)
    assert len(scripts) >= 5
    for script in scripts:
        with with_robin.parts.db.write() as tx:
            it, robin = tx.merge(with_robin.open(ADA)), with_robin.responder(tx, "Robin")
            words = phrases.text(with_robin.parts, robin, "sms", script)
            said = desk.write(tx, with_robin.parts, it, robin, words, script)
            assert (said.sender, said.script, said.responder_id) == ("responder", script, robin.id)
        with_robin.work()
        assert with_robin.sender.to(ADA)[-1] == words
    assert "I am Robin" in with_robin.sender.to(ADA)[0]


def test_who_was_reached_is_kept_by_id_and_nobody_else_can_be_named(with_robin: House) -> None:
    with with_robin.parts.db.write() as tx:
        it, kit = tx.merge(with_robin.open(ADA)), with_robin.responder(tx, "Kit")
        bo = it.person.contacts[0].id
        desk.reached(tx, with_robin.parts, it, kit, it.person_id, did=False)
        desk.reached(tx, with_robin.parts, it, kit, bo, did=True)
        with pytest.raises(ValueError, match="neither"):
            desk.reached(tx, with_robin.parts, it, kit, kit.id, did=True)
    assert [one.facts for one in with_robin.events("reached")] == [{"about": bo}]
    assert len(with_robin.events("not_reached")) == 1
