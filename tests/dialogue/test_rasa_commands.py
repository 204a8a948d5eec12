"""Rasa's own commands work from its environment: validate and test. Both say more than their exit status."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from holdfast.content import Library
from holdfast.content.usage import usage
from tests.dialogue.test_files_agree import PAGES

ROOT = Path(__file__).resolve().parents[2]
# Said by an action (dialogue) or by the service alone; Rasa calls every such script "not used".
DIALOGUE = yaml.safe_load((ROOT / "data/handoff.yml").read_text())["dialogue_topics"]

pytestmark = [pytest.mark.whole, pytest.mark.timeout(900)]


def rasa(*words: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {
        "RASA_TELEMETRY_ENABLED": "false",
        "HOLDFAST_ACTIONS_URL": "http://127.0.0.1:9/webhook",
        "HOLDFAST_RASA_TOKEN": "not-used-by-this-command",
    }
    command = [str(ROOT / ".venv-rasa" / "bin" / "python"), "-m", "rasa_plugins", *words]
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=800, check=False
    )


def test_validate_warns_of_nothing_but_scripts_that_only_actions_or_the_service_say() -> None:
    done = rasa("data", "validate")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    warned = re.findall(r"UserWarning: (.*)", done.stdout + done.stderr)
    unused = {name for line in warned for name in re.findall(r"utterance '(\w+)' is not used", line)}
    others = [line for line in warned if "is not used in any story or rule" not in line]
    sent_only = {"risk", "kept_words", "lapse_unclear"} | PAGES
    assert [line for line in others if not any(f"'{intent}'" in line for intent in sent_only)] == []
    reached = usage(ROOT / "data", Library.load(ROOT / "data").scripts)
    for topic in DIALOGUE:
        for name in yaml.safe_load((ROOT / "data" / "responses" / f"{topic}.yml").read_text())["responses"]:
            assert name not in unused or reached.get(name), name


def test_the_stories_for_rasa_test_hold(model: Path, tmp_path: Path) -> None:
    stories = ("--stories", "tests/stories", "--e2e", "--fail-on-prediction-errors")
    done = rasa("test", "core", "--model", str(model), *stories, "--out", str(tmp_path))
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert not (tmp_path / "failed_test_stories.yml").read_text().count("story:")
