"""The database away, slow, or gone at the wrong moment; the disk full; the spool torn."""

import os
import resource
import signal
import threading
import time

import pytest

from tests.faults.brood import until
from tests.faults.conftest import Seen
from tests.faults.invariants import CANARY
from tests.faults.proxy import BLACK_HOLE
from tests.faults.town import CALM, FALLBACK, NOOR, RISK, ROBIN, Town

TROUBLE = "trouble"


@pytest.mark.row(6, "PostgreSQL crashes; 20 texts, 3 of them at risk; it starts again")
def test_with_the_database_away_texts_are_kept_and_risk_is_paged(seen: Seen, town: Town) -> None:
    who = [town.person() for _ in range(20)]
    wanted = [(phone, f"{CANARY} {CALM}" if n % 7 else RISK, n % 7 == 0) for n, phone in enumerate(who)]
    paged = len(town.got(NOOR)) + len(town.got(ROBIN))
    with town.without_database():
        written = town.texts(wanted, 1)
        assert all(one.taken for one in written)
        assert all(town.got(phone) for phone in who), "somebody got no answer"
        assert "988" in town.got(who[0])[0]
        until(lambda: len(town.got(NOOR)) + len(town.got(ROBIN)) > paged, why="a page past the database")
        assert len(list((town.var / "spool").iterdir())) == 20
    town.rest()
    for phone in who[::7]:
        assert town.alerted(phone)
    seen(
        "at risk: the crisis line at once; else that there is trouble, with a line",
        "a direct page at once; after the start an alert for each of the three",
    )


@pytest.mark.brief
@pytest.mark.row(7, "SIGKILL before intake commits")
def test_a_kill_before_the_commit_loses_nothing(seen: Seen, town: Town) -> None:
    phone = town.person()
    town.die_at("intake_before_commit")
    assert not town.text(phone, RISK, risk=True).taken
    town.died()
    assert town.got(phone) == [FALLBACK]
    town.start()
    town.alerted(phone)
    town.rest()
    assert len(town.episodes(phone)) == 1
    seen("the crisis text of the fallback address, and the safety words after the start", "one alert")


@pytest.mark.row(8, "SIGKILL after the commit, before the answer; then the same webhook again")
def test_a_kill_after_the_commit_has_one_effect(seen: Seen, town: Town) -> None:
    phone = town.person()
    town.die_at("intake_after_commit")
    written = town.text(phone, RISK, risk=True)
    town.died()
    town.start()
    assert town.outside.run(town.twilio.bring(written.carried)), "handed in again"
    town.alerted(phone)
    town.rest()
    assert len(town.episodes(phone)) == 1
    assert len(town.events(phone, "signal")) == 1
    assert FALLBACK in town.got(phone)
    assert len(town.got(phone)) > 1
    seen("the fallback's crisis text, then the safety words", "one alert")


@pytest.mark.row(9, "the database takes 5 s for every answer")
def test_a_slow_database_keeps_nobody_waiting(seen: Seen, town: Town) -> None:
    calm, risk = town.person(), town.person()
    town.to_db.delay_s = 5.0
    took = []
    for phone, words in ((calm, CALM), (risk, RISK)):
        began = time.monotonic()
        assert town.text(phone, words, risk=words == RISK).taken
        took.append(time.monotonic() - began)
    assert max(took) < 5, took
    assert "988" in " ".join(town.got(risk))
    town.to_db.mend()
    town.alerted(risk)
    town.rest()
    assert len(town.episodes(risk)) == 1
    seen("an answer within 3 s: the crisis line, or that there is trouble", "a page, then one alert")


@pytest.mark.row(10, "every connection to the database is ended, again and again, under 100 texts")
def test_lost_connections_lose_nothing(seen: Seen, town: Town) -> None:
    who = [town.person() for _ in range(25)]
    stop = threading.Event()

    def cut() -> None:
        while not stop.wait(0.4):
            town.cluster.execute(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{town.name}' "
                "AND application_name = 'holdfast' AND pid != pg_backend_pid()"
            )

    cutting = threading.Thread(target=cut)
    cutting.start()
    try:
        wanted = [(who[n % 25], RISK if n % 25 == 3 and n < 25 else CALM, n == 3) for n in range(100)]
        assert all(one.taken for one in town.texts(wanted, 8))
    finally:
        stop.set()
        cutting.join()
    town.alerted(who[3])
    town.rest()
    seen("an answer to each text", "one alert")


