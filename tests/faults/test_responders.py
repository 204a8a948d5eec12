"""Responders who fall silent, answer wrongly, all at once, or not at all; people who write on meanwhile."""

import pytest
import sqlalchemy as sa

from holdfast.models import Delivery
from tests.faults.brood import until
from tests.faults.conftest import Seen
from tests.faults.town import KIT, NOOR, RISK, ROBIN, Town


def at_risk(town: Town) -> str:
    """Somebody for whom Robin's phone was lit."""
    phone = town.person()
    town.text(phone, RISK, risk=True)
    town.alerted(phone)
    return phone


def state(town: Town, phone: str, wanted: str) -> None:
    """Wait until their open episode is in this state."""
    until(lambda: (found := town.episode(phone)) and found.state == wanted, 30, wanted)


@pytest.mark.row(37, "a responder takes somebody and then does nothing")
def test_an_acknowledgement_without_a_word_expires(seen: Seen, town: Town) -> None:
    phone = at_risk(town)
    town.reply(ROBIN, f"{town.code(phone)} A")
    state(town, phone, "acknowledged")
    until(lambda: "utter_status_taken" in town.said(phone))
    before = len(town.alerts(KIT, phone)) + len(town.alerts(NOOR, phone))
    town.later(301)
    state(town, phone, "waiting")
    until(lambda: len(town.alerts(KIT, phone)) + len(town.alerts(NOOR, phone)) > before, 40)
    until(lambda: "nobody_yet" in " ".join(town.said(phone)), 30)
    seen("who has it; after five minutes that nobody has answered yet", "the next phones")


@pytest.mark.row(
    38, "a wrong code, an old one, a phone that was not alerted; two take it at once; a mailbox; mashed keys"
)
def test_only_a_right_answer_takes_somebody(seen: Seen, town: Town) -> None:
    town.twilio.exchange.manners[ROBIN] = "machine"
    first = at_risk(town)
    old = town.code(first)
    town.hand_all_back()
    phone = at_risk(town)
    town.later(61)  # calls begin: a mailbox takes them
    until(lambda: town.alerts(KIT, phone), 40)
    for words in ("0000 A", f"{old} A" if old != town.code(phone) else "0000 A", "who is this"):
        town.outside.run(town.twilio.text(ROBIN, words))
    town.outside.run(town.twilio.text("+12025558850", f"{town.code(phone)} A"))
    town.rest()
    state(town, phone, "waiting")
    town.reply(ROBIN, f"{town.code(phone)} A")
    town.reply(KIT, f"{town.code(phone)} A")
    state(town, phone, "acknowledged")
    until(lambda: any("Someone else has taken" in text for text in town.got(KIT)), 30, "the second is told")
    assert len(town.events(phone, "acknowledged")) == 1
    town.twilio.exchange.manners.clear()
    seen("one name, once", "wrong codes are refused, the second is told who has it; a mailbox takes nobody")


@pytest.mark.row(39, "nobody takes somebody for two hours")
def test_the_ladder_never_ends(seen: Seen, town: Town) -> None:
    phone = at_risk(town)
    for _ in range(24):
        town.later(300)
        until(lambda: (found := town.episode(phone)) and found.next_due_at >= town.parts.clock.now(), 30)
    rungs = town.events(phone, "rung")
    assert rungs[-1].at > town.parts.clock.now() - (rungs[1].at - rungs[0].at) * 10
    until(
        lambda: len(town.alerts(NOOR, phone)) >= 20, 60, f"{len(town.alerts(NOOR, phone))} for the supervisor"
    )
    told = [one for one in town.said(phone) if "nobody_yet" in one]
    assert len(told) == 2, told  # of lines that fell due in one leap of the clock the newest is said
    assert "utter_status_taken" not in town.said(phone)
    seen("honest lines, spaced, with the crisis line", "the whole group every few minutes, for ever")


@pytest.mark.row(40, "there is no responder at all")
def test_with_nobody_on_call_nothing_is_promised(seen: Seen, town: Town) -> None:
    with town.parts.db.write() as tx:
        tx.execute(sa.text("UPDATE responder SET role = 'operator' WHERE NOT canary"))
    try:
        phone = town.person()
        town.text(phone, RISK, risk=True)
        assert "utter_nobody" in " ".join(town.said(phone))
        assert "988" in " ".join(town.got(phone))
    finally:
        with town.parts.db.write() as tx:
            again = sa.text("UPDATE responder SET role = :role WHERE name = :name")
            for name, role in (("Robin", "responder"), ("Kit", "responder"), ("Noor", "supervisor")):
                tx.execute(again, {"role": role, "name": name})
    seen("the crisis line, and that nobody of the team is there", "production refuses such a start")


@pytest.mark.row(41, "ten texts while a human has them, one of them at risk")
def test_while_a_human_has_them_the_program_is_silent(seen: Seen, town: Town) -> None:
    phone = at_risk(town)
    town.reply(ROBIN, f"{town.code(phone)} A")
    state(town, phone, "acknowledged")
    town.writes(phone, "hello, I am here")
    state(town, phone, "human")
    before = len(town.said(phone))
    for n in range(9):
        town.text(phone, f"and another thing {n}")
    town.rest()
    assert len(town.said(phone)) == before
    town.text(phone, RISK, risk=True)
    town.rest()
    seen(
        "no chatter; safety words to the one at risk",
        "all of it on the console; a new alert for the new signal",
    )


@pytest.mark.row(42, "61 minutes of silence with a human, and SIGKILL of the service")
def test_a_human_keeps_them_over_silence_and_restarts(seen: Seen, town: Town) -> None:
    phone = at_risk(town)
    town.writes(phone, "hello, I am here")
    state(town, phone, "human")
    town.later(3660)
    town.process.end()
    town.start()
    before = len(town.said(phone))
    town.text(phone, "are you there")
    town.rest()
    assert len(town.said(phone)) == before
    state(town, phone, "human")
    seen("no program in between", "it is still theirs")


@pytest.mark.row(43, "'I'm fine' while waiting, and with a human")
def test_taking_it_back_closes_nothing(seen: Seen, town: Town) -> None:
    phone = at_risk(town)
    town.text(phone, "I'm fine")
    assert "utter_status_still_open" in town.said(phone)
    assert town.episode(phone)
    assert town.deliveries(Delivery.kind == "gentle", Delivery.state == "queued")
    town.writes(phone, "hello, I am here")
    before = len(town.said(phone))
    town.text(phone, "I'm fine now")
    town.rest()
    assert len(town.said(phone)) == before
    assert town.episode(phone)
    seen("that the way stays open, and a gentle question hours later", "a human decides")


@pytest.mark.row(44, "the clock jumps an hour on, and an hour back")
def test_a_clock_that_jumps_sends_nothing_twice(seen: Seen, town: Town) -> None:
    phone = at_risk(town)
    town.later(3600)
    until(lambda: town.alerts(KIT, phone), 40)
    town.rest()
    town.later(-3600)
    town.text(phone, RISK, risk=True)
    rungs = len(town.events(phone, "rung"))
    town.later(3600 + 181)
    until(lambda: len(town.events(phone, "rung")) > rungs, 40)
    sent = town.deliveries(Delivery.cause_id == town.episodes(phone)[-1].id, Delivery.kind == "alert")
    assert len({(one.to_id, one.n) for one in sent}) == len(sent)
    seen("nothing twice", "no rung twice; the ladder goes on once the time is reached again")
