"""Lists that are kept in two places say the same."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

from holdfast.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
PINS = {name: ROOT / "requirements" / f"{name}.txt" for name in ("service", "dev", "rasa", "uv")}
# Set by the supervisor for its own parts: nothing for a person to fill in.
INNER = {"rasa_url", "rasa_token", "actions_url"}


def leaves(base: type[Action]) -> set[type[Action]]:
    """Classes that nothing is derived from: the others are there to be shared."""
    below = base.__subclasses__()
    return {base} if not below else set().union(*(leaves(child) for child in below))


def pinned(name: str) -> dict[str, str]:
    """Package and version, by package and marker."""
    lines = re.findall(
        r"^([\w.-]+)(?:\[.*?\])?==([^\s;]+)( ;[^\\\n]+)?", PINS[name].read_text(), re.MULTILINE
    )
    return {package + marker.strip(): version for package, version, marker in lines}


def test_every_line_of_the_example_is_a_setting_and_the_reverse() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    given = {line.lstrip("# ").partition("=")[0] for line in lines if re.match(r"(# )?HOLDFAST_\w+=", line)}
    assert given == {PREFIX + name.upper() for name in Settings.names() if name not in INNER}


def test_the_example_says_nothing_but_comments_and_settings_without_secrets() -> None:
    for line in (ROOT / ".env.example").read_text().splitlines():
        assert not line or line.startswith("#") or re.fullmatch(r"HOLDFAST_[A-Z_]+=.*", line), line
        if re.search(r"(TOKEN|KEYS|SID)=", line):
            assert line.endswith("="), line


@pytest.mark.parametrize("name", PINS)
def test_requirements_are_pinned_by_hash_and_name_no_address(name: str) -> None:
    text = PINS[name].read_text()
    assert "://" not in text
    assert not re.search(r"^\s*-", text, re.MULTILINE | re.DOTALL) or "--hash=sha256:" in text
    for entry in re.split(r"\n(?=[\w])", text.strip()):
        assert re.match(r"[\w.\[\]-]+==", entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]


def test_tests_run_on_what_the_service_runs_on() -> None:
    service, dev = pinned("service"), pinned("dev")
    assert {name: dev.get(name) for name in service} == service


def test_every_action_in_the_domain_has_a_class_and_the_reverse() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text())
    named = {name for name in domain.get("actions", []) if name.startswith("action_")}
    # Rasa's own, listed so that a story may name it.
    named -= {"action_restart", "action_listen", "action_session_start"}
    ActionExecutor().register_package("actions")
    defined = {action().name() for action in leaves(Action) if action.__module__.startswith("actions")}
    assert named <= defined
    # Each exercise has an action that starts it; only some are started by a rule.
    assert defined - named <= {
        f"action_start_{file.stem}" for file in (ROOT / "data/exercises").glob("*.yml")
    }


def test_the_domain_has_no_words() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text())
    assert not domain.get("responses")


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert len(makefile.splitlines()) <= 80
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())  # type: ignore[index]
    command = ["make", "--no-print-directory", "help"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split()[1] for line in shown.splitlines()} == targets == phony
