"""In production a sentence that nobody signed is smuggled in by every way there is; none of them gets it out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from holdfast.alarms import Alarms
from holdfast.channels.door import Door, Spooled
from holdfast.content import Library
from holdfast.delivery import guard, thread
from holdfast.dialogue import turn
from holdfast.dialogue.rasa import Rasa, Say, Timer, Turn
from holdfast.errors import Refused
from holdfast.handoff import desk, incident
from holdfast.intake import Inbound
from holdfast.models import Conversation, Delivery, Incident, Message, new_id
from holdfast.parts import DATA
from holdfast.spool import Spool
from tests.core.house import House, loop
from tests.core.phones import ADA, BO, CALM, CARE, CY, EVERYONE_ON_CALL, ROBIN, URGENT
from tests.core.test_dialogue import Proposes
from tests.review.signatures import person, sign

SMUGGLED = "You will be fine, just sleep it off"
LINE = "Call or text 988 any time."
MINIMAL = f"{LINE} If you are hurt or in danger, call 911. I am a program and can say little just now."
Open = Callable[..., House]


@pytest.fixture
def production(house: House, tmp_path: Path) -> Open:
    """The house in production, everything signed but what is named: `expired` has been, `unsigned` never was."""

    def make(*, unsigned: tuple[str, ...] = (), expired: tuple[str, ...] = ()) -> House:
        folder, today = tmp_path / "reviews", house.parts.clock.now().date()
        library = Library.load(DATA, reviews=folder)
        left_out = {f"script/{name}" for name in (*unsigned, *expired)}
        signed, until = today - timedelta(days=30), today + timedelta(days=365)
        two = [person(n, signed=signed, expires=until) for n in (1, 2)]
        sign(library, folder, [one for one in library.units.values() if one.name not in left_out], *two)
        over = [person(n, signed=signed, expires=today) for n in (1, 2)]
        sign(library, folder, [library.units[f"script/{name}"] for name in expired], *over)
        library = Library.load(DATA, signed_only=True, today=lambda: today, reviews=folder)
        settings = replace(house.parts.settings, mode="production")
        house.parts = replace(house.parts, settings=settings, library=library, alarms=Alarms())
        return house

    return make


def proposed(house: House, talk: str, *says: Say, timers: tuple[Timer, ...] = ()) -> list[str]:
    """The words said to a calm message when Rasa proposes this."""
    before = len(house.said(talk))
    house.write(talk, CALM)
    with house.parts.db.read() as tx:
        person_id = house.person(tx, ADA).id
    rasa = cast("Rasa", Proposes(Turn(says, timers, "greet", 0.9)))
    while loop.run(turn.run(house.parts, rasa, person_id)):
        pass
    return words(house, talk)[before:]


def words(house: House, talk: str) -> list[str]:
    """Everything that was said in a conversation, in its words."""
    with house.parts.db.read() as tx:
        conversation = tx.get_one(Conversation, talk)
        return [
            thread.text_of(house.parts, conversation, tx.get_one(Message, one.id)) for one in house.said(talk)
        ]


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_signed_words_are_said_as_ever_and_nobody_is_alarmed(production: Open) -> None:
    house = production()
    talk = house.web(ADA)
    assert "draft" not in " ".join(proposed(house, talk, Say("utter_menu", {"end": True}, None)))
    assert house.parts.alarms.waiting() == []


@pytest.mark.parametrize("script", [SMUGGLED, "utter_nothing", "utter_menu\nand more", "/restart"])
def test_a_sentence_in_place_of_a_script_is_not_said_by_an_action_or_a_response(
    production: Open, script: str
) -> None:
    house = production()
    (said,) = proposed(house, house.web(ADA), Say(script, None, None))[1:]
    assert SMUGGLED not in said
    assert LINE in said, "a human's number instead"


@pytest.mark.parametrize("kind", ["unsigned", "expired"])
def test_a_script_without_a_valid_signature_gives_way_to_the_crisis_line_once(
    production: Open, kind: str
) -> None:
    house = production(**{kind: ("utter_menu", "utter_breathing_first")})
    says = (
        Say("utter_breathing_first", {"exercise": "breathing", "step": 2}, None),
        Say("utter_menu", None, None),
    )
    said = proposed(house, house.web(ADA), *says)[1:]
    assert [one_line(text) for text in said] == [MINIMAL]
    assert house.parts.alarms.waiting() == ["utter_breathing_first", "utter_menu"]
    with house.parts.db.read() as tx:
        assert house.person(tx, ADA).id
        assert [one.position for one in tx.query(Conversation).filter_by(channel="web")] == [{}]


def test_a_changed_comma_is_enough(production: Open) -> None:
    house = production()
    menu = house.parts.library.scripts["utter_menu"]
    edited = {**house.parts.library.scripts, "utter_menu": replace(menu, web=menu.web + ",")}
    house.parts = replace(house.parts, library=replace(house.parts.library, scripts=edited))
    assert [one_line(t) for t in proposed(house, house.web(ADA), Say("utter_menu", None, None))[1:]] == [
        MINIMAL
    ]


def test_a_choice_that_is_a_sentence_is_not_shown(production: Open) -> None:
    house = production()
    talk = house.web(ADA)
    assert SMUGGLED not in " ".join(proposed(house, talk, Say("utter_menu", None, [SMUGGLED])))
    assert SMUGGLED not in str([one.choices for one in house.said(talk)])


@pytest.mark.parametrize(
    ("kind", "script"),
    [
        ("timer", SMUGGLED), ("timer", "utter_wave_check"), ("check_in", SMUGGLED), ("check_in", "utter_check_in"),
        ("gentle", "utter_gentle_check"),
    ],
)  # fmt: skip
def test_a_follow_up_says_nothing_unsigned(production: Open, kind: str, script: str) -> None:
    house = production(unsigned=("utter_wave_check", "utter_gentle_check", "utter_check_in"))
    talk = house.web(ADA)
    with house.parts.db.write() as tx:
        tx.add(
            Delivery(
                id=new_id(),
                kind=kind,
                cause_id=new_id(),
                n=0,
                to_kind="person",
                to_id=house.person(tx, ADA).id,
                conversation_id=talk,
                script=script,
                ref={"exercise": "wave_check", "step": 1},
                state="queued",
                due_at=house.parts.clock.now(),
                created_at=house.parts.clock.now(),
            )
        )
    house.work()
    said = [one_line(text) for text in words(house, talk)]
    assert said == ([] if script == SMUGGLED else [MINIMAL])
    assert len(house.parts.alarms.waiting()) == 1


def test_the_safety_reply_without_a_signature_still_holds_a_number_and_a_human_is_told(
    production: Open,
) -> None:
    house = production(expired=("utter_safety_urgent", "utter_safety_urgent_contact"))
    taken = house.text(ADA, URGENT)
    assert house.answer(taken)[0] == MINIMAL
    house.work()
    assert house.sender.to(ROBIN)


def test_the_welcome_and_the_carriers_help_are_replaced_too(production: Open) -> None:
    house = production(unsigned=("utter_welcome", "utter_help_sms"))
    (first,) = house.answer(house.text(ADA, "HELP"))[-1:]
    assert first == MINIMAL
    welcome, *_ = proposed(house, house.web(ADA), Say("utter_menu", None, None))
    assert one_line(welcome) == MINIMAL


def test_an_alert_without_a_signature_still_lights_the_phone_with_its_code(production: Open) -> None:
    house = production(expired=("utter_alert_responder",))
    house.text(ADA, URGENT)
    house.work()
    (text,) = house.sender.to(ROBIN)
    assert (
        text == f"Someone needs an answer now. Reply {house.open(ADA).code} A to take it, or see the console."
    )
    assert house.parts.alarms.waiting() == ["utter_alert_responder"]


def test_a_contact_gets_only_the_words_they_agreed_to_and_is_not_named_otherwise(production: Open) -> None:
    house = production(expired=("utter_alert_contact",))
    taken = house.text(ADA, URGENT)
    house.work()
    assert not house.sender.to(BO, CY)
    assert not [name for name in ("Bo", "Cy") if name in house.answer(taken)[0]]
    assert not house.events("contact_alerted")


def test_what_was_not_said_is_not_in_the_record_as_said(production: Open) -> None:
    house = production(expired=("utter_status_told",))
    talk = house.web(ADA)
    house.write(talk, URGENT)
    for _ in range(3):
        house.work()
        house.later(20)
    assert not house.events("person_told")
    assert len(house.events("words_held_back")) == 1
    assert [one_line(text) for text in words(house, talk)].count(MINIMAL) == 1


def test_a_humans_own_words_do_not_wait_for_a_signature(production: Open) -> None:
    """What a responder types is theirs, and marked as theirs; no phrase of the program hides in it."""
    house = production(unsigned=("utter_status_here", "utter_status_taken"))
    talk = house.web(ADA)
    house.write(talk, CARE)
    with house.parts.db.write() as tx:
        desk.write(
            tx, house.parts, tx.merge(house.open(ADA)), house.responder(tx, "Robin"), "I am Robin, hello."
        )
    last = house.said(talk)[-1]
    assert (last.sender, last.script) == ("responder", None)
    assert words(house, talk)[-1] == "I am Robin, hello."
    with house.parts.db.read() as tx, pytest.raises(Refused):
        guard.words(tx, house.parts, tx.get_one(Conversation, talk), "I am Robin, hello.")


@pytest.mark.parametrize(("heard", "script"), [(CALM, "utter_trouble_bot"), (URGENT, "utter_trouble_risk")])
def test_the_answer_while_the_database_is_away_is_signed_too(
    production: Open, monkeypatch: pytest.MonkeyPatch, heard: str, script: str
) -> None:
    house = production(expired=(script,))
    door = Door(house.parts, Spool(house.folder / "spool", house.parts.keys.own()))
    monkeypatch.setattr("holdfast.intake.take_in", lambda *_: 1 / 0)
    taken = door.take(Inbound("AC1:SM-away", heard, phone=ADA), "sms", "US")
    assert isinstance(taken, Spooled)
    assert taken.text == MINIMAL
    assert house.parts.alarms.waiting() == [script]


def test_an_alarm_is_one_incident_and_one_page(production: Open) -> None:
    house = production(unsigned=("utter_menu", "utter_paused"))
    talk = house.web(ADA)
    for script in ("utter_menu", "utter_paused"):
        proposed(house, talk, Say(script, None, None))
        incident.report_words(house.parts)
    house.work()
    with house.parts.db.read() as tx:
        (found,) = tx.query(Incident)
        assert (found.kind, found.closed_at) == ("unsigned_words", None)
    assert [bool(house.sender.to(phone)) for phone in EVERYONE_ON_CALL] == [True, False, False]
    assert len(house.sender.to(ROBIN)) == 1
    assert house.parts.alarms.waiting() == []


def test_where_no_line_is_confirmed_the_words_for_anywhere_are_said(production: Open) -> None:
    house = production(expired=("utter_menu",))
    house.parts = replace(
        house.parts,
        library=replace(house.parts.library, lines=replace(house.parts.library.lines, records=())),
    )
    (said,) = proposed(house, house.web(ADA), Say("utter_menu", None, None))[1:]
    assert said.startswith("If you are hurt or in danger, call your local emergency number.")


def test_the_last_resort_outlives_its_signature(production: Open) -> None:
    """Words that two people signed once are better than silence; words that nobody ever signed are not said."""
    house = production(expired=("utter_menu", "utter_minimal"))
    (said,) = proposed(house, house.web(ADA), Say("utter_menu", None, None))[1:]
    assert one_line(said) == MINIMAL
