"""What set-up asks of the machine before it downloads anything."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

GIB = 1 << 30
DISK_FOR_BOTH = 4 * GIB  # Rasa's environment is 2.5 GB, the service's 0.7 GB
DISK_FOR_SERVICE = GIB
MEMORY = 3 * GIB // 2  # training takes about 1 GB beside a service of 0.2 GB
NEWEST_SERVICE_PYTHON = (3, 13)  # the newest that every pinned package of the service has a wheel for


class CannotSetUp(Exception):
    """Set-up cannot go on. The message is one sentence that says what to do next."""


def python_version(candidate: str | Path) -> tuple[int, int] | None:
    """Version of an interpreter, or None if it does not run: pyenv's shims exist but may refuse."""
    try:
        asked = subprocess.run(
            [str(candidate), "-c", "import sys, ssl, venv; print(*sys.version_info[:2])"],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    numbers = asked.stdout.split()
    return (int(numbers[0]), int(numbers[1])) if asked.returncode == 0 and len(numbers) == 2 else None


def _on_path(name: str) -> Iterator[Path]:
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        if folder and os.access(Path(folder) / name, os.X_OK):
            yield Path(folder) / name


def home() -> Path:
    """The user's folder, which may be missing or not writable."""
    return Path("~").expanduser()


def _pyenv_folders() -> Iterator[Path]:
    if root := os.environ.get("PYENV_ROOT"):
        yield Path(root) / "versions"
    yield home() / ".pyenv" / "versions"


def candidates(version: str) -> Iterator[Path]:
    """Places where Python `version` may be: PATH, pyenv's versions folder (newest first), usual folders."""
    name = f"python{version}"
    yield from _on_path(name)
    for folder in _pyenv_folders():
        try:
            found = [
                path for path in folder.iterdir() if re.fullmatch(rf"{re.escape(version)}\.\d+", path.name)
            ]
        except OSError:
            continue
        for path in sorted(found, key=lambda path: int(path.name.rpartition(".")[2]), reverse=True):
            yield path / "bin" / name
    for usual in ("/usr/local/bin", "/usr/bin", f"/opt/python{version}/bin", "/opt/homebrew/bin"):
        yield Path(usual) / name


def find_python(version: str, places: Iterable[Path] | None = None) -> Path | None:
    """The first interpreter of this version that really runs."""
    wanted = tuple(int(part) for part in version.split("."))
    for candidate in candidates(version) if places is None else places:
        if os.access(candidate, os.X_OK) and python_version(candidate) == wanted:
            return candidate
    return None


def service_python() -> Path | None:
    """An interpreter for the service: the running one if it will do, else one that is found."""
    if (3, 11) <= sys.version_info[:2] <= NEWEST_SERVICE_PYTHON:
        return Path(sys.executable)
    for minor in range(NEWEST_SERVICE_PYTHON[1], 10, -1):
        if found := find_python(f"3.{minor}"):
            return found
    return None


def _nearest_existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


def free_disk(folder: Path) -> int:
    """Bytes free where `folder` is or will be."""
    return shutil.disk_usage(_nearest_existing(folder)).free


def check_disk(folder: Path, needed: int) -> None:
    """Refuse when there is less than `needed`."""
    if (free := free_disk(folder)) < needed:
        raise CannotSetUp(
            f"{folder} has {free / GIB:.1f} GB of free disk and set-up needs {needed / GIB:.0f} GB: "
            "free some space and run it again."
        )


def available_memory(proc: Path = Path("/proc/meminfo"), group: Path = Path("/sys/fs/cgroup")) -> int | None:
    """Bytes of memory free or to be freed, within a container's limit; None where no one can tell."""
    try:
        free = int(re.search(r"MemAvailable:\s+(\d+) kB", proc.read_text())[1]) * 1024  # type: ignore[index]
    except (OSError, TypeError):
        return None
    try:
        return min(free, int((group / "memory.max").read_text()))
    except (OSError, ValueError):  # no limit is written as "max"
        return free


def check_memory(available: int | None, needed: int = MEMORY) -> None:
    """Refuse when there is less than `needed`."""
    if available is not None and available < needed:
        raise CannotSetUp(
            f"This machine has {available / GIB:.1f} GB of free memory and Rasa needs {needed / GIB:.1f} GB "
            "to train and run: end other programs or use a larger machine."
        )
