"""Two accounts that are closed at the same moment, on both databases: somebody is left to give accounts."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa
from sqlalchemy.orm import Session

from holdfast.console import closing
from holdfast.models import Responder
from tests.core.house import House
from tests.core.phones import ADA, NOOR, ROBIN, URGENT


def test_two_supervisors_who_close_each_other_are_not_both_gone(house: House) -> None:
    with house.parts.db.write() as tx:
        for name in ("Kit", "Noor"):
            one = house.responder(tx, name)
            one.role, one.password_hash = "supervisor", "x"
    ready = Barrier(2)

    def close(whom: str, by: str) -> bool:
        def once(tx: Session) -> None:
            closing.close(tx, house.parts, house.responder(tx, whom), house.responder(tx, by).id)

        ready.wait(10)
        try:
            house.parts.db.transact(once)
        except closing.StillNeeded:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = [
            one.result() for one in (pool.submit(close, "Kit", "Noor"), pool.submit(close, "Noor", "Kit"))
        ]
    assert sorted(done) == [False, True]
    with house.parts.db.read() as tx:
        left = sa.select(Responder.name).where(Responder.role == "supervisor", Responder.closed_at.is_(None))
        assert len(tx.scalars(left).all()) == 1


def test_whoever_is_gone_gets_no_text_and_the_ladder_goes_on(house: House) -> None:
    house.text(ADA, URGENT)
    house.work()
    assert house.alert_reply(ROBIN, f"{house.code(ROBIN)} A")
    house.work()
    before = len(house.sender.to(ROBIN))
    with house.parts.db.write() as tx:
        robin = house.responder(tx, "Robin")
        closing.close(tx, house.parts, robin, house.responder(tx, "Noor").id)
    house.pass_time(600)
    assert len(house.sender.to(ROBIN)) == before
    assert house.open(ADA).state == "waiting"
    assert "reply" in house.sender.to(NOOR)[-1]
    assert [event.facts for event in house.events("holder_gone")] == [{"responder": robin.id}]
