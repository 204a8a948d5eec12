"""Taking an episode by text: with the code, from the phone that was alerted, until a first word or five minutes."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from holdfast.handoff import desk
from tests.core.house import House
from tests.core.phones import ADA, EVERYONE_ON_CALL, KIT, NOE, NOOR, ROBIN, URGENT


@pytest.fixture
def lit(house: House) -> House:
    """Noe wrote; Robin's phone is lit, Kit's is not yet."""
    house.text(NOE, URGENT)
    house.work()
    return house


@pytest.mark.parametrize("form", ["{code}", "{code} A", "{code}a", "a {code}", "{code}, yes", "({code}) ok"])
def test_the_code_takes_it_and_the_person_is_told_by_whom(lit: House, form: str) -> None:
    assert lit.alert_reply(ROBIN, form.format(code=lit.code(ROBIN)))
    lit.work()
    assert lit.open(NOE).state == "acknowledged"
    assert "It is yours" in lit.sender.to(ROBIN)[-1]
    assert "Robin has your message" in lit.sender.to(NOE)[-1]


@pytest.mark.parametrize(
    "form", ["{code} N", "n {code}", "{code} no", "{code} not me", "{code} can't", "{code}n"]
)
def test_a_no_is_a_no_and_lights_the_next_phone_at_once(lit: House, form: str) -> None:
    assert lit.alert_reply(ROBIN, form.format(code=lit.code(ROBIN)))
    lit.work()
    assert lit.open(NOE).state == "waiting"
    assert lit.sender.to(KIT)
    assert "goes on to others" in lit.sender.to(ROBIN)[-1]


@pytest.mark.parametrize("rest", ["who is it?", "I am driving", "maybe", "later"])
def test_a_code_with_other_words_takes_nothing(lit: House, rest: str) -> None:
    assert lit.alert_reply(ROBIN, f"{lit.code(ROBIN)} {rest}")
    lit.work()
    assert lit.open(NOE).state == "waiting"
    assert "A or N" in lit.sender.to(ROBIN)[-1]


def test_a_wrong_code_takes_nothing_and_says_so(lit: House) -> None:
    wrong = str((int(lit.code(ROBIN)) - 1000 + 1) % 9000 + 1000)
    assert lit.alert_reply(ROBIN, f"{wrong} A")
    lit.work()
    assert lit.open(NOE).state == "waiting"
    assert "fits no open alert" in lit.sender.to(ROBIN)[-1]


def test_the_right_code_from_a_phone_that_was_not_alerted_takes_nothing(lit: House) -> None:
    assert lit.alert_reply(KIT, f"{lit.code(ROBIN)} A")
    lit.work()
    assert lit.open(NOE).state == "waiting"


def test_a_responders_own_trouble_is_heard_though_it_starts_with_a_number(lit: House) -> None:
    assert lit.text(ROBIN, "2026 was bad, I want to die").level == "urgent"


def test_a_code_from_a_stranger_is_a_message_like_any(lit: House) -> None:
    assert not lit.alert_reply("+15005550009", f"{lit.code(ROBIN)} A")
    assert lit.open(NOE).state == "waiting"


def test_of_two_at_once_the_first_has_it_and_the_second_is_told(lit: House) -> None:
    lit.later(60)
    lit.work()
    codes = {phone: lit.code(phone) for phone in (ROBIN, KIT)}
    assert codes[ROBIN] == codes[KIT]
    with ThreadPoolExecutor(2) as pool:
        assert all(pool.map(lambda phone: lit.alert_reply(phone, f"{codes[phone]} A"), (ROBIN, KIT)))
    lit.work()
    last = [lit.sender.to(phone) for phone in (ROBIN, KIT)]
    assert sum(any("It is yours" in text for text in texts) for texts in last) == 1
    assert sum(any("Someone else has taken" in text for text in texts) for texts in last) == 1
    assert len(lit.events("acknowledged")) == 1


def test_taken_means_quiet_for_five_minutes_and_then_the_ladder_goes_on(lit: House) -> None:
    lit.alert_reply(ROBIN, f"{lit.code(ROBIN)} A")
    lit.work()
    lit.sender.forget()
    assert not [one for one in lit.pass_time(285) if one[1] in EVERYONE_ON_CALL]
    heard = lit.pass_time(60)
    assert {KIT, ROBIN} <= {phone for _, phone, _ in heard}
    assert "went out again" in lit.sender.to(ROBIN)[0]
    assert [text for _, phone, text in heard if phone == NOE and "no answer" in text]
    assert lit.open(NOE).state == "waiting"
    lit.pass_time(600)
    assert lit.sender.to(NOOR)


def test_however_late_it_is_taken_the_person_learns_that_no_word_came(lit: House) -> None:
    lit.pass_time(900)
    lit.alert_reply(ROBIN, f"{lit.code(ROBIN)} A")
    lit.work()
    lit.sender.forget()
    lit.pass_time(360)
    assert [text for text in lit.sender.to(NOE) if "no answer" in text]


def test_who_took_it_may_give_it_back_and_the_ladder_goes_on(lit: House) -> None:
    code = lit.code(ROBIN)
    lit.alert_reply(ROBIN, f"{code} A")
    lit.work()
    lit.alert_reply(ROBIN, f"{code} N")
    lit.work()
    assert lit.open(NOE).state == "waiting"
    assert lit.sender.to(KIT)


def test_declining_again_and_again_does_not_page_the_group_in_a_circle(lit: House) -> None:
    lit.pass_time(300)
    lit.sender.forget()
    for _ in range(10):
        lit.alert_reply(KIT, f"{lit.open(NOE).code} N")
        lit.work()
    assert not lit.sender.to(NOOR)


def test_two_automatic_answerers_do_not_text_each_other_for_ever(lit: House) -> None:
    for _ in range(30):
        lit.alert_reply(ROBIN, "0000 A")
        lit.work()
    assert len(lit.sender.to(ROBIN)) <= 1 + 5


def test_the_same_webhook_twice_is_one_answer(lit: House) -> None:
    from holdfast import intake

    inbound = intake.Inbound("AC1:SM-ack", f"{lit.code(ROBIN)} A", phone=ROBIN)
    for _ in range(3):
        assert intake.take_in(lit.parts, inbound) is None
    lit.work()
    assert len([text for text in lit.sender.to(ROBIN) if "It is yours" in text]) == 1


def test_the_first_word_makes_it_the_humans(house: House) -> None:
    house.text(ADA, URGENT)
    house.work()
    house.alert_reply(ROBIN, f"{house.code(ROBIN)} A")
    with house.parts.db.write() as tx:
        desk.write(tx, house.parts, tx.merge(house.open(ADA)), house.responder(tx, "Robin"), "Hello Ada")
    house.pass_time(3600)
    assert house.open(ADA).state == "human"
    assert "Hello Ada" in house.sender.to(ADA)
    assert house.events("acknowledgement_expired") == []
