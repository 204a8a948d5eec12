"""The whole story against the running parts: guided, recalled to the plan, handed off, answered by a human."""

import re
import time

import pytest

from tests.whole.house import Chat, Desk, House, Phone

pytestmark = [pytest.mark.whole, pytest.mark.slow, pytest.mark.timeout(420)]

CONTACT, ROBIN, KIT, ANA = "+12025550102", "+12025550110", "+12025550111", "+12025550101"
RISK = "I want to end my life"


def test_by_web_with_rasa_killed_on_the_way(house: House) -> None:
    """Breathing, plan, Rasa killed in the middle of grounding, risk with Rasa dead, 20 minutes, a human, back."""
    contact, robin = Phone(house, CONTACT), Phone(house, ROBIN)
    ana = Chat(house)
    _is_guided(ana)
    _goes_on_after_rasa_was_killed(house, ana)
    back = house.kill_rasa()
    _is_handed_off_in_the_same_answer(ana)
    contact.gets("You agreed to hear when Ana may need company", 5)
    alert = robin.gets("A person on your list needs you now", 5)
    assert "life" not in alert, "an alert holds no content"
    _is_never_left_in_silence(house, ana)
    _is_taken_over_and_handed_back(house, ana, robin, _code(alert))
    contact.gets("The team of Ana has this")
    back()


def _is_guided(ana: Chat) -> None:
    ana.say("I feel really anxious")
    assert "start_breathing" in [one["id"] for one in ana.hears("utter_feeling_choose", 30)["choices"]]
    ana.say("1")
    ana.hears("utter_breathing_choose")
    ana.say(choice="breathe_no_hold")
    ana.hears("utter_breathing_ready")
    ana.say(choice="stop")
    ana.say("show me my plan")
    assert (
        "I stop answering my friends\nI lie awake and go over the day"
        in ana.hears("utter_plan_step_1")["text"]
    )
    ana.say("next")
    assert "Fold the washing, slowly" in ana.hears("utter_plan_step_2")["text"]


def _goes_on_after_rasa_was_killed(house: House, ana: Chat) -> None:
    ana.say(choice="start_grounding")
    ana.hears("utter_grounding_see")
    ana.say("the lamp, my bed, a door")
    ana.hears("utter_grounding_touch")
    house.kill_rasa()()
    ana.say("my socks")
    ana.hears("utter_grounding_hear")


def _is_handed_off_in_the_same_answer(ana: Chat) -> None:
    answer = ana.say(RISK)
    assert answer["level"] in ("urgent", "emergency")
    said = " ".join(event["text"] for event in answer["events"])
    assert "988" in said
    assert "Sam" in said, "the contact who agreed to be told is named"
    ana.hears("utter_status_told")


def _is_never_left_in_silence(house: House, ana: Chat) -> None:
    """20 minutes with nobody answering: spaced lines that say so, each with the crisis line; Rasa is still dead."""
    for minutes in (1, 2, 2, 5, 10):
        house.later(60 * minutes)
        time.sleep(1.2)
    first, second = ana.hears("utter_status_nobody_yet"), ana.hears("utter_status_nobody_yet_5")
    assert "988" in first["text"]
    assert "988" in second["text"]
    ana.say("is anyone there")
    ana.hears("utter_status_seen")
    claims = {"utter_status_taken", "utter_status_here"}
    assert not [one for one in ana.unread() if one["script"] in claims]


def _is_taken_over_and_handed_back(house: House, ana: Chat, phone: Phone, code: str) -> None:
    phone.mark()
    phone.text(f"{code} A")
    phone.gets("It is yours")
    assert "Robin" in ana.hears("utter_status_taken")["text"]
    robin = Desk(house, "Robin (demo)")
    case = robin.case(code)
    assert RISK in re.sub(r"</?mark[^>]*>", "", robin.page(case))
    robin.do(case, "reply", text="Hello Ana, this is Robin. I am here.")
    ana.hears("utter_status_here")
    theirs = ana.hears("responder")
    assert theirs["text"] == "Hello Ana, this is Robin. I am here."
    assert theirs["sender_name"] == "Robin (demo)"
    ana.say("thank you for coming")
    house.later(61 * 60)
    ana.say("are you still there")
    time.sleep(1)
    assert not ana.unread(), "the bot spoke in a human's conversation"
    robin = Desk(house, "Robin (demo)")
    robin.do(case, "hand-back", outcome="safe_for_now")
    ana.hears("utter_handed_back")


def test_by_sms(house: House) -> None:
    """The same by text message, on signed webhooks."""
    ana, contact, robin, kit = (Phone(house, number) for number in (ANA, CONTACT, ROBIN, KIT))
    ana.text("hello")
    ana.gets("I am a program, not a person")
    ana.text("my plan")
    ana.gets("I stop answering my friends", 90)
    ana.text("grounding")
    ana.gets("5 things")
    ana.mark()
    ana.text(RISK)
    assert "988" in ana.gets("988")[:70], "the number comes first"
    contact.gets("Ana may need company", 5)
    code = _code(robin.gets("A person on your list needs you now", 5))
    house.later(61)
    kit.gets(f"Reply {code}", 10)
    house.later(2 * 60)
    assert "988" in ana.gets("Nobody here has answered yet")
    house.later(17 * 60)
    ana.gets("Still no answer from our team")
    kit.text(f"{code} a")
    kit.gets("It is yours")
    ana.gets("Kit (demo) has your message")
    desk = Desk(house, "Kit (demo)")
    desk.do(desk.case(code), "reply", text="Hi Ana, Kit here.")
    ana.gets("Hi Ana, Kit here.")
    desk.do(desk.case(code), "hand-back", outcome="safe_for_now")
    ana.gets("You are with me again")


def _code(alert: str) -> str:
    found = re.search(r"\d{4}", alert)
    assert found is not None
    return found[0]
