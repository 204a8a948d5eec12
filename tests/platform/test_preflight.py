"""What set-up finds and what it refuses, before it downloads anything."""

import importlib.util
import os
import re
import stat
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load(name: str) -> ModuleType:
    """A module of `scripts/`, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


preflight = load("preflight")
setup = load("setup")


def interpreter(file: Path, answer: str) -> Path:
    """A program that answers like an interpreter, or fails like a shim."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{answer}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


def test_python_3_10_is_found_in_pyenvs_folder_when_its_shim_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interpreter(tmp_path / "shims" / "python3.10", "echo pyenv: command not found >&2; exit 127")
    interpreter(tmp_path / "versions" / "3.10.2" / "bin" / "python3.10", "echo 3 10")
    newest = interpreter(tmp_path / "versions" / "3.10.13" / "bin" / "python3.10", "echo 3 10")
    interpreter(tmp_path / "versions" / "3.11.7" / "bin" / "python3.10", "echo 3 11")
    monkeypatch.setenv("PATH", f"{tmp_path / 'shims'}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert preflight.find_python("3.10") == newest


def test_an_interpreter_of_another_version_is_passed_over(tmp_path: Path) -> None:
    wrong = interpreter(tmp_path / "python3.10", "echo 3 12")
    assert preflight.find_python("3.10", [wrong, tmp_path / "absent"]) is None


def test_a_named_python_that_will_not_do_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON310", str(interpreter(tmp_path / "python", "echo 3 12")))
    with pytest.raises(setup.CannotSetUp, match=r"PYTHON310 names .*, which does not run as Python 3\.10\."):
        setup.rasa_python("uv")


def test_no_python_3_10_and_no_network_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uv = interpreter(tmp_path / "uv", "echo dns error >&2; exit 2")
    monkeypatch.delenv("PYTHON310", raising=False)
    monkeypatch.setattr(setup, "find_python", lambda _: None)
    monkeypatch.setattr(setup, "LOG", setup.ROOT / ".tools" / "setup.log")
    (setup.ROOT / ".tools").mkdir(exist_ok=True)
    with pytest.raises(
        setup.CannotSetUp, match=r"Rasa needs Python 3\.10, .*make setup PYTHON310=/path/to/python3\.10\.$"
    ):
        setup.rasa_python(str(uv))


def test_too_little_disk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "free_disk", lambda _: 3 << 29)
    with pytest.raises(preflight.CannotSetUp) as refused:
        preflight.check_disk(tmp_path, 4 << 30)
    assert str(refused.value) == (
        f"{tmp_path} has 1.5 GB of free disk and set-up needs 4 GB: free some space and run it again."
    )


def test_too_little_memory_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text("MemTotal: 900 kB\nMemAvailable:   16777216 kB\n")
    (tmp_path / "memory.max").write_text("536870912\n")
    available = preflight.available_memory(tmp_path / "meminfo", tmp_path)
    assert available == 512 << 20
    with pytest.raises(preflight.CannotSetUp, match=r"0\.5 GB of free memory and Rasa needs 1\.5 GB"):
        preflight.check_memory(available)


def test_memory_without_a_limit_or_without_figures_is_no_obstacle(tmp_path: Path) -> None:
    assert preflight.available_memory(tmp_path / "meminfo", tmp_path) is None
    (tmp_path / "meminfo").write_text("MemAvailable: 4194304 kB\n")
    (tmp_path / "memory.max").write_text("max\n")
    assert preflight.available_memory(tmp_path / "meminfo", tmp_path) == 4 << 30
    preflight.check_memory(None)


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        ("error: No space left on device (os error 28)", r"The disk filled up while installing Rasa"),
        ("error: hash mismatch for numpy", r"not the one that was pinned"),
        ("error: Failed to fetch: `https`\n dns error: failed to lookup", r"registry was out of reach"),
        ("warning\nerror: something new\n", r"Failed while installing Rasa \(error: something new\)"),
        ("", r"Failed while installing Rasa \(no output\)"),
    ],
)
def test_a_failed_step_is_one_sentence_that_says_what_to_do(printed: str, sentence: str) -> None:
    said = setup.explain("installing Rasa", printed)
    assert re.search(sentence, said)
    assert "\n" not in said


def test_a_second_set_up_has_nothing_to_do_and_takes_less_than_a_second() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "setup.py")]
    subprocess.run(command, capture_output=True, timeout=100, check=True)
    began = time.monotonic()
    again = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    assert again.stdout == again.stderr == ""
    assert time.monotonic() - began < 1
