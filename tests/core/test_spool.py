"""When the database cannot take a message: the answer comes all the same, and the message is safe on disk."""

import re
import threading
import time
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import sqlalchemy as sa

from holdfast import intake
from holdfast.channels.door import Door, Spooled
from holdfast.errors import SettingsError
from holdfast.intake import Inbound
from holdfast.models import Message, Person
from holdfast.spool import Spool
from tests.core.house import House
from tests.core.phones import ADA, CALM, GWEN, URGENT

SECRET = "my canary Zebulon " + URGENT


def locked(house: House) -> AbstractContextManager[None]:
    """Another connection holds the database."""
    return house.backend.locked(house.parts.db)


def nothing(*_: object) -> None:
    """What the channel shows is its own matter."""


def replay(house: House, spool: Spool) -> int:
    return spool.replay(lambda inbound: intake.take_in(house.parts, inbound))


def test_a_locked_database_keeps_nobody_waiting_and_loses_nothing(house: House, spool: Spool) -> None:
    door = Door(house.parts, spool)
    with locked(house):
        began = time.monotonic()
        taken = door.take(Inbound("AC1:SM-s1", SECRET, phone=ADA), "sms", "US", nothing)
        assert time.monotonic() - began < 3
        calm = door.take(Inbound("AC1:SM-s2", CALM, phone=GWEN), "sms", None, nothing)
    assert isinstance(taken, Spooled)
    assert "988" in taken.text
    assert taken.level == "urgent"
    assert isinstance(calm, Spooled)
    assert "988" not in calm.text
    assert spool.waiting() == 2
    for record in (house.folder / "spool").iterdir():
        assert b"Zebulon" not in record.read_bytes()
        assert ADA.encode() not in record.read_bytes()
    assert replay(house, spool) == 2
    assert spool.waiting() == 0
    assert house.open(ADA).level == "urgent"
    house.work()
    assert house.sender.to("+12025550151")


def test_a_spool_that_cannot_be_read_keeps_nobody_from_an_answer(house: House, spool: Spool) -> None:
    door = Door(house.parts, spool)
    (house.folder / "spool").rmdir()
    taken = door.take(Inbound("AC1:SM-s3", URGENT, phone=ADA), "sms", "US", nothing)
    assert isinstance(taken, intake.Taken)
    assert house.open(ADA).level == "urgent"


@pytest.mark.parametrize(
    ("text", "choice", "level"),
    [(SECRET, None, "urgent"), ("I am going to end my life tonight", None, "emergency"), ("SOS", None, "care"),
     ("", "safety_yes", "urgent"), (CALM, None, "none")],
)  # fmt: skip
@pytest.mark.parametrize("country", ["US", None])
def test_nobody_is_said_to_be_alerted_while_the_database_is_away(
    house: House, spool: Spool, text: str, choice: str | None, level: str, country: str | None
) -> None:
    talk = house.web(ADA)
    with locked(house):
        taken = Door(house.parts, spool).take(
            Inbound("w:away", text, choice, conversation_id=talk), "web", country, nothing
        )
    assert isinstance(taken, Spooled)
    assert taken.level == level
    assert not re.search("alerting|have told|am asking", taken.text)
    assert ("988" in taken.text) is (country == "US")
    if level == "emergency":
        assert ("911" if country else "local emergency number") in taken.text
    assert replay(house, spool) == 1


