"""Prepare everything that `make run` and `make test` need; a second run finds nothing to do and says nothing.

`.venv` is for the service (current Python), `.venv-rasa` for Rasa (Python 3.10), `models/language_en` is the
language pipeline that Rasa is trained on. Each carries a stamp of what it was made from. Needs Python alone.
"""

import argparse
import fcntl
import hashlib
import os
import re
import ssl
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from preflight import (  # run as a script, from anywhere
    DISK_FOR_BOTH,
    DISK_FOR_SERVICE,
    CannotSetUp,
    available_memory,
    check_disk,
    check_memory,
    find_python,
    free_disk,
    home,
    python_version,
    service_python,
)

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
LOG = TOOLS / "setup.log"
SERVICE, RASA, LANGUAGE = ROOT / ".venv", ROOT / ".venv-rasa", ROOT / "models" / "language_en"
OLDEST_UV = (0, 9)  # reads the dependency groups and conflicts in pyproject.toml
STARTED = time.monotonic()

# Runs from wherever the folder is moved to, and is not cut short by a long path.
CONSOLE_SCRIPT = """#!/bin/sh
'''exec' "$(dirname "$(readlink -f "$0")")/python" "$0" "$@"
' '''
import sys

from holdfast.cli import main

sys.exit(main())
"""


def say(line: str) -> None:
    """One line of progress."""
    print(f"[{time.monotonic() - STARTED:4.0f} s] {line}", flush=True)


def run(what: str, command: list[str | Path], env: dict[str, str] | None = None) -> None:
    """Run one step: its output in the log, a sign of life every 20 seconds, one sentence if it fails."""
    with LOG.open("a+b") as log:
        began = log.seek(0, os.SEEK_END)
        step = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            while step.poll() is None:
                try:
                    step.wait(20)
                except subprocess.TimeoutExpired:
                    say(f"still {what}")
        finally:
            if step.poll() is None:
                step.terminate()
                step.wait()
        log.seek(began)
        printed = log.read().decode(errors="replace")
    if step.returncode != 0:
        raise CannotSetUp(explain(what, printed))


def explain(what: str, printed: str) -> str:
    """The sentence for a step that failed, from what it printed."""
    shown = LOG.relative_to(ROOT)
    if re.search(r"No space left on device|Disk quota exceeded", printed):
        return f"The disk filled up while {what}: free some space and run it again."
    if re.search(r"hash mismatch|do not match the hashes", printed, re.IGNORECASE):
        return f"A package is not the one that was pinned, seen while {what}: do not use it, and see {shown}."
    if re.search(
        r"dns error|failed to lookup|connect|timed out|Failed to fetch|tls|certificate",
        printed,
        re.IGNORECASE,
    ):
        return f"The package registry was out of reach while {what}: see {shown} and try again."
    if "ensurepip is not" in printed:
        return "Python's venv module is incomplete: apt install python3-venv, or put uv on PATH."
    last = next((line.strip() for line in reversed(printed.splitlines()) if line.strip()), "no output")
    return f"Failed while {what} ({last[:200]}): see {shown}."


@cache
def configured_index() -> str:
    """The package index that pip's own configuration names, if any: uv does not read it."""
    command = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    return asked.stdout.strip() if asked.returncode == 0 else ""


def uv_environment() -> dict[str, str]:
    """Pip's settings handed on to uv, and a cache in the checkout if the usual one will not do."""
    env = dict(os.environ)
    for ours, pips in (("UV_DEFAULT_INDEX", "PIP_INDEX_URL"), ("SSL_CERT_FILE", "PIP_CERT")):
        if pips in env:
            env.setdefault(ours, env[pips])
    if index := configured_index():
        env.setdefault("UV_DEFAULT_INDEX", index)
    if ssl.get_default_verify_paths().cafile:
        # Like pip: a network's own certificate is in the system's store. Older versions of uv know the second name.
        env.setdefault("UV_SYSTEM_CERTS", "true")
        env.setdefault("UV_NATIVE_TLS", "true")
    own = home()
    cache = Path(env.get("UV_CACHE_DIR") or env.get("XDG_CACHE_HOME") or own / ".cache")
    place = next(folder for folder in (cache, *cache.parents) if folder.exists() or folder == folder.parent)
    if not os.access(place, os.W_OK) or free_disk(cache) < DISK_FOR_BOTH:
        env["UV_CACHE_DIR"] = str(TOOLS / "uv-cache")
    if not os.access(own, os.W_OK):
        env["UV_PYTHON_INSTALL_DIR"] = str(TOOLS / "python")
    env["UV_NO_PROGRESS"] = "1"
    return env


