"""The rules of `holdfast check`: for each, words that break it and words that do not."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from holdfast.content import ContentError, Library, check
from holdfast.content.check import findings
from holdfast.content.finding import Finding
from tests.review.signatures import person, sign

ALL = "".join(file.read_text() for file in (Path(check.__file__).parent / "checks").glob("*.py"))


def one(web: str, sms: str | None = None, extra: str = "") -> str:
    """A script with these words; the words go in as they are."""
    phone = f"- channel: sms\n  text: {(sms or web)!r}\n"
    return f"utter_a:\n- text: {web!r}\n{extra}{phone}"


SAFE = "Call {emergency} now. I am a program."
TWIN = "Call your local emergency number. I am a program."
BUTTONS = "  buttons: [{title: %s, payload: /%s}]\n"
ITEMS = " ".join(["word"] * 80)

# rule, topic, words that break it, words that keep it
RULES = [
    ("missing_variant", "calm", "utter_a:\n- text: Hello.\n", one("Hello.")),
    ("unknown_argument", "calm", one("Hello {nobody}."), one("Hello {person}.")),
    ("broken_argument", "calm", one("Hello { person }."), one("Hello {person}.")),
    (
        "same_words_twice",
        "calm",
        one("Hello.") + one("Hello.").replace("utter_a", "utter_b"),
        one("Hello.", "Hi."),
    ),
    (
        "unknown_choice",
        "calm",
        one("A.", extra=BUTTONS % ("Go", "nowhere")),
        one("A.", extra=BUTTONS % ("Yes!", "safety_yes")),
    ),
    (
        "unknown_claim",
        "status",
        one("Hello.", extra="  metadata: {claims: saved}\n"),
        one("Hello.", extra="  metadata: {claims: told}\n"),
    ),
    ("banned", "calm", one("Stay strong."), one("Stay near someone.")),
    ("banned", "calm", one("Day 30 of your streak."), one("Day 30.")),
    ("banned", "calm", one("They committed suicide."), one("They ended their own life.")),
    ("object", "calm", one("Put the pills away."), one("Put some distance between you and it.")),
    ("object", "calm", one("Look at your wrist."), one("Feel your feet on the floor.")),
    (
        "object",
        "calm",
        one("Is it bleeding?"),
        one("Is it bleeding?", extra="  metadata: {first_aid: true}\n"),
    ),
    ("object", "calm", one("A knife?", extra="  metadata: {first_aid: true}\n"), one("It cannot hurt.")),
    ("substitute", "calm", one("Hold an ice cube."), one("Notice a sound.")),
    ("substitute", "calm", one("Put your face in the water."), one("Look at the water.")),
    ("substitute", "calm", one("Wear long sleeves."), one("Wear what is warm.")),
    ("substitute", "calm", one("Go for a night walk."), one("Go for a walk by day.")),
    ("substitute", "calm", one("Write a goodbye letter."), one("Write a letter to yourself.")),
    ("object", "calm", one("Put sharp things away."), one("Put some distance between you and it.")),
    *(
        ("banned", "calm", one(bad), one(good))
        for bad, good in (
            ("A failed suicide attempt.", "An attempt."),
            ("A successful attempt.", "They tried to end their life."),
            ("It is attention seeking.", "It is a way to cope."),
            ("It was a cry for help.", "You asked for help."),
            ("You have been clean for a week.", "It has been a week."),
            ("You feel dirty.", "You feel bad."),
            ("You are an addict.", "You drink more than you want."),
            ("You are a cutter.", "You hurt yourself."),
            ("You relapsed again.", "It happened again."),
            ("Promise me you will call.", "Will you call?"),
            ("Think positive.", "Think of one small thing."),
            ("Others have it worse.", "It counts."),
            ("Calm down.", "We can slow down."),
            ("I understand exactly how you feel.", "That sounds hard."),
            ("I'm always here for you.", "You can write at any time."),
            ("This stays just between us.", "Your care team can read this."),
            ("This is a contract.", "This is your plan."),
            ("Be accountable.", "Tell someone."),
            ("It is a vicious cycle.", "It can come back."),
            ("This is called self-mutilation.", "This is called self-harm."),
            ("You go back to zero.", "Nothing you learned is lost."),
            ("You lost all your progress.", "It is one day."),
            ("Think how it hurts your family.", "Your family may help."),
            ("Trauma causes self-harm.", "Trauma often comes with self-harm."),
            ("You are not thinking of that, are you?", "Are you thinking about suicide?"),
            ("I am your therapist.", "I am a program."),
            ("I can tell you are sad.", "How do you feel?"),
            ("Only I understand.", "Someone may understand."),
        )
    ),
    ("substitute", "calm", one("Snap a rubber band."), one("Press your feet down. Be nice.")),
    ("claims_contact", "calm", one("Help is on the way."), one("I am alerting our team.")),
    ("claims_contact", "calm", one("I have told Sam."), one("I am telling Sam.")),
    ("claims_contact", "calm", one("Our team has been alerted."), one("Our team can read this.")),
    (
        "claims_contact",
        "status",
        one("{responder} is here now."),
        one("{responder} is here now.", extra="  metadata: {claims: here}\n"),
    ),
    ("claims_contact", "status", one("Someone has taken this."), one("No one has taken this.")),
    (
        "claim_out_of_place",
        "calm",
        one("I have told Sam.", extra="  metadata: {claims: told}\n"),
        one("Hello."),
    ),
    ("typography", "calm", one("It\u2019s you.", "It is you."), one("It's you.", "It is you.")),
    ("exclamation", "safety", one(SAFE + " Go!"), one(SAFE)),
    ("not_gsm", "calm", one("A smile.", "\u263a"), one("\u263a", "A smile.")),
    ("too_many_parts", "calm", one("A.", "word " * 70), one("A.", "word " * 55)),
    ("reserved_word", "calm", one("Reply STOP to rest."), one("Reply 2 to rest.")),
    ("reserved_word", "calm", one("Reply yes if so."), one("Reply 1 if so. Yes, it helps.")),
    ("reserved_word", "calm", one("Text start."), one("We start now.")),
    ("reserved_word", "calm", one("STOP ends texts."), one("PAUSE makes a pause.")),
    (
        "reserved_word",
        "calm",
        one("A.", extra=BUTTONS % ("Stop", "stop")),
        one("A.", extra=BUTTONS % ("Pause", "stop")),
    ),
    (
        "long_label",
        "calm",
        one("A.", extra=BUTTONS % ("A label of far too many words", "safety_yes")),
        one("A.", extra=BUTTONS % ("A short label", "safety_yes")),
    ),
    (
        "same_sentence_twice",
        "calm",
        one("Now look at one thing that is near to you.")
        + one("Good. Now look at one thing that is near to you.").replace("utter_a", "utter_other"),
        one("Now look at one thing that is near to you.")
        + one("Good. Now look at one thing that is near to you.").replace("utter_a", "utter_a_anywhere"),
    ),
    ("link", "calm", one("See bit.ly."), one("See findahelpline.com.")),
    ("number_not_in_directory", "calm", one("Call 555 0100."), one("Call 116 123. Count back from 100.")),
    ("number_not_in_directory", "calm", one("Call 0800 567 567."), one("In 4, hold 4, out 4.")),
    ("lock_screen", "calm", one("A.", "Your crisis plan."), one("A.", "Your plan.")),
    ("no_line", "safety", one("I am a program."), one(SAFE)),
    ("program_once", "safety", one("Call {emergency}."), one(SAFE)),
    ("program_once", "safety", one(SAFE + " I am a program."), one(SAFE)),
    (
        "number_late",
        "safety",
        one(SAFE, "I am a program, and I have a lot of things to say to you first of all. Call {emergency}."),
        one(SAFE),
    ),
    (
        "missing_twin",
        "safety",
        one(SAFE),
        one(SAFE) + one(TWIN, extra="  metadata: {anywhere: true}\n").replace("utter_a", "utter_a_anywhere"),
    ),
    ("long_sentence", "calm", one("word " * 21), one("word " * 20)),
    (
        "grade",
        "calm",
        one("Comprehensive psychological rehabilitation necessitates determination."),
        one("You can do this bit by bit."),
    ),
]


def test_every_rule_is_shown_here(library: Callable[..., Library]) -> None:
    """A rule without a row or a test of its own could stop finding anything, and nobody would see it."""
    checks = Path(check.__file__).parent / "checks"
    yielded = {
        name
        for file in checks.glob("*.py")
        for name in re.findall(r'"([a-z]+(?:_[a-z]+)*)"', file.read_text())
    }
    shown = {row[0] for row in RULES} | {
        "missing_count", "unknown_script", "expired", "not_confirmed", "unused", "dead_end", "missing_language",
        "signature", "same_label_twice", "same_words_twice", "number_not_in_directory", "number_late",
    }  # fmt: skip
    assert shown <= yielded
    others = {"error", "warning", "anyone", "web", "sms", "emergency", "line", "rounds", "minutes"}
    rules = {
        name
        for name in yielded - shown - others
        if re.search(rf'(?:about|Finding|found)\([^)]*"{name}"', ALL)
    }
    assert rules == set()


def rules(library: Library) -> set[str]:
    return {finding.rule for finding in findings(library) if finding.unit.startswith("utter_")}


@pytest.mark.parametrize(
    ("rule", "topic", "bad", "good"), RULES, ids=[f"{i} {row[0]}" for i, row in enumerate(RULES)]
)
def test_a_rule_finds_what_breaks_it_and_nothing_else(
    library: Callable[..., Library], rule: str, topic: str, bad: str, good: str
) -> None:
    assert rule in rules(library({topic: bad}))
    assert rule not in rules(library({topic: good}))


def test_a_finding_names_file_line_unit_rule_and_severity(library: Callable[..., Library]) -> None:
    (found,) = [f for f in findings(library({"calm": one("Stay strong.")})) if f.rule == "banned"]
    assert str(found).endswith("calm.yml:3: error: utter_a: banned: stay strong")


def test_the_carriers_words_are_allowed_where_they_belong(library: Callable[..., Library]) -> None:
    assert "reserved_word" not in rules(library({"carrier": one("STOP ends texts.")}))


def test_a_step_without_a_count_it_needs_is_found(library: Callable[..., Library], folder: Path) -> None:
    steps = "name: calm\nsteps: [{script: utter_a, counts: {in_count: 4}}]\n"
    (folder / "exercises" / "calm.yml").write_text(steps)
    assert found(library({"calm": one("In {in_count}, out {out_count}.")}), "missing_count")
    assert not found(library({"calm": one("In {in_count}.")}), "missing_count")


def test_a_rule_that_names_a_script_nobody_wrote_is_found(
    library: Callable[..., Library], folder: Path
) -> None:
    (folder / "rules.yml").write_text("- action: utter_a\n- action: utter_gone # not utter_here\n")
    found = [f for f in findings(library({"calm": one("Hello.")})) if f.rule == "unknown_script"]
    assert [(f.unit, f.line) for f in found] == [("utter_gone", 2)]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("sms: Call or text 988 any time.", "sms: Call or text 989 any time.", "number_not_in_directory"),
        (
            "last_confirmed: null, source: 43",
            "last_confirmed: 2029-01-01, expires: 2030-01-15, source: 43",
            "expired",
        ),
        (
            "sms: Call or text 988 any time.",
            "sms: Call or text 988 any time, by day or by night, as long as you like and need.",
            "number_late",
        ),
    ],
)
def test_the_directory_is_checked_too(
    library: Callable[..., Library], folder: Path, old: str, new: str, rule: str
) -> None:
    assert rule not in {finding.rule for finding in findings(library({}))}
    path = folder / "crisis_lines.yml"
    path.write_text(path.read_text().replace(old, new, 1))
    assert rule in {finding.rule for finding in findings(library({}))}


def test_a_pattern_that_cannot_be_used_is_named(library: Callable[..., Library], folder: Path) -> None:
    path = folder / "lint.yml"
    path.write_text(path.read_text().replace("  - dirty", "  - dirty("))
    with pytest.raises(ContentError, match="banned"):
        findings(library({}))


def found(library: Library, rule: str) -> list[Finding]:
    return [one for one in findings(library) if one.rule == rule]


DIALOGUE = "dialogue_topics: [calm]\n"
RULE = 'version: "3.1"\nrules:\n- rule: A\n  steps:\n  - intent: go\n  - action: utter_a\n'


def test_a_script_that_nothing_says_is_found(library: Callable[..., Library], folder: Path) -> None:
    (folder / "handoff.yml").write_text(DIALOGUE)
    words = {"calm": one("Where to?")}
    assert [one.unit for one in found(library(words), "unused")] == ["utter_a"]
    (folder / "rules").mkdir()
    (folder / "rules" / "a.yml").write_text(RULE)
    assert not found(library(words), "unused")


def test_a_script_that_another_names_counts_as_said_and_must_exist(
    library: Callable[..., Library], folder: Path
) -> None:
    (folder / "handoff.yml").write_text(DIALOGUE + "replies: utter_a\n")
    names = one("Hello.", extra="  metadata: {otherwise: utter_b}\n")
    both = library({"calm": names + one("Hi.").replace("utter_a", "utter_b")})
    assert (found(both, "unused"), found(both, "unknown_script")) == ([], [])
    assert [one.detail for one in found(library({"calm": names}), "unknown_script")] == ["utter_b"]


def test_twins_and_names_that_code_puts_together_count_as_said(
    library: Callable[..., Library], folder: Path
) -> None:
    (folder / "handoff.yml").write_text(DIALOGUE + "replies: utter_a\n")
    (folder.parent / "actions").mkdir()
    (folder.parent / "actions" / "a.py").write_text('script = f"utter_step_{1}"\n')
    twins = ("utter_a", "utter_a_contact", "utter_a_contact_anywhere", "utter_step_1")
    words = "".join(one(f"{n} to?").replace("utter_a", name) for n, name in enumerate(twins))
    assert not found(library({"calm": words}), "unused")


@pytest.mark.parametrize(
    ("words", "step", "ends"),
    [
        (one("We breathe."), "", "error"),
        (one("We breathe. Shall we?"), "", None),
        (one("We breathe. {line}"), "", None),
        (one("We breathe.", extra=BUTTONS % ("Go on", "safety_yes")), "", None),
        (one("We breathe.", extra="  metadata: {closes: true}\n"), "", None),
        (one("We breathe."), "  - action: action_next\n", None),
    ],
    ids=["nothing", "a question", "people", "a choice", "a goodbye", "another action"],
)
def test_a_script_leads_somewhere_or_closes(
    library: Callable[..., Library], folder: Path, words: str, step: str, ends: str | None
) -> None:
    (folder / "handoff.yml").write_text(DIALOGUE)
    (folder / "rules").mkdir()
    (folder / "rules" / "a.yml").write_text(RULE + step)
    assert [one.severity for one in found(library({"calm": words}), "dead_end")] == ([ends] if ends else [])


def test_a_script_without_a_twin_in_another_language_is_found(
    library: Callable[..., Library], folder: Path
) -> None:
    path = folder / "lint.yml"
    path.write_text(path.read_text().replace("languages: [en]", "languages: [en, es]"))
    assert [one.detail for one in found(library({"calm": one("Hello.")}), "missing_language")] == ["es"]
    both = one("Hello.") + one("Hola.").replace("utter_a", "utter_a_es")
    assert not found(library({"calm": both}), "missing_language")


def test_a_signature_that_is_void_or_ends_soon_is_found(
    library: Callable[..., Library], folder: Path
) -> None:
    loaded = library({"calm": one("Hello.")})
    sign(loaded, folder / "reviews", [loaded.units["script/utter_a"]], person(expires=date(2030, 2, 1)))
    assert [one.detail for one in found(library({}), "signature")] == ["ends on 2030-02-01"]
    assert [one.detail for one in found(library({"calm": one("Hello")}), "signature")] == ["changed since"]
    assert not found(library({"calm": one("Hello")}), "unknown_script"), "a record may be of what is gone"


def test_labels_of_the_widget_and_sentences_of_the_directory_are_read_too(
    library: Callable[..., Library], folder: Path
) -> None:
    labels = folder.parent / "widget" / "src" / "words"
    labels.mkdir(parents=True)
    (labels / "en.json").write_text('{\n  "send": "Send",\n  "hint": "Stay strong!"\n}\n')
    path = folder / "crisis_lines.yml"
    path.write_text(
        path.read_text().replace("web: Call or text 988 any time.", "web: Calm down. Call or text 988.")
    )
    broken = [one for one in findings(library({})) if one.rule in ("banned", "exclamation")]
    assert [(one.unit, one.rule, bool(one.line)) for one in broken] == [
        ("US say anyone web", "banned", True), ("widget hint", "banned", True), ("widget hint", "exclamation", True),
    ]  # fmt: skip
    assert str(broken[1]).endswith("en.json:3: error: widget hint: banned: stay strong")


def test_two_choices_with_one_label_are_found(library: Callable[..., Library]) -> None:
    both = "  buttons: [{title: Go, payload: /safety_yes}, {title: go, payload: /safety_no}]\n"
    assert "same_label_twice" in rules(library({"calm": one("A.", extra=both)}))


def test_every_finding_names_file_and_line(library: Callable[..., Library], folder: Path) -> None:
    (folder / "exercises" / "calm.yml").write_text("name: calm\nsteps:\n- script: utter_a\n")
    given = findings(library({"calm": one("Stay strong for {in_count}.")}))
    assert {one.rule for one in given} >= {"missing_count", "banned", "not_confirmed"}
    assert [str(one) for one in given if one.line is None] == []
    (count,) = [one for one in given if one.rule == "missing_count"]
    assert str(count).endswith("exercises/calm.yml:3: error: calm: missing_count: step 1, utter_a: in_count")
