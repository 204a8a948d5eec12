"""Loading is strict: what could make a sentence vanish or change by accident is refused, with its place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from holdfast.content import ContentError, Library

GOOD = """
utter_hello:
- text: Hello.
- text: Hi.
  channel: sms
"""

REFUSED = [
    ("the same name twice in a file", GOOD + GOOD, "is written twice"),
    ("two variants for one channel", "utter_a:\n- text: One.\n- text: Two.\n", "two variants for web"),
    ("no variant for the web", "utter_a:\n- {text: One., channel: sms}\n", "no variant for the web"),
    ("no text", "utter_a:\n- text: ''\n", "no text"),
    ("a text that is not text", "utter_a:\n- text: 12\n", "no text"),
    ("another channel", "utter_a:\n- {text: A., channel: fax}\n", "for sms"),
    ("an unknown key", "utter_a:\n- {text: A., txet: B.}\n", "unknown key: txet"),
    ("a name Rasa would not take", "hello:\n- text: A.\n", "name is utter_"),
    ("not a list", "utter_a: Hello.\n", "list of variants"),
    (
        "a label that YAML reads as false",
        "utter_a:\n- {text: A., buttons: [{title: No, payload: /no}]}\n",
        "in quotes",
    ),
    ("a payload without a slash", "utter_a:\n- {text: A., buttons: [{title: Go, payload: go}]}\n", "a slash"),
    (
        "a payload that sets a slot",
        "utter_a:\n- {text: A., buttons: [{title: Go, payload: '/go{\"a\": 1}'}]}\n",
        "a slash",
    ),
    (
        "the same choice twice",
        "utter_a:\n- {text: A., buttons: [{title: A, payload: /go}, {title: B, payload: /go}]}\n",
        "same choice twice",
    ),
    (
        "buttons on the sms variant",
        "utter_a:\n- text: A.\n- {text: A., channel: sms, buttons: []}\n",
        "web variant only",
    ),
    ("broken YAML", "utter_a: [\n", "not valid YAML"),
]


@pytest.mark.parametrize(
    ("responses", "fault"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_a_file_with_a_fault_is_refused_by_name(
    library: Callable[..., Library], responses: str, fault: str
) -> None:
    with pytest.raises(ContentError, match=fault) as refused:
        library({"topic": responses})
    assert refused.value.file.endswith("topic.yml")


def test_a_name_in_two_files_is_refused_and_both_files_are_named(library: Callable[..., Library]) -> None:
    with pytest.raises(ContentError, match=r"b\.yml:3: utter_hello: is also in a\.yml"):
        library({"a": GOOD, "b": GOOD})


def test_a_missing_folder_is_a_content_error(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="does not exist"):
        Library.load(tmp_path)


def test_a_file_that_is_not_utf_8_is_a_content_error(library: Callable[..., Library], folder: Path) -> None:
    (folder / "responses" / "odd.yml").write_bytes(b"responses: \xff\xfe")
    with pytest.raises(ContentError, match=r"odd\.yml"):
        library({})


def test_a_script_knows_its_topic_file_line_and_arguments(library: Callable[..., Library]) -> None:
    script = library(
        {"calm": "utter_a:\n- text: Call {contact}.\n- text: Hi {person}.\n  channel: sms\n"}
    ).scripts["utter_a"]
    assert (script.topic, script.file.name, script.line) == ("calm", "calm.yml", 3)
    assert script.arguments == {"contact", "person"}


def test_names_digest_changes_with_names_and_not_with_words(library: Callable[..., Library]) -> None:
    first = library({"a": GOOD}).names_digest()
    assert library({"a": GOOD.replace("Hello", "Good day")}).names_digest() == first
    assert library({"a": GOOD.replace("utter_hello", "utter_hi")}).names_digest() != first


STEP = """name: calm
steps:
- {script: utter_hello, counts: {in_count: 4}, wait_s: 60}
- {script: utter_hello}
"""


def test_an_exercise_has_its_steps_in_order(library: Callable[..., Library], folder: Path) -> None:
    (folder / "exercises" / "calm.yml").write_text(STEP)
    first, second = library({"a": GOOD}).exercises["calm"].steps
    assert (first.script, first.counts, first.wait_s) == ("utter_hello", {"in_count": 4}, 60)
    assert (second.counts, second.wait_s) == ({}, None)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("utter_hello", "utter_nothing", "no known script"),
        ("name: calm", "name: other", "the file's name"),
        ("in_count: 4", "in_count: four", "whole numbers"),
        ("wait_s: 60", "wait_s: 0", "whole number of seconds"),
        ("wait_s: 60", "pause: 60", "nothing else"),
    ],
)
def test_an_exercise_with_a_fault_is_refused(
    library: Callable[..., Library], folder: Path, old: str, new: str, fault: str
) -> None:
    (folder / "exercises" / "calm.yml").write_text(STEP.replace(old, new))
    with pytest.raises(ContentError, match=fault):
        library({"a": GOOD})
