"""Test pages: a real text and a real answer, of the phone that was lit, or nothing is proved."""

from dataclasses import replace
from datetime import timedelta

import pytest

from holdfast.handoff import drill
from holdfast.intake import Inbound, take_in
from holdfast.models import Drill
from tests.core.house import House
from tests.core.phones import ADA, KIT, NOOR, ROBIN, URGENT

TEST = "This is a test. Nobody needs you now. Reply {} A, so that we know that pages reach you."


def _send(house: House, name: str = "Robin") -> str:
    """The code of a test page to them."""
    with house.parts.db.write() as tx:
        code = drill.send(tx, house.parts, house.responder(tx, name), "test").code
    house.work()
    return code


def _proved(house: House, name: str = "Robin") -> Drill | None:
    with house.parts.db.read() as tx:
        return drill.last_confirmed(tx, house.responder(tx, name))


def test_it_is_a_text_of_the_outbox_and_counts_once_its_code_came_back(house: House) -> None:
    code = _send(house)
    assert house.sender.to(ROBIN) == [TEST.format(code)]
    assert [(one.state, one.escalation_id) for one in house.deliveries(script=drill.WORDS)] == [
        ("sent", None)
    ]
    assert _proved(house) is None
    house.later(120)
    assert house.alert_reply(ROBIN, f"{code} A")
    house.work()
    assert house.sender.to(ROBIN)[-1].startswith("Thank you. The test is done")
    found = _proved(house)
    assert found is not None
    assert found.confirmed_at is not None
    assert found.confirmed_at - found.sent_at >= timedelta(seconds=120)
    assert _proved(house, "Kit") is None
    assert house.events() == []


@pytest.mark.parametrize("answer", ["{}", "{} N", "a {}", "{} ok got it"])
def test_whatever_an_alert_is_answered_with_answers_it(house: House, answer: str) -> None:
    assert house.alert_reply(ROBIN, answer.format(_send(house)))
    assert _proved(house) is not None


def test_the_same_answer_again_changes_nothing(house: House) -> None:
    answer = Inbound("AC1:SMx", f"{_send(house)} A", phone=ROBIN)
    for _ in range(2):
        assert take_in(house.parts, answer) is None
    house.work()
    assert len(house.sender.to(ROBIN)) == 2


def test_another_phone_a_wrong_code_and_a_late_answer_prove_nothing(house: House) -> None:
    code = _send(house)
    assert house.alert_reply(KIT, f"{code} A")
    assert house.alert_reply(ROBIN, f"{(int(code) + 1) % 9000 + 1000} A")
    house.later(3601)
    assert house.alert_reply(ROBIN, f"{code} A")
    assert _proved(house) is None
    assert _proved(house, "Kit") is None
    house.work()
    assert "That code fits no open alert" in house.sender.to(ROBIN)[-1]


def test_other_words_beside_the_code_are_a_message_like_any(house: House) -> None:
    code = _send(house)
    assert house.text(ROBIN, f"{code} {URGENT}").level == "urgent"
    assert _proved(house) is None


def test_a_new_number_proves_itself_anew_and_a_simulated_phone_proves_nothing(house: House) -> None:
    house.alert_reply(ROBIN, f"{_send(house)} A")
    with house.parts.db.write() as tx:
        robin = house.responder(tx, "Robin")
        robin.phone_index = "another"
    assert _proved(house) is None
    house.parts = replace(
        house.parts, settings=replace(house.parts.settings, twilio_api_base="http://x/simulator")
    )
    house.alert_reply(KIT, f"{_send(house, 'Kit')} A")
    with house.parts.db.read() as tx:
        kit = house.responder(tx, "Kit")
        assert drill.newest(tx, kit) is not None
        assert drill.last_confirmed(tx, kit) is None


def test_a_second_tap_lights_no_phone_twice_and_a_later_one_does(house: House) -> None:
    assert _send(house) == _send(house)
    assert len(house.sender.to(ROBIN)) == 1
    house.later(61)
    assert _send(house) != ""
    assert len(house.sender.to(ROBIN)) == 2


def test_an_alert_and_a_test_are_told_apart_by_their_codes(house: House) -> None:
    house.text(ADA, URGENT)
    house.work()
    alert = house.code(ROBIN)
    code = _send(house)
    assert code != alert
    assert house.alert_reply(ROBIN, f"{code} A")
    assert house.open(ADA).state == "waiting"
    assert house.alert_reply(ROBIN, f"{alert} A")
    assert house.open(ADA).state == "acknowledged"


def test_no_other_words_go_out_in_the_place_of_unsigned_ones(house: House) -> None:
    """The usual ones in such a place say that somebody needs an answer."""
    library = replace(house.parts.library, signed_only=True)
    house.parts = replace(house.parts, library=library)
    with pytest.raises(drill.CannotSend, match="not signed"):
        _send(house)
    assert house.sender.taken == []


def test_nobody_is_paged_who_is_not_on_call_or_said_stop(house: House) -> None:
    house.text(NOOR, "STOP")
    with pytest.raises(drill.CannotSend, match="START"):
        _send(house, "Noor")
    with house.parts.db.write() as tx:
        house.responder(tx, "Robin").role = "clinician"
    with pytest.raises(drill.CannotSend, match="on call"):
        _send(house)
