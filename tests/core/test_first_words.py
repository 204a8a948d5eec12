"""On a signal, each script is said that was written for the level, the hour, the contact and the country."""

import itertools
import json
from typing import Any

import sqlalchemy as sa

from holdfast.models import Responder
from holdfast.plans import enrol
from holdfast.plans.clinic_file import ClinicFile
from tests.core import duty
from tests.core.house import House
from tests.core.phones import CARE, EMERGENCY, HARM, INJURY, URGENT

CODE = "purple walrus"
WORRY = "my friend wants to die"
THREAT = "i want to hurt my neighbour"
ASKED = "PERSON"
CONTACT = {"name": "Bo", "phone": "+12025550132", "accepted": True, "notify_from": "care"}
# One after the other from one person: the second is answered shorter, "1" answers the question in the words.
TALKS = (
    (CARE, "1"),
    (CARE, "ok", CARE, CARE),
    (URGENT, URGENT),
    (EMERGENCY, EMERGENCY),
    (INJURY,),
    (HARM,),
    (THREAT,),
    (WORRY,),
    (ASKED,),
    (f"the {CODE} is here today",),
)
# Said by the operator's switch, after "no", and while waiting: other files here.
OTHERWISE = {"utter_crisis_only", "utter_safety_answer_no", "utter_status_nobody_yet_unstaffed"}
TOPICS = {"safety", "emergency", "injury", "handoff", "unstaffed"}
_numbers = itertools.count(5000)


def test_on_duty_each_script_for_a_signal_is_said(house: House) -> None:
    duty.on_duty(house, "Kit")
    written = {name for name in _scripts(house) if "unstaffed" not in name and "nobody" not in name}
    assert _all_said(house) == written


def test_off_duty_each_script_that_says_so_is_said(house: House) -> None:
    duty.nobody_until(house, 5, "Kit")
    said = _all_said(house)
    assert {name for name in _scripts(house) if "unstaffed" in name} <= said
    assert said - _scripts(house) == set()


def test_with_nobody_to_alert_only_the_scripts_that_say_so_are_said(house: House) -> None:
    with house.parts.db.write() as tx:
        tx.execute(sa.update(Responder).values(texts_blocked_at=house.parts.clock.now()))
    assert _all_said(house) == {name for name in _scripts(house) if "nobody" in name}


def _scripts(house: House) -> set[str]:
    return {one.name for one in house.parts.library.scripts.values() if one.topic in TOPICS} - OTHERWISE


def _all_said(house: House) -> set[str]:
    """What anyone is told at once in any of the talks, with and without a contact, in the US and who knows where."""
    said = set[str]()
    for talk, contacts, country in itertools.product(TALKS, ([], [CONTACT]), ("US", None)):
        phone = _someone(house, contacts, country)
        for words in talk:
            said |= {str(script) for script in house.scripts(house.text(phone, words))}
    return {name for name in said if house.parts.library.scripts[name].topic in TOPICS}


def _someone(house: House, contacts: list[dict[str, Any]], country: str | None) -> str:
    phone = f"+1202555{next(_numbers)}"
    record = {
        "name": "Ada Probe",
        "phone": phone,
        "age_band": "25-34",
        "contacts": contacts,
        "code_word": CODE,
    }
    record |= {"country": country} if country else {}
    with house.parts.db.write() as tx:
        enrol.take_in(tx, house.parts, ClinicFile.parse(json.dumps({"people": [record]}).encode()), "test")
    return phone
