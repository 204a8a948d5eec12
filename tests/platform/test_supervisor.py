"""The supervisor over stand-in programs, each with a grandchild."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.slow  # each starts several processes

ROOT = Path(__file__).resolve().parents[2]
RUNNER = Path(__file__).with_name("runner.py")
RASA = """#!/bin/sh
# Stands in for Rasa's interpreter: trains by making a file, unless told to fail.
test -e fail && exit 7
while [ $# -gt 0 ]; do
  case $1 in --out) out=$2;; --fixed-model-name) name=$2;; esac
  shift
done
mkdir -p "$out" && echo model > "$out/$name.tar.gz"
echo trained >> trained
"""


def until(true: Callable[[], bool], within: float = 15.0) -> float:
    """Seconds until it was true."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < within, "it never came true"
        time.sleep(0.02)
    return time.monotonic() - began


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


class Run:
    """A supervisor in a process of its own."""

    def __init__(self, root: Path, port: str = "", how: str = "") -> None:
        self.root, self.folder = root, root / "var"
        self.output = (root / "terminal").open("a+")
        command = [sys.executable, str(RUNNER), str(root), str(self.folder), port, *how.split()]
        env = os.environ | {"PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            command,
            env=env,
            stdout=self.output,
            stderr=self.output,
            cwd=root,
            # Whoever runs the tests behind `nohup` ignores SIGHUP, and so would the supervisor, as it should.
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # noqa: PLW1509
        )

    @property
    def said(self) -> str:
        return (self.root / "terminal").read_text()

    def state(self) -> dict[str, dict[str, int]]:
        file = self.folder / "parts.json"
        parts: dict[str, dict[str, int]] = json.loads(file.read_text())["parts"] if file.exists() else {}
        return parts

    def pids(self) -> list[int]:
        """Every process that was ever started, grandchildren too."""
        lines = [file.read_text() for file in self.folder.glob("*.pids")]
        return [int(pid) for pid in " ".join(lines).split()]

    def all_up(self) -> bool:
        state = self.state()
        return len(state) == 4 and all(part["up"] for part in state.values())

    def ends(self, within: float = 10.0) -> int:
        return self.process.wait(within)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with as much in it as the supervisor itself looks at."""
    python = tmp_path / ".venv-rasa" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(RASA)
    python.chmod(0o755)
    return tmp_path


@pytest.fixture
def start(root: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def begin(port: str = "", how: str = "") -> Run:
        runs.append(Run(root, port, how))
        return runs[-1]

    yield begin
    for run in runs:
        run.process.kill()
        run.process.wait()
        run.output.close()


def test_it_says_where_it_answers_and_trains_once(start: Callable[..., Run], root: Path) -> None:
    run = start()
    until(run.all_up)
    address = re.search(r"answers at (http://localhost:\d+)", run.said)
    assert address
    assert urlopen(address[1], timeout=5).status == 200
    assert "training" in run.said
    run.process.send_signal(signal.SIGINT)
    assert run.ends() == 0

    again = start()
    until(again.all_up)
    assert (root / "trained").read_text() == "trained\n"
    again.process.send_signal(signal.SIGINT)
    assert again.ends() == 0


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_no_process(start: Callable[..., Run], how: signal.Signals) -> None:
    run = start(how="stubborn")
    until(run.all_up)
    pids = run.pids()
    assert len(pids) == 8
    run.process.send_signal(how)
    assert run.ends() == 0
    assert not [pid for pid in pids if alive(pid)]


def test_a_killed_supervisor_leaves_no_process_and_no_lock(start: Callable[..., Run]) -> None:
    run = start(how="stubborn")
    until(run.all_up)
    pids = run.pids()
    run.process.kill()
    run.ends()
    until(lambda: not [pid for pid in pids if alive(pid)], within=3)
    again = start()
    until(again.all_up)
    assert "already runs" not in again.said


@pytest.mark.parametrize("part", ["service", "watchdog", "actions", "rasa"])
def test_a_part_that_dies_comes_back_without_what_it_left_behind(
    start: Callable[..., Run], part: str
) -> None:
    run = start()
    until(run.all_up)
    leader = run.state()[part]["pid"]
    old = [int(pid) for pid in (run.folder / f"{part}.pids").read_text().split()]
    os.kill(leader, signal.SIGKILL)
    until(lambda: run.state()[part]["pid"] not in (None, leader) and run.all_up())
    assert not [pid for pid in old if alive(pid)]
    assert f"{part:<9} stopped (killed by SIGKILL); back in 0.25 s; var/log/{part}.log" in run.said
    assert f"{part:<9} up again" in run.said


def test_a_part_that_keeps_dying_is_reported_and_never_given_up(start: Callable[..., Run]) -> None:
    run = start(how="crashes")
    until(lambda: "stopped 5 times within 10 minutes" in run.said, within=30)
    seen = len(run.pids())
    until(lambda: len(run.pids()) > seen)


def test_settings_that_a_part_refuses_are_said_and_end_the_start(start: Callable[..., Run]) -> None:
    run = start(how="refuses")
    assert run.ends() == 1
    assert "HOLDFAST_KEYS is not set" in run.said
    assert not [pid for pid in run.pids() if alive(pid)]


def test_failed_training_leaves_the_service_up_and_says_why(start: Callable[..., Run], root: Path) -> None:
    (root / "fail").touch()
    run = start()
    until(
        lambda: "Rasa could not be trained (exit status 7): see the end of var/log/training.log" in run.said
    )
    until(
        lambda: (
            [name for name, part in run.state().items() if part["up"]] == ["service", "watchdog", "actions"]
        )
    )


def test_a_missing_rasa_environment_leaves_the_service_up_and_says_why(
    start: Callable[..., Run], root: Path
) -> None:
    (root / ".venv-rasa" / "bin" / "python").unlink()
    run = start()
    until(lambda: "Rasa's environment is missing or broken: run make setup." in run.said)
    until(lambda: bool(run.state()["service"]["up"]))


def test_the_end_in_the_middle_of_training_leaves_no_process(start: Callable[..., Run], root: Path) -> None:
    python = root / ".venv-rasa" / "bin" / "python"
    python.write_text("#!/bin/sh\necho $$ > training.pid\nsleep 600\n")
    run = start()
    until(lambda: (root / "training.pid").exists() and (root / "training.pid").read_text() != "")
    trainer = int((root / "training.pid").read_text())
    run.process.send_signal(signal.SIGINT)
    assert run.ends() == 0
    assert not alive(trainer)


def test_a_port_that_was_asked_for_and_is_taken_is_one_sentence(start: Callable[..., Run]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        run = start(port=str(port))
        assert run.ends() == 1
    assert run.said == (
        f"Port {port} is taken by another program: set HOLDFAST_PORT to a free one, or leave it out.\n"
    )


def test_a_second_supervisor_on_the_same_folder_is_refused_by_name(start: Callable[..., Run]) -> None:
    run = start()
    until(run.all_up)
    second = start()
    assert second.ends() == 1
    assert (
        f"Holdfast already runs on the data folder {run.folder} (process {run.process.pid}, http://"
        in run.said
    )


def test_the_service_is_started_before_anything_heavy_is_read() -> None:
    heavy = "{'yaml', 'spacy', 'sqlalchemy', 'asyncio', 'httpx', 'ssl', 'fastapi'}"
    program = f"import sys, holdfast.supervisor; print(sorted(set(sys.modules) & {heavy}))"
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert printed.stdout == "[]\n"
