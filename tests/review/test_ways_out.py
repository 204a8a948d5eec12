"""Words leave through the guard alone; a new way out that goes around it is found here."""

import re

from tests.repo.test_shape import code, named

# The simulated carrier of the demo; and the pages that show words to a clinician.
MAY_RENDER = {"holdfast/delivery/guard.py", "holdfast/service.py", "holdfast/review/entry.py"}
# To staff, by ways that need no database (signed words, else names of faults alone); and printed for an operator.
MAY_RENDER |= {"holdfast/callout.py", "holdfast/watchdog/watch.py", "holdfast/twilio_commands.py"}
# Headings of the person's own plan, and exercises to read: signed words or none, and no word replaced by another.
MAY_RENDER |= {"holdfast/delivery/card.py", "holdfast/channels/calm.py"}
MAY_RECORD = {"holdfast/delivery/thread.py", "holdfast/intake.py"}


def test_only_the_guard_renders_words() -> None:
    found = {named(file) for file in code("holdfast") if re.search(r"library\s*\.render\(", file.read_text())}
    assert found == MAY_RENDER


def test_only_the_thread_writes_into_a_conversation() -> None:
    """`say` takes a script, `write` a responder's own words; nothing else makes a message."""
    makes = {
        named(file) for file in code("holdfast") if re.search(r"\bMessage\($", file.read_text(), re.MULTILINE)
    }
    assert makes - {"holdfast/simulator/twilio.py"} == {"holdfast/delivery/thread.py"}
    records = {named(file) for file in code("holdfast") if "thread.record(" in file.read_text()}
    assert records | {"holdfast/delivery/thread.py"} == MAY_RECORD


def test_only_the_outbox_hands_a_text_to_the_carrier() -> None:
    found = {named(file) for file in code("holdfast") if re.search(r"\bsender\.send\(", file.read_text())}
    assert found == {"holdfast/delivery/outbox.py"}
    calls = {named(file) for file in code("holdfast") if re.search(r"\bcaller\.call\(", file.read_text())}
    assert calls == found
