"""What holds for every answer, whatever was written: it says something, leads on, and repeats nothing."""

from collections.abc import Sequence
from itertools import pairwise

from tests.dialogue.home import Said

# Closes gently, or hands to people: nothing has to be chosen after it.
ENDS = {"utter_goodbye", "utter_person_asking", "utter_person_waiting", "utter_lines", "utter_lines_anywhere"}
# Whatever the level asks next is in the words themselves: the number, and to go on writing.
PEOPLE_TOPICS = {"safety", "emergency", "handoff", "injury", "status", "trouble", "carrier", "lines"}


def holds(said: Sequence[Said], before: Said | None, where: str) -> None:
    """Asserts it for the answer to one message; `before` is what was said last."""
    assert said, f"{where}: nothing is said"
    for one in said:
        assert one.text.strip(), f"{where}: {one.script} is empty"
        assert "{" not in one.text, f"{where}: {one.script} shows an argument's name"
    row = ([before] if before else []) + list(said)
    for first, second in pairwise(row):
        assert first.text != second.text, f"{where}: {second.script} twice in a row"
    assert leads_on(said[-1]), f"{where}: {said[-1].script} is a dead end"


def leads_on(last: Said) -> bool:
    """A choice, a question, or a gentle end."""
    return bool(last.choices) or last.script in ENDS or last.topic in PEOPLE_TOPICS or "?" in last.text
