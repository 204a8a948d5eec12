"""What the person is told while they wait: spaced, and never more than the record shows."""

import random
from datetime import datetime

import pytest

from holdfast.delivery import thread
from holdfast.errors import PermanentSendError, Refused
from holdfast.handoff import desk, holder
from holdfast.models import Conversation
from tests.core.house import House
from tests.core.phones import ADA, BY_LEVEL, EVERYONE_ON_CALL, KIT, NOE, NOOR, ROBIN, URGENT


@pytest.mark.slow
@pytest.mark.parametrize(
    ("level", "moments"),
    [("care", [180, 300, 1800]), ("urgent", [180, 300, 1800]), ("emergency", [60, 300, 1800])],
)
def test_with_nobody_answering_the_person_hears_three_lines_and_no_more(
    house: House, level: str, moments: list[int]
) -> None:
    house.text(NOE, BY_LEVEL[level])
    lines = [(passed, text) for passed, phone, text in house.pass_time(2400) if phone == NOE]
    lines = [(passed, text) for passed, text in lines if "answer" in text and "right now?" not in text]
    assert [passed for passed, _ in lines] == moments
    assert len({text for _, text in lines}) == 3
    assert all("emergency number" in text for _, text in lines)


def test_after_a_long_stop_only_the_newest_line_is_said(house: House) -> None:
    house.text(NOE, URGENT)
    house.work()
    house.sender.forget()
    house.later(4000)
    house.work()
    assert len([text for text in house.sender.to(NOE) if "answered" in text]) == 1


def test_told_is_said_on_the_web_once_the_alert_has_left_and_not_before(house: House) -> None:
    house.sender.refuse(ROBIN, PermanentSendError("unreachable", "30003"))
    house.sender.refuse(KIT, PermanentSendError("unreachable", "30003"))
    house.sender.refuse(NOOR, PermanentSendError("unreachable", "30003"))
    talk = house.web(NOE)
    house.write(talk, URGENT)
    house.work()
    assert "utter_status_told" not in [one.script for one in house.said(talk)]
    house.sender.refuse(ROBIN, None)
    house.pass_time(300)
    assert [one.script for one in house.said(talk)].count("utter_status_told") == 1


@pytest.mark.parametrize("script", ["utter_status_taken", "utter_status_here", "utter_status_told"])
def test_the_guard_refuses_a_claim_that_the_record_does_not_show(house: House, script: str) -> None:
    talk = house.web(NOE)
    house.write(talk, URGENT)
    with house.parts.db.write() as tx, pytest.raises(Refused):
        conversation = tx.get_one(Conversation, talk)
        thread.say(tx, house.parts, conversation, script, args={"responder": "Robin"})


def test_someone_who_must_not_be_texted_unasked_gets_no_status_line(house: House) -> None:
    with house.parts.db.write() as tx:
        house.person(tx, NOE).safe_to_text = False
    house.text(NOE, URGENT)
    house.work()
    house.pass_time(3600)
    assert not [text for text in house.sender.to(NOE) if "answered" in text]


def _claims(house: House, talk: str) -> None:
    """Every claim ever said stands behind the event that makes it true."""
    said = [(one.at, str(one.script)) for one in house.said(talk)]
    verbs = [(event.at, event.verb) for event in house.events()]
    sent = [one for one in house.deliveries(to_kind="responder") if one.escalation_id and one.tries]
    for at, script in said:
        before = [verb for when, verb in verbs if when <= at]
        if script == "utter_status_taken":
            assert "acknowledged" in before
        if script == "utter_status_here":
            assert "first_word" in before
        if script == "utter_status_told":
            assert [one for one in sent if one.created_at <= at and one.state in ("sent", "delivered")]
        if script == "utter_status_contact_told":
            told = house.deliveries(script="utter_alert_contact")
            assert [one for one in told if one.created_at <= at and one.state in ("sent", "delivered")]
        if script.startswith("utter_status_nobody_yet"):
            assert "first_word" not in before
    for one in house.said(talk):
        if one.sender != "responder" and one.script != "utter_status_here" and _human_at(house, one.at):
            assert one.kind == "handoff", f"{one.script} while a human has the person"


def _human_at(house: House, at: datetime) -> bool:
    """Whether a human had the person just before this moment, by the record alone."""
    human, holder = False, ""
    for event in house.events():
        if event.at >= at:
            break
        if event.verb == "acknowledged":
            holder = event.actor
        if event.verb == "first_word":
            human = True
        elif event.verb in ("closed", "acknowledgement_expired") or (
            event.verb == "declined" and event.actor == holder
        ):
            human = False
    return human


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_in_whatever_order_no_line_says_more_than_the_record(
    house: House, seed: int
) -> None:
    dice = random.Random(seed)
    talk = house.web(ADA)

    def responder_does() -> None:
        escalation, name = house.escalation(ADA), dice.choice(["Robin", "Kit", "Noor"])
        if escalation is None:
            return
        with house.parts.db.write() as tx:
            try:
                act = dice.choice(["take", "write", "back"])
                mine, who = tx.merge(escalation), house.responder(tx, name)
                if act == "take":
                    desk.acknowledge(tx, house.parts, mine, who)
                elif act == "write":
                    desk.write(tx, house.parts, mine, who, "Hello.")
                elif dice.random() < 0.3:
                    desk.hand_back(tx, house.parts, mine, who, "safe_for_now")
            except holder.Taken:
                return

    def phone_breaks() -> None:
        broken = PermanentSendError("unreachable", "30003")
        house.sender.refuse(dice.choice(EVERYONE_ON_CALL), dice.choice([None, broken]))

    def reply() -> None:
        if (escalation := house.escalation(ADA)) is not None:
            house.alert_reply(
                dice.choice(EVERYONE_ON_CALL), f"{escalation.code} {dice.choice(['A', 'N', ''])}"
            )

    events = [
        lambda: house.write(talk, dice.choice(list(BY_LEVEL.values()))),
        lambda: house.write(talk, dice.choice(["hello", "2", "1", "I'm fine"])),
        lambda: house.later(dice.choice([5, 61, 200, 320, 2000])),
        house.work,
        responder_does,
        phone_breaks,
        reply,
    ]
    for _ in range(30):
        dice.choice(events)()
    house.work()
    _claims(house, talk)
    escalation = house.escalation(ADA)
    assert escalation is None or escalation.next_due_at is not None
