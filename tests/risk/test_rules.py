"""Every rule hears its own examples and leaves the others alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast.risk import Gate, Level, Recent
from holdfast.risk.rules import Rule
from tests.risk.conftest import DATA

RULES = Gate.load(DATA).rules


def _heard_by(gate: Gate, rule: Rule, text: str) -> set[str]:
    return {one.rule for one in gate.hear(text, Recent(at_risk=rule.only == "at_risk")).heard}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.signal}/{rule.id}")
def test_a_rule_hears_its_examples_and_leaves_the_others(gate: Gate, rule: Rule) -> None:
    deaf = [text for text in rule.hears if rule.id not in _heard_by(gate, rule, text)]
    loud = [text for text in rule.leaves if rule.id in _heard_by(gate, rule, text)]
    assert not deaf, f"not heard: {deaf}"
    assert not loud, f"heard all the same: {loud}"


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.only is None], ids=lambda rule: rule.id)
def test_what_a_rule_hears_is_above_none(gate: Gate, rule: Rule) -> None:
    if rule.signal == "intoxication":
        assert all(gate.hear(f"{text}, I want to die").level == Level.EMERGENCY for text in rule.hears)
    else:
        assert all(gate.hear(text).level > Level.NONE for text in rule.hears)


def test_every_signal_that_words_can_raise_has_rules(gate: Gate) -> None:
    from_elsewhere = {
        "asked_for_person",
        "bot_down",
        "gate_error",
        "media",
        "unreadable",
        "code_word",
        "urge_stays_strong",
    }
    assert {rule.signal for rule in gate.rules} == set(gate.policy.levels) - from_elsewhere


def test_rules_name_no_amounts_in_their_examples() -> None:
    for rule in RULES:
        for text in (*rule.hears, *rule.leaves):
            assert "mg" not in text.split(), rule.id


def test_deleting_any_rule_makes_an_example_fail(gate: Gate) -> None:
    """The mutation run: without a rule, the example that names it is no longer heard by it."""
    sole, survivors = 0, []
    for rule in RULES:
        heard = [_heard_by(gate, rule, text) for text in rule.hears]
        if not any(rule.id in ids for ids in heard):
            survivors.append(rule.id)
        sole += any(ids <= {rule.id, "second-look"} for ids in heard)
    assert not survivors
    assert sole >= len(RULES) * 0.7, "too many rules hear nothing that others do not hear too"


def test_the_data_folder_holds_no_line_of_the_labelled_messages() -> None:
    from holdfast.risk.corpus import lines

    folder = DATA.parents[2] / "shared" / "risk"
    if not folder.is_dir():
        pytest.skip("the labelled messages are not at hand")
    shipped = "\n".join(path.read_text(encoding="utf-8") for path in Path(DATA).rglob("*.yml")).lower()
    held = [line.id for line in lines(folder) if len(line.text) >= 40 and line.text.lower() in shipped]
    assert not held
