"""A clinic's file comes in while everything runs: its person, plan, contact and responder work at once."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.whole.house import ROOT, Chat, House, Phone

pytestmark = [pytest.mark.whole, pytest.mark.slow, pytest.mark.timeout(240)]

PERSON, CONTACT, OTHER, RESPONDER = "+442079460101", "+442079460102", "+442079460103", "+442079460110"
PLAN = {
    "warning_signs": ["I can’t sit still"],
    "coping_strategies": ["Ring the bells in my head: “one, two”", "Naïve drawings"],
    "people_and_places": ["The café by the canal"],
    "people_to_ask": [{"name": "Auntie Jo", "phone": "020 7946 0102"}],
    "professionals": [{"name": "Dr Okafor’s desk", "phone": "+44 20 7946 0120"}],
    "safer_surroundings": ["Sleep at Jo's"],
    "reasons": ["My little brother"],
}
CLINIC = {
    "people": [
        {
            "name": "Bo", "phone": PERSON, "country": "GB", "language": "en", "age_band": "18-24",
            "safe_to_text": True, "plan_by_sms": True, "plan": PLAN,
            "contacts": [
                {"name": "Auntie Jo", "phone": CONTACT, "accepted": True, "notify_from": "care"},
                {"name": "Lee", "phone": OTHER, "accepted": False, "notify_from": "care"},
            ],
        }
    ],
    "responders": [{"name": "Sasha", "phone": RESPONDER, "role": "supervisor"}],
}  # fmt: skip


def test_a_new_persons_phone_recalls_exactly_their_words_and_lights_exactly_their_phones(
    house: House, tmp_path: Path
) -> None:
    """Over signed SMS webhooks; a contact who did not accept stays dark."""
    file = tmp_path / "clinic.json"
    file.write_text(json.dumps(CLINIC), encoding="utf-8")
    assert "people: 1 added" in house.command("import", str(file))
    assert "people: 0 added, 1 brought up to date; plans: 0 new" in house.command("import", str(file))
    bo, jo, lee = Phone(house, PERSON), Phone(house, CONTACT), Phone(house, OTHER)
    demo_contact, first = Phone(house, "+12025550102"), Phone(house, "+12025550110")
    bo.text("show my plan")
    for words in ("I can’t sit still", "Ring the bells in my head: “one, two”\nNaïve drawings", "The café by the canal",
                  "Auntie Jo: 020 7946 0102", "Dr Okafor’s desk: +44 20 7946 0120"):  # fmt: skip
        bo.gets(words)
        bo.text("next")
    bo.mark()
    bo.text("I want to end my life tonight")
    reply = bo.gets("116 123", 5)
    assert "988" not in reply, "a line of another country"
    jo.gets("Bo may need company", 5)
    first.gets("A person on your list needs you now", 5)
    assert not lee.new()
    assert not demo_contact.new()

    code = house.command("invite", PERSON).strip()
    chat = Chat(house, code)
    chat.say("hello")
    chat.hears("utter_status_seen")
    assert house.http.post("/api/chat/sessions", json={"code": code}).status_code == 403


def test_talk_goes_the_whole_way(house: House) -> None:
    """`holdfast talk` in a terminal: a calm turn and a risk message."""
    done = subprocess.run(
        [sys.executable, "-m", "holdfast.cli", "talk", "--url", house.url],
        cwd=ROOT, env=house.env, input="hello\nI want to end my life\n", capture_output=True, text=True, timeout=60,
        check=True,
    )  # fmt: skip
    assert re.search(r"Holdfast: .*988", done.stdout, re.DOTALL), done.stdout


def test_what_was_written_is_in_no_log_and_not_in_the_database_in_clear(house: House) -> None:
    """A word that only a person wrote is looked for in every file of the data folder."""
    chat = Chat(house)
    chat.say("tell me about quokkaberry and calm evenings")
    chat.say("quokkaberry, I want to end my life")
    chat.hears("utter_status_told")
    found = [
        path
        for path in (house.folder / "var").rglob("*")
        if path.is_file() and b"quokkaberry" in path.read_bytes()
    ]
    assert not found