def usable_uv(candidate: str) -> bool:
    """Whether it runs and is new enough."""
    try:
        asked = subprocess.run(
            [candidate, "--version"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    version = re.match(r"uv (\d+)\.(\d+)", asked.stdout)
    return version is not None and (int(version[1]), int(version[2])) >= OLDEST_UV


def find_uv() -> str:
    """uv from PATH, or the pinned one, installed with pip."""
    own = TOOLS / "bin" / "uv"
    for candidate in ("uv", str(own)):
        if usable_uv(candidate):
            return candidate
    say("installing uv, the package installer")
    run("making an environment for uv",
        [sys.executable, "-m", "venv", TOOLS])  # fmt: skip
    pip: list[str | Path] = [TOOLS / "bin" / "python", "-m", "pip", "install", "--quiet", "--require-hashes"]
    run("installing uv", [*pip, "-r", ROOT / "requirements" / "uv.txt"])
    return str(own)


def rasa_python(uv: str) -> Path:
    """Python 3.10, named by PYTHON310, found, or fetched by uv."""
    if named := os.environ.get("PYTHON310"):
        if python_version(named) == (3, 10):
            return Path(named)
        raise CannotSetUp(f"PYTHON310 names {named}, which does not run as Python 3.10.")
    if found := find_python("3.10"):
        return found
    env = uv_environment()
    say("fetching Python 3.10 for Rasa")
    try:
        run("fetching Python 3.10", [uv, "python", "install", "3.10"], env)
    except CannotSetUp as fault:
        raise CannotSetUp(
            "Rasa needs Python 3.10, which is neither on PATH nor in pyenv's folder, and uv could not "
            f"fetch it ({LOG.relative_to(ROOT)}): install it (pyenv install 3.10) or name one with "
            "make setup PYTHON310=/path/to/python3.10."
        ) from fault
    asked = subprocess.run(
        [uv, "python", "find", "3.10"], capture_output=True, text=True, env=env, cwd="/", check=True
    )
    return Path(asked.stdout.strip())


def fingerprint(*files: Path) -> str:
    """What a stamp holds: where this checkout is, and what the thing was made from."""
    digest = hashlib.sha256(str(ROOT).encode())
    for file in files:
        digest.update(file.read_bytes() if file.exists() else b"-")
    return digest.hexdigest()


def stamp_of(thing: Path) -> Path:
    """Where the stamp of an environment or folder is."""
    return thing / ".holdfast-stamp"


def fresh(thing: Path, mark: str) -> bool:
    """Whether `thing` was made from what `mark` says, and still runs."""
    stamp, python = stamp_of(thing), thing / "bin" / "python"
    alive = python.exists() if thing != LANGUAGE else True
    return alive and stamp.exists() and stamp.read_text() == mark


def install(uv: str, venv: Path, python: Path, requirements: Path, what: str, size: str) -> None:
    """Make `venv` hold exactly what `requirements` lists."""
    env = uv_environment()
    if not (venv / "bin" / "python").exists() or python_version(venv / "bin" / "python") != python_version(
        python
    ):
        run(f"making {venv.name}", [uv, "venv", "--clear", "--python", python, venv], env)
    say(f"{what} ({size})")
    pip: list[str | Path] = [uv, "pip", "sync", "--python", venv / "bin" / "python", "--require-hashes"]
    run(what, [*pip, "--compile-bytecode", requirements], env)
    # The checkout itself, without a build: its root on the import path.
    (packages,) = venv.glob("lib/python3.*/site-packages")
    (packages / "holdfast.pth").write_text(f"{ROOT}\n")


def write_command() -> None:
    """`.venv/bin/holdfast`."""
    command = SERVICE / "bin" / "holdfast"
    command.write_text(CONSOLE_SCRIPT)
    command.chmod(0o755)


def set_up(dev: bool) -> None:
    """Do what is not done yet, after asking the machine whether all of it can be done."""
    pins = ROOT / "requirements"
    marks = {name: fingerprint(pins / f"{name}.txt", Path(__file__)) for name in ("service", "dev", "rasa")}
    had_dev = fresh(SERVICE, marks["dev"])
    service_ready = had_dev or (not dev and fresh(SERVICE, marks["service"]))
    rasa_ready = fresh(RASA, marks["rasa"])
    language = ROOT / "rasa_plugins" / "language.py"
    language_mark = fingerprint(pins / "rasa.txt", language)
    if service_ready and rasa_ready and fresh(LANGUAGE, language_mark):
        return

    new = [venv for venv in (SERVICE, RASA) if not (venv / "bin" / "python").exists()]
    if new:
        check_disk(ROOT, DISK_FOR_BOTH if RASA in new else DISK_FOR_SERVICE)
        check_memory(available_memory())
    ours = service_python()
    if ours is None:
        raise CannotSetUp(
            "Holdfast needs Python 3.11, 3.12 or 3.13: install one, and run make setup PYTHON=/path/to/it."
        )
    uv = find_uv()
    rasas = RASA / "bin" / "python" if rasa_ready else rasa_python(uv)

    if not service_ready:
        kept = dev or (SERVICE / ".holdfast-dev").exists()
        name = "dev" if kept else "service"
        install(uv, SERVICE, ours, pins / f"{name}.txt", "installing the service", "0.7 GB on disk")
        write_command()
        if kept:
            (SERVICE / ".holdfast-dev").touch()
        stamp_of(SERVICE).write_text(marks[name])
    if not rasa_ready:
        install(uv, RASA, rasas, pins / "rasa.txt", "installing Rasa", "2.7 GB on disk; a few minutes")
        stamp_of(RASA).write_text(marks["rasa"])
    if not fresh(LANGUAGE, language_mark):
        say("building the language pipeline")
        run("building the language pipeline", [RASA / "bin" / "python", "-m", "rasa_plugins.language"])
        stamp_of(LANGUAGE).write_text(language_mark)
    say("set up")


def main() -> int:
    """Exit status for make."""
    parser = argparse.ArgumentParser(description="Prepare both environments and the language pipeline.")
    parser.add_argument("--dev", action="store_true", help="with what tests and checks need")
    dev = parser.parse_args().dev
    try:
        TOOLS.mkdir(exist_ok=True)
        with (TOOLS / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two runs at once take turns
            set_up(dev)
    except CannotSetUp as fault:
        print(fault, file=sys.stderr)
        return 1
    except PermissionError as fault:
        print(
            f"{fault.filename} cannot be written: run set-up as the user who owns this folder.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("Stopped; run it again to go on where it was.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
