"""The shape of the repository: sizes, words in their place, paths that exist."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE = 200
LONGER_BECAUSE: dict[str, str] = {}  # module: why it may be longer

# A path of one machine means nothing on another.
ONE_MACHINE = re.compile(r"(?<![\w./~$}])/(?:root|home|work|Users)/\w+")
GENERATED = ("LICENSE", "holdfast/channels/static/")


@cache
def committed() -> tuple[Path, ...]:
    """Every file that is in the repository or about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = (ROOT / name for name in listed.split("\0") if name)
    return tuple(file for file in files if file.is_file())


def named(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def code(*folders: str) -> list[Path]:
    return [file for file in committed() if file.suffix == ".py" and named(file).split("/")[0] in folders]


def test_modules_are_short_enough_to_read() -> None:
    modules = {named(file): file for file in code("holdfast", "actions", "rasa_plugins")}
    lengths = {name: len(file.read_text().splitlines()) for name, file in modules.items()}
    long = {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE}
    assert long.keys() == LONGER_BECAUSE.keys(), long


def test_no_action_says_words_of_its_own() -> None:
    """Actions name scripts; `utter_message(text=…)` would say something that no one has signed."""
    offenders = []
    for file in code("actions", "rasa_plugins", "holdfast"):
        for node in ast.walk(ast.parse(file.read_text())):
            if not (isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "utter_message"):
                continue
            words = {"text", "image", "attachment", "json_message", "elements", "template"}
            if node.args or words & {keyword.arg for keyword in node.keywords}:
                offenders.append(f"{named(file)}:{node.lineno}")
    assert not offenders


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    drawers = {"utils.py", "util.py", "common.py", "helpers.py", "misc.py"}
    assert not [
        named(file) for file in code("holdfast", "actions", "rasa_plugins", "tests") if file.name in drawers
    ]


@pytest.mark.parametrize("document", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_path_that_a_document_names_exists(document: str) -> None:
    made_at_run_time = {"var/", ".venv", ".venv-rasa", "models/", "results/", ".tools/"}
    files = {named(file) for file in committed()}
    folders = {parent.as_posix() for name in files for parent in Path(name).parents}
    missing = []
    text = (ROOT / document).read_text()
    for path in re.findall(r"`([\w.-]+(?:/[\w.*<>-]*)+)`|\]\(([\w./-]+)\)", text):
        name = (path[0] or path[1]).removeprefix("./")
        if any(name.startswith(made) for made in made_at_run_time):
            continue
        pattern = re.sub(r"<\w+>|\*", "*", name.rstrip("/"))
        if not any(
            Path(known).match(pattern) for known in files | folders if known.count("/") == pattern.count("/")
        ):
            missing.append(name)
    assert not missing


def test_no_file_names_a_path_of_one_machine() -> None:
    found = []
    for file in committed():
        if named(file).startswith(GENERATED):
            continue
        try:
            text = file.read_text()
        except UnicodeDecodeError:
            continue
        found += [f"{named(file)}: {match}" for match in ONE_MACHINE.findall(text)]
    assert not found


def test_lock_files_name_no_address() -> None:
    locks = [file for file in committed() if file.name in {"package-lock.json", "uv.lock"}]
    assert not [named(file) for file in locks if '"resolved"' in file.read_text() or file.name == "uv.lock"]
