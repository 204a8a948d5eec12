"""Each script that the service says by itself is said in some test of this folder: no words are only written."""

import pytest

from holdfast.parts import Parts
from tests.core.conftest import BEGUN, HERE, SAID

# What stands in no row of the record, or is said in a conversation, and where it is held.
ELSEWHERE = {
    "utter_status_seen_b": "tests/dialogue: while waiting, each message is said to be kept, in turn",
    "utter_alert_minimal": "goes out in place of an alert that is not signed: test_unsigned.py",
    "utter_alert_break_glass": "tests/console/test_accounts.py: someone came in without a second factor",
    "utter_stopped": "the simulated carrier's answer to STOP, and no message of ours",
    "utter_page_spool": "leaves without a database: test_callout.py",
    "utter_page_signatures": "leaves without a database: tests/channels/test_quarantine.py",
    "utter_page_watchdog": "leaves without a database: tests/platform/test_watchdog.py",
    "utter_page_watchdog_over": "the same, when it is over",
    "utter_trouble_risk": "said while the database is away: test_spool.py, test_unsigned.py",
    "utter_trouble_emergency": "the same: test_spool.py",
    "utter_trouble_emergency_anywhere": "the same where the country is not known: test_spool.py",
    "utter_trouble_saving": "said while nothing can be kept: tests/channels/test_trouble.py",
}


def test_every_script_of_the_service_is_said(assembled: Parts) -> None:
    if not set(HERE.glob("test_*.py")) <= BEGUN:
        pytest.skip("only after all files of this folder")
    topics = assembled.policy.data["dialogue_topics"]
    # What is spoken in a call stands in no row either: test_calls.py here, tests/channels/test_voice.py.
    ours = {one.name for one in assembled.library.scripts.values() if one.topic not in (*topics, "calls")}
    assert ours - SAID == set(ELSEWHERE)
