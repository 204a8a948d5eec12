"""Workers killed at every point of delivery and ladder, two at once, none at all; the watchdog and what it does."""

import signal
import time
from collections import Counter

import pytest

from holdfast.models import Delivery
from holdfast.settings import Settings
from holdfast.watchdog.trial import Trial
from tests.faults.brood import until
from tests.faults.conftest import Seen
from tests.faults.outside import ACCOUNT, NUMBER, TOKEN
from tests.faults.proxy import REFUSE
from tests.faults.town import KIT, NOOR, RISK, ROBIN, Town

LEASE_S = 31
PLACES = ("outbox_claimed", "outbox_before_call", "outbox_after_call", "outbox_recorded")


@pytest.mark.row(
    33, "SIGKILL after a text is claimed, before the call, after it, after its result was written"
)
def test_a_worker_killed_anywhere_sends_it_all_the_same(seen: Seen, town: Town) -> None:
    for place in PLACES:
        phone = town.person()
        town.die_at(place)
        town.text(phone, RISK, risk=True)
        town.died()
        town.start()
        town.later(LEASE_S)
        town.alerted(phone)
        town.rest()
        assert len(town.alerts(ROBIN, phone)) <= 2, place
    seen("the safety words, in the answer", "an alert; at most one more, marked as of unknown outcome")


@pytest.mark.parametrize("place", ["ladder_before_commit", "ladder_after_commit", "report_before_commit"])
def test_a_ladder_killed_anywhere_goes_on(town: Town, place: str) -> None:
    phone = town.person()
    town.text(phone, RISK, risk=True)
    town.alerted(phone)
    town.die_at(place)
    town.later(61)
    if place == "report_before_commit":
        town.text(town.person(), RISK, risk=True)
    town.died()
    town.start()
    until(lambda: town.alerts(KIT, phone), 60)
    town.rest()
    assert len(town.alerts(KIT, phone)) == 1


@pytest.mark.row(34, "the service with its worker is dead for five minutes while two people are at risk")
def test_rungs_that_were_missed_are_caught_up_with(seen: Seen, town: Town) -> None:
    waiting, meanwhile = town.person(), town.person()
    town.text(waiting, RISK, risk=True)
    town.alerted(waiting)
    dog = town.watchdog()
    town.outside.pages.clear()
    try:
        town.process.end()
        town.text(meanwhile, RISK, risk=True)
        assert len(town.got(meanwhile)) == 1
        until(lambda: town.outside.pages, 60, "the watchdog pages")
        town.later(300)
        town.start()
        until(lambda: town.alerts(KIT, waiting) and town.alerts(NOOR, waiting), 60)
        town.alerted(meanwhile)
    finally:
        dog.end()
    seen(
        "the fallback's crisis text; then what is so",
        "a page within a minute; every rung at once after the start",
    )


@pytest.mark.row(35, "two services on one database, 25 people at risk")
def test_two_workers_send_everything_once(seen: Seen, town: Town) -> None:
    other = town.second()
    who = [town.person() for _ in range(25)]
    try:
        town.texts([(phone, RISK, True) for phone in who], 10)
        for phone in who:
            town.alerted(phone, seconds=90)
        town.later(61)
        until(lambda: all(town.alerts(KIT, phone) for phone in who), 120)
        town.rest(120)
    finally:
        other.end()
    sent = [one for one in town.deliveries(Delivery.kind != "inline") if one.escalation_id]
    lit = Counter((one.escalation_id, one.to_id, one.kind, one.n) for one in sent)
    assert max(lit.values()) == 1
    for phone in who:
        assert len(town.alerts(KIT, phone)) == 1
    seen("as ever", "each phone once for each person and rung")


@pytest.mark.row(36, "the watchdog is killed")
def test_without_a_watchdog_the_pings_outside_end(seen: Seen, town: Town) -> None:
    town.rest()
    dog = town.watchdog()
    before = town.outside.pings
    until(lambda: town.outside.pings > before, 90, "pings while all is well")
    dog.end()
    time.sleep(0.5)
    after = town.outside.pings
    time.sleep(2)
    assert town.outside.pings == after
    seen("nothing", "the dead-man's switch outside misses its pings")


@pytest.mark.row(59, "the canary's way is broken at each link: service, database, signature, worker")
def test_a_broken_way_is_found_by_the_canary(seen: Seen, town: Town) -> None:
    def trial(**other: str) -> str | None:
        given = {f"HOLDFAST_{name.upper()}": value for name, value in other.items()}
        settings = Settings.read(town.env() | given)
        assert (settings.twilio_account_sid, settings.twilio_from) == (ACCOUNT, NUMBER)
        return Trial(settings, town.parts.db, town.parts.keys, town.parts.clock, town.url, within_s=20).run()

    assert trial() is None
    assert trial(twilio_auth_token="x" * len(TOKEN)) == "answered_403"
    town.to_db.fail(REFUSE)
    assert trial() == "not_alerted"
    town.to_db.mend()
    until(town.process.answers, 60)
    town.rest()
    town.process.end(signal.SIGKILL)
    assert trial() == "no_answer"
    town.start()
    assert trial() is None
    seen("nothing: it is nobody's phone", "the broken link by its name, in a page")