@pytest.mark.row(11, "PostgreSQL away and the spool folder unusable")
def test_with_neither_database_nor_spool_the_fallback_speaks(seen: Seen, town: Town) -> None:
    phone, spool = town.person(), town.var / "spool"
    aside = spool.with_name("aside")
    with town.without_database():
        spool.rename(aside)
        spool.write_text("")
        try:
            paged = len(town.outside.pages) + len(town.got(NOOR)) + len(town.got(ROBIN))
            assert not town.text(phone, RISK, risk=True).taken
            assert town.got(phone) == [FALLBACK]
            assert len(town.outside.pages) + len(town.got(NOOR)) + len(town.got(ROBIN)) >= paged
        finally:
            spool.unlink()
            aside.rename(spool)
    town.alerted(phone)
    seen(
        "the crisis text of the fallback address",
        "a page (spaced), and one alert once the text was caught up with",
    )


@pytest.mark.row(12, "no byte can be written to disk by the service (spool and log), the database away")
def test_a_full_disk_silences_nobody(seen: Seen, town: Town) -> None:
    calm, risk = town.person(), town.person()
    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.prlimit(town.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    try:
        assert town.text(calm, CALM).taken, (
            "the database is there: a log that cannot be written stops nothing"
        )
        with town.without_database():
            assert not town.text(risk, RISK, risk=True).taken
            assert town.got(risk) == [FALLBACK]
    finally:
        resource.prlimit(town.process.pid, resource.RLIMIT_FSIZE, unlimited)
    town.alerted(risk)
    seen("as ever while the database is there; else the fallback's crisis text", "a page, then one alert")


@pytest.mark.row(13, "of three spooled texts one file is cut short and one has a byte changed")
def test_a_torn_record_is_set_aside_and_the_others_go_on(seen: Seen, town: Town) -> None:
    spool = town.var / "spool"
    good = town.person()
    lost = [town.twilio.number.replace("0100", f"66{n}0") for n in range(2)]
    with town.without_database():
        for phone in lost:  # what is unreadable cannot be told from rubbish: these are no part of the record
            town.outside.run(town.twilio.text(phone, CALM))
        torn = sorted(spool.iterdir())
        torn[0].write_bytes(torn[0].read_bytes()[:40])
        flipped = bytearray(torn[1].read_bytes())
        flipped[-1] ^= 1
        torn[1].write_bytes(flipped)
        town.text(good, RISK, risk=True)
    town.alerted(good)
    until(lambda: len(list(spool.glob("*.bad"))) == 2)
    # The provider lists them, so that they were caught up with all the same.
    until(lambda: all(town.rows(phone) for phone in lost))
    for one in spool.glob("*.bad"):
        one.unlink()
    seen(
        "an answer; the two torn texts were read again from the provider's list",
        "set aside for a look; one alert",
    )


@pytest.mark.row(14, "SIGKILL after a spooled text was taken in, before its file was removed")
def test_a_record_replayed_twice_counts_once(seen: Seen, town: Town) -> None:
    phone = town.person()
    with town.without_database():
        town.text(phone, RISK, risk=True)
        town.die_at("spool_replayed")
    town.died()
    town.start()
    town.alerted(phone)
    town.rest()
    assert len(town.events(phone, "signal")) == 1
    seen("the crisis line at once; nothing twice", "one alert")


@pytest.mark.row(54, "SIGTERM while 40 texts come in, and a start")
def test_an_ordered_end_loses_nothing(seen: Seen, town: Town) -> None:
    who = [town.person() for _ in range(40)]
    ender = threading.Timer(0.4, lambda: os.kill(town.process.pid, signal.SIGTERM))
    ender.start()
    town.texts([(phone, RISK if n % 10 == 0 else CALM, n % 10 == 0) for n, phone in enumerate(who)], 8)
    town.process.gone()
    town.start()
    for phone in who[::10]:
        town.alerted(phone)
    town.rest()
    seen("an answer, or the fallback's crisis text and the answer after the start", "one alert each")


@pytest.mark.parametrize("place", ["spool_before_rename", "spool_kept"])
def test_a_kill_while_a_text_is_spooled_loses_nothing(town: Town, place: str) -> None:
    phone = town.person()
    town.die_at(place)
    with town.without_database():
        assert not town.text(phone, RISK, risk=True).taken
        town.died()
        assert town.got(phone) == [FALLBACK]
    town.start()
    town.alerted(phone)
    town.rest()
    assert len(town.events(phone, "signal")) == 1


def test_a_database_that_swallows_everything_keeps_nobody_waiting(town: Town) -> None:
    phone = town.person()
    with town.broken(town.to_db, BLACK_HOLE):
        began = time.monotonic()
        assert town.text(phone, RISK, risk=True).taken
        assert time.monotonic() - began < 5
    town.alerted(phone)
