"""STOP, START and HELP: heard by the gate first, then heeded; and long texts are split without loss."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.delivery.split import LIMIT, split
from holdfast.handoff import desk
from tests.core.house import House
from tests.core.phones import ADA, CALM, NOE, ROBIN, URGENT


@pytest.mark.parametrize("word", ["STOP", "stop", " Stop. ", "UNSUBSCRIBE", "STOPALL"])
def test_after_stop_nothing_is_sent_until_start(house: House, word: str) -> None:
    house.text(NOE, CALM)
    assert house.answer(house.text(NOE, word)) == []
    house.pass_time(60)
    assert house.sender.to(NOE) == []
    assert house.answer(house.text(NOE, CALM)) == []
    assert house.scripts(house.text(NOE, "START")) == ["utter_started"]
    with house.parts.db.read() as tx:
        assert house.person(tx, NOE).texts_blocked_at is None


@pytest.mark.parametrize("word", ["END", "QUIT", "CANCEL", "stop it", "please stop"])
def test_words_that_may_mean_more_do_not_opt_out(house: House, word: str) -> None:
    house.text(NOE, word)
    with house.parts.db.read() as tx:
        assert house.person(tx, NOE).texts_blocked_at is None


def test_help_gives_the_line(house: House) -> None:
    assert "988" in " ".join(house.answer(house.text(ADA, "HELP")))


def test_stop_while_someone_waits_tells_who_is_on_call_and_leaves_the_episode_open(house: House) -> None:
    house.text(NOE, URGENT)
    house.work()
    house.text(NOE, "STOP")
    house.work()
    assert "no longer reach" in house.sender.to(ROBIN)[-1]
    assert house.open(NOE).state == "waiting"
    before = len(house.sender.to(ROBIN))
    house.pass_time(100)
    assert not [text for text in house.sender.to(ROBIN)[before:] if "no longer reach" in text]


def test_a_signal_after_stop_is_still_handed_off(house: House) -> None:
    house.text(NOE, "STOP")
    house.text(NOE, URGENT)
    house.work()
    assert house.sender.to(ROBIN)


def test_the_words_of_a_responder_longer_than_a_text_arrive_whole_and_in_order(house: House) -> None:
    house.text(NOE, URGENT)
    house.work()
    house.sender.forget()
    words = " ".join(f"word{number}" for number in range(900))
    with house.parts.db.write() as tx:
        desk.write(tx, house.parts, tx.merge(house.open(NOE)), house.responder(tx, "Robin"), words)
    house.work()
    parts = [text for text in house.sender.to(NOE) if "word" in text]
    assert len(parts) > 1
    assert " ".join(text.rsplit(" (", 1)[0] for text in parts) == words


@given(st.text(st.characters(codec="utf-8") | st.sampled_from(" \n"), max_size=400), st.integers(5, 60))
def test_splitting_loses_no_word(text: str, limit: int) -> None:
    parts = split(text, limit)
    whole = "".join(part.rsplit(" (", 1)[0] if len(parts) > 1 else part for part in parts)
    if text.strip():
        assert "".join(whole.split()) == "".join(text.split())
    assert all(len(part) <= limit + len(" (100/100)") for part in parts)
    assert len(split("x" * LIMIT)) == 1
