"""Rasa gone, hanging, or talking nonsense: calm words get a fallback with a line, and risk does not notice."""

import time

import pytest

from tests.faults.brood import until
from tests.faults.conftest import Seen
from tests.faults.outside import WRONG
from tests.faults.proxy import BLACK_HOLE, REFUSE, RESET
from tests.faults.town import CALM, RISK, Town

FALLBACKS = {"utter_trouble_bot", "utter_trouble_bot_b"}
CLAIMS = ("utter_status_told", "utter_status_contact_told", "utter_status_taken", "utter_status_here")


def ready(town: Town) -> None:
    """A first turn has succeeded since the service started."""
    phone = town.person()
    town.text(phone, CALM)
    until(lambda: "utter_menu" in town.said(phone), 60, f"a calm turn; {town.said(phone)}")


def answered(town: Town, phone: str, seconds: float = 30) -> str:
    """Wait for a fallback; how it is called."""
    return until(
        lambda: next((one for one in town.said(phone) if one in FALLBACKS), None), seconds, "a fallback"
    )


@pytest.mark.row(1, "Rasa breaks off in the middle of its answer, twice; a text at risk meanwhile")
def test_a_turn_that_breaks_off_is_answered(seen: Seen, town: Town) -> None:
    ready(town)
    calm, risk = town.person(), town.person()
    with town.broken(town.to_rasa, RESET, reset_after=20):
        began = time.monotonic()
        town.text(calm, CALM)
        answered(town, calm)
        assert time.monotonic() - began < 15
        town.text(risk, RISK, risk=True)
        assert "988" in " ".join(town.got(risk))
        town.text(calm, "hello again")
        assert until(lambda: town.episode(calm), 30, "handed to people")
    town.rest()
    seen(
        "a fallback with a line in seconds; the second time that a person is asked",
        "one page for all: the bot is down",
    )


@pytest.mark.row(2, "Rasa swallows everything; a text at risk meanwhile")
def test_a_hanging_rasa_holds_up_nobody(seen: Seen, town: Town) -> None:
    ready(town)
    calm, risk = town.person(), town.person()
    with town.broken(town.to_rasa, BLACK_HOLE):
        town.text(calm, CALM)
        began = time.monotonic()
        town.text(risk, RISK, risk=True)
        assert time.monotonic() - began < 3
        assert town.episode(risk)
        town.alerted(risk)
        answered(town, calm)
    seen("a fallback with a line; the crisis line at once", "an alert, as ever")


@pytest.mark.row(
    3, "Rasa answers with nothing, HTML, half of JSON, 12 MB, an unknown script, words of its own, 500"
)
def test_nonsense_is_answered_with_a_fallback(seen: Seen, town: Town) -> None:
    ready(town)
    for how in ("empty", "nothing", "html", "half", "big", "unknown", "words", "error"):
        town.outside.rasa = how
        phone = town.person()
        town.text(phone, CALM)
        assert answered(town, phone) in FALLBACKS, how
        assert not any("on the way" in text for text in town.got(phone))
    seen("a fallback with a line, each time; never silence", "the bot's faults in the metrics")


@pytest.mark.row(4, "the service starts and Rasa never gets ready (no model, or a broken one)")
def test_without_a_model_people_are_answered(seen: Seen, town: Town) -> None:
    calm, risk = town.person(), town.person()
    town.to_rasa.fail(REFUSE)
    town.process.end()
    town.start()
    town.text(risk, RISK, risk=True)
    town.alerted(risk)
    town.text(calm, CALM)
    town.later(61)
    answered(town, calm, 60)
    seen(
        "a fallback with a line after a minute; the crisis line at once",
        "not ready at /readyz; an alert, as ever",
    )


@pytest.mark.row(5, "the action server is down, and Rasa says that somebody was told")
def test_a_claim_that_is_not_so_is_never_said(seen: Seen, town: Town) -> None:
    ready(town)
    assert "claim" in WRONG
    phone = town.person()
    town.outside.rasa = "claim"
    town.text(phone, CALM)
    answered(town, phone)
    assert not set(CLAIMS) & set(town.said(phone))
    seen("a fallback with a line; no claim", "a refused proposal in the log")


@pytest.mark.row(56, "Rasa dies again and again, and comes back")
def test_a_rasa_that_keeps_dying_is_used_whenever_it_is_there(seen: Seen, town: Town) -> None:
    ready(town)
    for _ in range(3):
        phone = town.person()
        with town.broken(town.to_rasa):
            town.text(phone, CALM)
            answered(town, phone)
        town.text(phone, CALM)
        until(lambda phone=phone: "utter_menu" in town.said(phone), 30, "a turn")
    seen("a fallback with a line, and the conversation again as soon as it is there", "the supervisor's log")


@pytest.mark.parametrize("place", ["turn_before_asking", "turn_answered", "turn_settled"])
def test_a_kill_in_the_middle_of_a_turn_answers_once(town: Town, place: str) -> None:
    ready(town)
    phone = town.person()
    town.die_at(place)
    town.text(phone, CALM)
    town.died()
    town.start()
    until(lambda: "utter_menu" in town.said(phone), 60)
    town.rest()
    assert town.said(phone).count("utter_menu") == 1
