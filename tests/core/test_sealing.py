"""What people write is sealed to its row, and stands nowhere in clear."""

import io
import logging

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from holdfast.delivery import thread
from holdfast.errors import KeyFault, SettingsError
from holdfast.keys import KeyRing, Sealer
from holdfast.models import Message
from tests.core.house import House
from tests.core.phones import ADA, STRANGER, URGENT

CANARY = "Zebulon7Quux"


@given(st.text(st.characters()))
def test_any_text_comes_back_and_only_from_its_own_row(text: str) -> None:
    sealer = Sealer(bytes(32))
    sealed = sealer.seal("message.words", "row-1", text)
    assert sealer.open("message.words", "row-1", sealed) == text
    for where, row in (("message.words", "row-2"), ("plan_item.words", "row-1")):
        with pytest.raises(KeyFault):
            sealer.open(where, row, sealed)


def test_a_value_moved_to_another_row_refuses_to_open(house: House) -> None:
    one, two = house.text(ADA, "first"), house.text(ADA, "second")
    with house.parts.db.write() as tx:
        words = tx.get_one(Message, one.message_id).words
        tx.execute(sa.update(Message).where(Message.id == two.message_id).values(words=words))
    with house.parts.db.read() as tx:
        moved = tx.get_one(Message, two.message_id)
        with pytest.raises(KeyFault):
            thread.text_of(house.parts, moved.conversation, moved)


def test_a_key_of_another_person_opens_nothing(keys: KeyRing) -> None:
    wrapped = keys.new_data_key("person-1")
    with pytest.raises(KeyFault):
        keys.person("person-2", wrapped)
    with pytest.raises(KeyFault):
        keys.person("person-1", None)


@pytest.mark.parametrize("text", ["", "name", "name:short", ":" + "A" * 44, "name:!!!!"])
def test_a_key_ring_that_is_none_stops_the_start(text: str) -> None:
    with pytest.raises(SettingsError):
        KeyRing.parse(text)


def test_a_new_key_in_front_still_opens_what_the_old_one_sealed(keys: KeyRing) -> None:
    old = KeyRing({"old": bytes(32)})
    both = KeyRing({"new": bytes([1]) * 32, "old": bytes(32)})
    assert both.own().open("a.b", "1", old.own().seal("a.b", "1", "words")) == "words"
    assert both.index("+12025550101") == old.index("+12025550101")
    with pytest.raises(KeyFault):
        keys.own().open("a.b", "1", old.own().seal("a.b", "1", "words"))


def test_what_is_written_stands_in_clear_neither_in_the_database_nor_in_the_logs(
    house: House, logged: io.StringIO, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    for phone in (ADA, STRANGER):
        for words in (CANARY, f"{CANARY} {URGENT}", f"/{CANARY}", f"1 {CANARY}"):
            house.text(phone, words)
    talk = house.web(ADA)
    house.write(talk, CANARY)
    house.pass_time(400)
    printed = capsys.readouterr()
    lines = logged.getvalue() + caplog.text + printed.out + printed.err
    assert "message_taken_in" in lines
    stored = house.stored()
    assert len(stored) > 10_000
    for secret in (CANARY, ADA, STRANGER, ADA[1:], "curtains", "Ada Probe"):
        assert secret not in lines
        assert secret.encode() not in stored
