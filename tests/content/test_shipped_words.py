"""The words that ship: clean by the rules, and what the default policy asks of them."""

import pytest

from holdfast.content import Library
from holdfast.content.check import findings

OWN = {
    "safety",
    "emergency",
    "injury",
    "handoff",
    "lines",
    "status",
    "alerts",
    "carrier",
    "trouble",
    "unstaffed",
}
FROM_POLICY = ["safety_yes", "safety_no", "safety_unsure", "text_contact", "ride_urge"]
ALL = {
    "back": "Monday 8:00",
    "hours": "Mon to Fri 8:00-20:00",
    "contact": "Sam",
    "responder": "Kim",
    "person": "Ana",
    "code": "4271",
    "service": "Holdfast",
}


def test_no_error_is_found_in_what_ships(shipped: Library) -> None:
    assert [str(finding) for finding in findings(shipped) if finding.severity == "error"] == []


def test_the_services_own_words_are_easy_to_read(shipped: Library) -> None:
    topics = {name: script.topic for name, script in shipped.scripts.items()}
    hard = [str(f) for f in findings(shipped) if f.rule == "grade" and topics.get(f.unit) in OWN]
    assert hard == []


def test_nothing_that_ships_is_signed(shipped: Library) -> None:
    assert shipped.unsigned() == sorted(shipped.scripts)


def test_the_first_safety_reply_asks_one_question_and_offers_what_the_policy_names(shipped: Library) -> None:
    args = {"line": shipped.lines.line("US", "sms"), "contact": "Sam"}
    said = shipped.render("utter_safety_care", "sms", args)
    assert said.text == (
        "Call or text 988 any time. It is good you wrote. I am a program; I am alerting our team. "
        "Tell someone you trust, too. "
        "Are you thinking about suicide?\n1 Yes\n2 No\n3 Not sure\n4 Text Sam\n5 Ride it out"
    )
    assert [choice.id for choice in said.choices] == FROM_POLICY


@pytest.mark.parametrize("country", ["US", "GB", "IE", "CA", "AU", "NZ", "IN", "ZA", "FR", None])
@pytest.mark.parametrize("channel", ["web", "sms"])
def test_every_service_word_can_be_said_in_every_country(
    shipped: Library, country: str | None, channel: str
) -> None:
    """With exactly the arguments the service has there: no emergency number where none is known."""
    lines = shipped.lines
    given = {**ALL, "line": lines.line(country, channel), "emergency": lines.emergency(country)}
    for name, script in shipped.scripts.items():
        # To a contact the service writes "your local emergency number".
        extra = {"emergency": lines.emergency_words(country)} if script.topic == "alerts" else {}
        if script.topic in OWN:
            assert shipped.render(shipped.for_country(name, country), channel, given | extra).text


@pytest.mark.parametrize(
    "pair",
    [
        ("utter_safety_again", "utter_safety_again_b"),
        ("utter_safety_care", "utter_safety_urgent"),
        ("utter_safety_urgent", "utter_safety_emergency"),
        ("utter_safety_care", "utter_safety_raised"),
        ("utter_safety_raised", "utter_safety_emergency"),
        ("utter_status_seen", "utter_status_seen_b"),
        ("utter_safety_emergency", "utter_safety_again_emergency"),
        ("utter_trouble_bot", "utter_trouble_bot_b"),
        ("utter_status_nobody_yet", "utter_status_nobody_yet_5"),
        ("utter_status_nobody_yet_5", "utter_status_nobody_yet_30"),
    ],
)
def test_scripts_that_follow_each_other_share_no_sentence(shipped: Library, pair: tuple[str, str]) -> None:
    for channel in ("web", "sms"):
        first, second = (
            set(shipped.scripts[name].text(channel).replace("\n", " ").split(". ")) for name in pair
        )
        assert {s.strip(" .") for s in first} & {s.strip(" .") for s in second} - {"{line}"} == set()


def test_an_alert_to_a_contact_or_responder_holds_nothing_of_what_was_written(shipped: Library) -> None:
    for script in shipped.scripts.values():
        if script.topic == "alerts":
            # To staff, the name of a colleague may stand in it; to a contact nothing but whom it is about.
            to_staff = set() if "_contact" in script.name else {"responder"}
            assert script.arguments <= {"code", "person", "emergency"} | to_staff
