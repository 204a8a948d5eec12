"""Status reports late, early, twice or reversed never move a delivery backwards."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.delivery import news, thread
from holdfast.models import Delivery
from tests.core.house import House
from tests.core.phones import CALM, KIT, NOE, ROBIN, URGENT

WORDS = ["accepted", "queued", "sending", "sent", "delivered", "undelivered", "failed", "read", "nonsense"]


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from(["inline", "sending", "sent"]))
def test_in_any_order_the_state_only_moves_forward(words: list[str], begin: str) -> None:
    delivery, ranks = Delivery(state=begin), [news.RANK[begin]]
    for word in words:
        news._apply(delivery, word, None)
        ranks.append(news.RANK[delivery.state])
    assert ranks == sorted(ranks)
    if {"delivered", "read"} & set(words):
        assert delivery.state == "delivered"
    elif {"failed", "undelivered"} & set(words):
        assert delivery.state == "failed"
        assert delivery.error


@pytest.mark.parametrize("seed", range(5))
def test_the_same_reports_shuffled_and_twice_end_in_the_same_state(house: House, seed: int) -> None:
    taken = house.text(NOE, CALM)
    with house.parts.db.write() as tx:
        thread.write(tx, house.parts, house.conversation(tx, taken), house.responder(tx, "Robin"), "one")
    row = house.deliveries(kind="reply")[0]
    reports = ["queued", "sending", "sent", "delivered"] * 2
    random.Random(seed).shuffle(reports)
    early, late = reports[: seed + 1], reports[seed + 1 :]
    with house.parts.db.write() as tx:
        for word in early:
            news.take(tx, house.parts, f"SM{0:032d}", word, None, None)
    house.work()
    with house.parts.db.write() as tx:
        fresh = [news.take(tx, house.parts, f"SM{0:032d}", word, None, row.id) for word in late]
    assert sum(fresh) == len(set(late) - set(early))
    assert house.deliveries(id=row.id)[0].state == "delivered"


def test_a_report_about_a_text_nobody_knows_is_kept_and_changes_nothing(house: House) -> None:
    with house.parts.db.write() as tx:
        assert news.take(tx, house.parts, "SMunknown", "failed", "30003", "spooled")
        assert not news.take(tx, house.parts, "SMunknown", "failed", "30003", None)


def test_another_texts_report_cannot_take_a_delivery_over(house: House) -> None:
    house.text(NOE, URGENT)
    house.work()
    row = house.deliveries(kind="alert")[0]
    with house.parts.db.write() as tx:
        news.take(tx, house.parts, "SMforeign", "failed", None, row.id)
    assert house.deliveries(id=row.id)[0].state == "sent"


def test_an_alert_reported_as_undelivered_lights_the_next_phone_at_once(house: House) -> None:
    house.text(NOE, URGENT)
    house.work()
    row = next(one for one in house.deliveries(kind="alert") if one.to_kind == "responder")
    assert house.sender.to(ROBIN)
    assert not house.sender.to(KIT)
    with house.parts.db.write() as tx:
        news.take(tx, house.parts, str(row.provider_id), "undelivered", "30003", row.id)
    house.work()
    assert house.sender.to(KIT)


@pytest.mark.row(29, "a queue that overflows is reported after the text was taken (30001)")
def test_a_text_to_a_person_that_met_a_full_queue_is_sent_again_and_the_old_try_is_over(house: House) -> None:
    taken = house.text(NOE, CALM)
    with house.parts.db.write() as tx:
        thread.write(tx, house.parts, house.conversation(tx, taken), house.responder(tx, "Robin"), "one")
    house.work()
    row = house.deliveries(kind="reply")[0]
    first = str(row.provider_id)

    def reported(sid: str, word: str, code: str | None = None) -> None:
        with house.parts.db.write() as tx:
            news.take(tx, house.parts, sid, word, code, row.id)

    reported(first, "undelivered", "30001")
    assert house.deliveries(id=row.id)[0].state == "queued"
    reported(first, "sent")
    assert house.deliveries(id=row.id)[0].state == "queued", "what is said of the old try changes nothing"
    house.pass_time(30)
    again = house.deliveries(id=row.id)[0]
    assert (again.state, house.sender.to(NOE).count("one")) == ("sent", 2)
    assert again.provider_id != first
    for _ in range(5):
        sid = str(house.deliveries(id=row.id)[0].provider_id)
        reported(sid, "undelivered", "30001")
        house.pass_time(30)
    assert house.deliveries(id=row.id)[0].state == "failed", "not for ever"
    assert house.sender.to(NOE).count("one") == news.MOST_TRIES


@pytest.mark.row(29, "the same for an alert: the next phone lights instead")
def test_an_alert_that_met_a_full_queue_is_not_repeated(house: House) -> None:
    house.text(NOE, URGENT)
    house.work()
    row = next(one for one in house.deliveries(kind="alert") if one.to_kind == "responder")
    with house.parts.db.write() as tx:
        news.take(tx, house.parts, str(row.provider_id), "failed", "30001", row.id)
    house.work()
    assert house.deliveries(id=row.id)[0].state == "failed"
    assert house.sender.to(KIT)
