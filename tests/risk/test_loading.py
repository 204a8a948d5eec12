"""Broken rules are refused by name, and a running gate keeps its old ones."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from holdfast.risk import Gate, Level, RulesError
from holdfast.risk.reload import FreshGate
from tests.risk.conftest import DATA

pytestmark = pytest.mark.slow

ROOT = DATA.parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "risk"
    shutil.copytree(DATA, copy)
    return copy


BREAKS = {
    "not YAML": ("rules/overdose.yml", "signal: [overdose\n", "overdose.yml"),
    "half-written": ("rules/overdose.yml", "signal: overdose\nrules:\n  - id: half\n", "half"),
    "unknown set": ("rules/overdose.yml", "signal: overdose\nrules:\n  - {id: odd, why: x, says: NOSUCH word, hears: [x]}\n", "NOSUCH"),  # noqa: E501
    "open bracket": ("rules/overdose.yml", "signal: overdose\nrules:\n  - {id: odd, why: x, says: (a b, hears: [x]}\n", "odd"),  # noqa: E501
    "matches anything": ("rules/overdose.yml", "signal: overdose\nrules:\n  - {id: odd, why: x, says: word?, hears: [x]}\n", "odd"),  # noqa: E501
    "unknown field": ("rules/overdose.yml", "signal: overdose\nrules:\n  - {id: odd, why: x, says: word, hears: [x], sings: 1}\n", "sings"),  # noqa: E501
    "other signal": ("rules/overdose.yml", "signal: intoxication\nrules: []\n", "overdose.yml"),
    "unknown signal": ("rules/joy.yml", "signal: joy\nrules: []\n", "joy.yml"),
    "same id": ("rules/overdose.yml", "signal: overdose\nrules:\n  - {id: want-to-die, why: x, says: word, hears: [x]}\n", "want-to-die"),  # noqa: E501
    "set in itself": ("sets.yml", "AA: BB\nBB: AA\n", "set"),
    "policy": ("policy.yml", "signals: {overdose: {level: loud}}\nwindow: {}\n", "overdose"),
    "no policy": ("policy.yml", "", "policy.yml"),
    "weights": ("second_look.npz", "no weights", "second_look.npz"),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKS)
def test_broken_data_is_refused_with_file_and_rule(folder: Path, name: str) -> None:
    file, content, named = BREAKS[name]
    (folder / file).write_text(content)
    with pytest.raises(RulesError, match=named):
        Gate.load(folder)


def test_without_the_trained_file_rules_answer(folder: Path) -> None:
    (folder / "second_look.npz").unlink()
    assert Gate.load(folder).hear("I want to die").level == Level.URGENT


def test_an_unsigned_folder_is_refused(folder: Path) -> None:
    def verify(path: Path) -> None:
        raise RulesError(path.name, None, "is not signed")

    with pytest.raises(RulesError, match="not signed"):
        Gate.load(folder, verify)


def test_new_rules_take_force_and_broken_ones_do_not(folder: Path) -> None:
    rung: list[RulesError] = []
    fresh = FreshGate(folder, rung.append)
    assert not fresh.refresh()
    extra = folder / "rules" / "overdose.yml"
    good = extra.read_text()
    extra.write_text(good + "  - {id: glim, why: a test, says: glimmerfax, hears: [glimmerfax]}\n")
    assert fresh.refresh()
    assert fresh.gate.hear("glimmerfax").level == Level.EMERGENCY
    extra.write_text("signal: [")
    assert not fresh.refresh()
    assert fresh.gate.hear("glimmerfax").level == Level.EMERGENCY
    assert [fault.file for fault in rung] == ["overdose.yml"]
    assert not fresh.refresh()
    assert len(rung) == 1
    extra.write_text(good)
    assert fresh.refresh()
    assert fresh.gate.hear("glimmerfax").level == Level.NONE


def test_the_gate_runs_on_the_python_of_rasa() -> None:
    python = ROOT / ".venv-rasa" / "bin" / "python"
    if not python.exists():
        pytest.skip("the environment of Rasa is not set up")
    code = "from pathlib import Path; from holdfast.risk import Gate; print(int(Gate.load(Path('data/risk')).hear('I want to die').level))"  # noqa: E501
    ran = subprocess.run(
        [python, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert ran.stdout.strip() == "2"


def test_the_gate_imports_nothing_else_of_the_service() -> None:
    code = "import sys, holdfast.risk.screen; print([m for m in sys.modules if m.startswith('holdfast.') and not m.startswith('holdfast.risk')])"  # noqa: E501
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert ran.stdout.strip() == "[]"
