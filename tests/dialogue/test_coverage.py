"""Every script of the dialogue is said and every rule and story followed by some conversation before this one.

docs/coverage.md says what these tests have just found: `make coverage` writes it.
"""

import os
from collections import Counter

import pytest

from holdfast.content import Library
from tests.dialogue.coverage import BOOK, rules, stories
from tests.dialogue.test_files_agree import DATA, ROOT, read

pytestmark = [pytest.mark.whole, pytest.mark.timeout(600)]

TABLE = ROOT / "docs" / "coverage.md"
TOPICS: list[str] = read(DATA / "handoff.yml")["dialogue_topics"]
SCRIPTS = Library.load(DATA).scripts
# What no conversation can reach, and what holds it instead: a list that only gets shorter.
ELSEWHERE = {
    "utter_minimal": "the last resort when words are not signed: tests/core/test_unsigned.py",
    "utter_minimal_anywhere": "the same where the country is not known",
    "utter_discreet_line": "a line before each text and not a message of its own: tests/core/test_frame.py",
}
HEAD = """# What the conversations reach

Made by `make coverage` from tests/dialogue: conversations on both channels with the trained model, whole ones through
gate and guard. Never edited by hand. Walks at random are not counted. What the service says by itself, on a signal, to
responders or in trouble, is held by tests/core and tests/criteria.
"""


@pytest.fixture(autouse=True)
def after_all_conversations() -> None:
    """A part of the conversations says nothing about what none of them reaches."""
    if not BOOK.heard_all():
        pytest.skip("only after all conversations have run")


def test_every_script_of_the_dialogue_is_said() -> None:
    silent = {name for topic in TOPICS for name in _of(topic)} - BOOK.scripts
    assert silent == set(ELSEWHERE)


def test_every_rule_is_followed() -> None:
    assert BOOK.misread() == []
    assert {rule.name for rule in rules()} == BOOK.rules()


def test_every_story_is_followed() -> None:
    assert {story.name for story in stories()} == BOOK.stories()


def test_the_table_names_every_topic() -> None:
    """What was found stands there as of the last `make coverage`."""
    if os.environ.get("HOLDFAST_WRITE_COVERAGE"):
        TABLE.write_text(written(), encoding="utf-8")
    table = TABLE.read_text(encoding="utf-8")
    assert [topic for topic in TOPICS if f"| {topic} |" not in table] == []


def written() -> str:
    """The table as of now."""
    lines = [HEAD, "| topic | scripts said | rules followed | stories followed |", "|---|---|---|---|"]
    there = [Counter(one.file for one in known) for known in (rules(), stories())]
    followed = [
        Counter(one.file for one in known if one.name in reached)
        for known, reached in ((rules(), BOOK.rules()), (stories(), BOOK.stories()))
    ]
    for topic in sorted({*TOPICS, *there[0], *there[1]}):
        said = _share(len(_of(topic) & BOOK.scripts), len(_of(topic)))
        shares = [_share(done[topic], all_[topic]) for done, all_ in zip(followed, there, strict=True)]
        lines.append(f"| {topic} | {said} | {' | '.join(shares)} |")
    everything = {name for topic in TOPICS for name in _of(topic)}
    whole = [_share(len(everything & BOOK.scripts), len(everything))]
    whole += [_share(done.total(), all_.total()) for done, all_ in zip(followed, there, strict=True)]
    lines += [f"| **all** | {' | '.join(whole)} |", "", "## Reached elsewhere", ""]
    lines += [f"- `{name}`: {why}" for name, why in ELSEWHERE.items()]
    lines += ["", "## Stories, each played as it is written", "", *(f"- {story.name}" for story in stories())]
    return "\n".join(lines) + "\n"


def _of(topic: str) -> set[str]:
    return {script.name for script in SCRIPTS.values() if script.topic == topic and topic in TOPICS}


def _share(done: int, there: int) -> str:
    return f"{done} of {there}" if there else ""
