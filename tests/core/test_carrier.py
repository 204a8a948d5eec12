"""STOP, START and HELP: heard by the gate and heeded whatever it heard; and long texts are split without loss."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.delivery import news
from holdfast.delivery.split import LIMIT, split
from holdfast.errors import PermanentSendError
from holdfast.handoff import desk
from tests.core.house import House
from tests.core.phones import ADA, CALM, CARE, NOE, ROBIN, URGENT


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


@pytest.mark.row(24, "STOP in the middle of a sentence that is a signal, or of a joined one")
def test_stop_is_heeded_also_where_a_signal_is_heard_with_it(house: House) -> None:
    house.text(NOE, CALM)
    house.text(NOE, "I want to end my", reference="AC1:split")
    taken = house.text(NOE, "life", carrier="STOP")
    assert house.events("texts_blocked"), "in the same transaction, not with the next rung"
    assert taken.level != "none"
    with house.parts.db.read() as tx:
        assert house.person(tx, NOE).texts_blocked_at is not None
    house.work()
    assert "no longer reach" in house.sender.to(ROBIN)[-1]


@pytest.mark.row(24, "END that Twilio itself took for a STOP (OptOutType)")
@pytest.mark.parametrize("word", ["END", "quit", "Arret"])
def test_what_the_carrier_took_for_a_stop_is_one(house: House, word: str) -> None:
    house.text(NOE, CALM)
    assert house.answer(house.text(NOE, word, carrier="STOP")) == []
    with house.parts.db.read() as tx:
        assert house.person(tx, NOE).texts_blocked_at is not None


@pytest.mark.row(24, "END, QUIT or CANCEL from someone at risk within three days; the episode is over")
@pytest.mark.parametrize("word", ["END", "quit", "Cancel."])
def test_a_word_that_ends_things_is_a_signal_from_someone_lately_at_risk(house: House, word: str) -> None:
    assert house.text(NOE, word).level == "none"
    house.text(NOE, CARE)
    with house.parts.db.write() as tx:
        escalation, robin = tx.merge(house.open(NOE)), house.responder(tx, "Robin")
        desk.acknowledge(tx, house.parts, escalation, robin)
        desk.hand_back(tx, house.parts, escalation, robin, "safe_for_now")
    assert house.text(NOE, word).level == "care"
    assert house.open(NOE).state == "waiting"


@pytest.mark.row(25, "START, UNSTOP, and a typed YES that Twilio takes for START, after STOP")
@pytest.mark.parametrize(("word", "given"), [("START", None), ("unstop", None), ("yes", "START")])
def test_start_clears_the_block_and_welcomes_back(house: House, word: str, given: str | None) -> None:
    house.text(NOE, CALM)
    house.text(NOE, "STOP")
    assert house.scripts(house.text(NOE, word, carrier=given)) == ["utter_started"]
    with house.parts.db.read() as tx:
        assert house.person(tx, NOE).texts_blocked_at is None


def test_a_yes_from_someone_who_never_stopped_is_a_yes_to_us(house: House) -> None:
    house.text(NOE, CARE)
    taken = house.text(NOE, "yes", carrier="START")
    assert "utter_started" not in house.scripts(taken)
    assert house.open(NOE).level == "urgent", "it answered the question"


def test_a_typed_yes_after_stop_is_gated_first(house: House) -> None:
    house.text(NOE, "STOP")
    taken = house.text(NOE, f"yes {URGENT}", carrier="START")
    assert taken.level == "urgent"
    assert house.answer(taken), "and the safety words can reach them again"


@pytest.mark.row(24, "texts are refused with 21610, at once and in a later report")
@pytest.mark.parametrize("late", [False, True])
def test_a_refusal_for_stop_tells_who_is_on_call(house: House, *, late: bool) -> None:
    house.text(NOE, URGENT)
    house.work()
    if not late:
        house.sender.fail(NOE, PermanentSendError("opted out", "21610"))
    house.pass_time(200)
    if late:
        row = [one for one in house.deliveries(to_kind="person") if one.state == "sent"][-1]
        with house.parts.db.write() as tx:
            news.take(tx, house.parts, str(row.provider_id), "failed", "21610", row.id)
    house.work()
    with house.parts.db.read() as tx:
        assert house.person(tx, NOE).texts_blocked_at is not None
    assert sum("no longer reach" in text for text in house.sender.to(ROBIN)) == 1


@pytest.mark.row(30, "a text to someone at risk does not arrive (30003)")
def test_a_text_that_did_not_reach_someone_at_risk_is_told_of_once(house: House) -> None:
    house.text(NOE, URGENT)
    house.work()
    house.pass_time(200)
    for row in [one for one in house.deliveries(to_kind="person") if one.state == "sent"]:
        with house.parts.db.write() as tx:
            news.take(tx, house.parts, str(row.provider_id), "undelivered", "30003", row.id)
        house.work()
    assert sum("no longer reach" in text for text in house.sender.to(ROBIN)) == 1
    assert house.open(NOE).state == "waiting"


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