def test_many_at_once_are_all_answered_in_time_while_the_database_is_locked(
    house: House, spool: Spool
) -> None:
    door, waits = Door(house.parts, spool), []

    def one(number: int) -> None:
        began = time.monotonic()
        door.take(Inbound(f"AC1:SM-m{number}", URGENT, phone=ADA), "sms", "US", nothing)
        waits.append(time.monotonic() - began)

    with locked(house):
        threads = [threading.Thread(target=one, args=(number,)) for number in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(waits) == 10
    assert max(waits) < 4  # 3 s and the time that ten threads take on a busy machine
    assert replay(house, spool) == 10


def test_what_was_stored_already_is_not_replayed_twice_and_the_order_is_kept(
    house: House, spool: Spool
) -> None:
    house.text(ADA, "zero", reference="AC1:SM-o0")
    for number, words in enumerate(("zero", "one", "two", "three")):
        spool.keep(Inbound(f"AC1:SM-o{number}", words, phone=ADA), 1000 + number)
    assert replay(house, spool) == 4
    assert replay(house, spool) == 0
    with house.parts.db.read() as tx:
        query = sa.select(Message.reference).where(Message.sender == "person").order_by(Message.seq)
        assert list(tx.scalars(query)) == [f"AC1:SM-o{number}" for number in range(4)]


@pytest.mark.parametrize("damage", [b"", b"test:", b"torn", b"other:" + bytes(40)])
def test_a_torn_record_is_set_aside_and_the_others_go_on(house: House, spool: Spool, damage: bytes) -> None:
    spool.keep(Inbound("AC1:SM-t1", "first", phone=ADA), 1)
    spool.keep(Inbound("AC1:SM-t2", "second", phone=ADA), 2)
    first = min(house.folder.joinpath("spool").iterdir())
    first.write_bytes(damage)
    assert replay(house, spool) == 1
    assert [path.suffix for path in (house.folder / "spool").iterdir()] == [".bad"]


def test_a_flipped_byte_is_noticed(house: House, spool: Spool) -> None:
    spool.keep(Inbound("AC1:SM-f1", "first", phone=ADA), 1)
    record = next(house.folder.joinpath("spool").iterdir())
    sealed = bytearray(record.read_bytes())
    sealed[-1] ^= 1
    record.write_bytes(bytes(sealed))
    assert replay(house, spool) == 0


def test_a_record_that_can_never_be_taken_in_does_not_hold_up_the_others(house: House, spool: Spool) -> None:
    with house.parts.db.write() as tx:
        tx.execute(sa.update(Person).where(Person.id == house.person(tx, GWEN).id).values(data_key=None))
    spool.keep(Inbound("AC1:SM-p1", "gone", conversation_id="no-such-conversation"), 1)
    spool.keep(Inbound("AC1:SM-p2", "erased", phone=GWEN), 2)
    spool.keep(Inbound("AC1:SM-p3", URGENT, phone=ADA), 3)
    assert replay(house, spool) == 1
    assert house.open(ADA).level == "urgent"


@pytest.mark.parametrize(
    "backend", [pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))], indirect=True
)
def test_a_database_that_swallows_everything_keeps_nobody_waiting_and_doubles_nothing(
    house: House, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    swallowed, real = threading.Event(), intake.take_in

    def slow(*given: object) -> object:
        swallowed.wait(20)
        return real(*given)  # type: ignore[arg-type]

    door = Door(house.parts, spool)
    monkeypatch.setattr(intake, "take_in", slow)
    began = time.monotonic()
    taken = door.take(Inbound("AC1:SM-sl", URGENT, phone=ADA), "sms", "US")
    assert time.monotonic() - began < 3.5
    assert isinstance(taken, Spooled)
    assert taken.level == "urgent"
    swallowed.set()
    door._pool.shutdown(wait=True)
    monkeypatch.undo()
    assert house.open(ADA).level == "urgent", "it came through after all"
    assert replay(house, spool) == 1
    with house.parts.db.read() as tx:
        assert tx.scalar(sa.select(sa.func.count()).where(Message.sender == "person")) == 1


class Killed(BaseException):
    """The process ends here."""


def test_a_process_that_is_killed_after_a_record_was_taken_in_takes_it_in_once(
    house: House, spool: Spool
) -> None:
    for number in range(3):
        spool.keep(Inbound(f"AC1:SM-k{number}", URGENT, phone=ADA), number)

    def killed(inbound: Inbound) -> None:
        intake.take_in(house.parts, inbound)
        if inbound.reference == "AC1:SM-k1":
            raise Killed

    with pytest.raises(Killed):
        spool.replay(killed)
    restarted = Spool(house.folder / "spool", house.parts.keys.own())
    assert restarted.waiting() == 2, "the one that was taken in is still there, and so is the next"
    assert replay(house, restarted) == 2
    with house.parts.db.read() as tx:
        assert tx.scalar(sa.select(sa.func.count()).where(Message.sender == "person")) == 3
    assert len(house.events("opened")) == 1
    house.work()
    assert len([one for one in house.sender.to("+12025550151") if "needs you now" in one]) == 1


def test_a_database_that_is_still_away_leaves_every_record_where_it_is(house: House, spool: Spool) -> None:
    spool.keep(Inbound("AC1:SM-a1", "first", phone=ADA), 1)
    with locked(house), pytest.raises(sa.exc.SQLAlchemyError):
        replay(house, spool)
    assert spool.waiting() == 1


def test_a_folder_that_cannot_be_written_stops_the_start(house: House, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(SettingsError, match="cannot be written"):
            Spool(folder, house.parts.keys.own())


def test_odd_characters_survive_the_spool(house: House, spool: Spool) -> None:
    words = 'a\0b \ud800 \u202e "quoted"\n'
    spool.keep(Inbound("AC1:SM-u1", words, phone=ADA), 1)
    kept: list[Inbound] = []
    spool.replay(kept.append)
    assert kept[0].text == words
