"""Which Rasa model belongs to the words and stories as they are now, and how it is made.

The digest of what Rasa learns from is part of the model's file name, so there is one question only: is that
file there? Signing words or changing them never needs training; adding or renaming a script does.
"""

import fcntl
import hashlib
import os
import shutil
from pathlib import Path
from typing import IO

LEARNED_FROM = ("config.yml", "domain.yml", "requirements/rasa.txt")
LEARNED_FROM_FOLDERS = (
    ("data/nlu", "*.yml"),
    ("data/rules", "*.yml"),
    ("data/stories", "*.yml"),
    ("rasa_plugins", "*.py"),
)
KEPT_MODELS = 3


class CannotTrain(Exception):
    """Training is not possible or failed. The message is one sentence that says what to do next."""


def digest(root: Path) -> str:
    """Of everything that a model is made from. Raises CannotTrain if a file of words cannot be read."""
    # Imported here: the supervisor starts the service before it reads any YAML.
    from holdfast.content import ContentError, Library  # noqa: PLC0415

    try:
        names = Library.load(root / "data").names_digest()
    except ContentError as fault:
        raise CannotTrain(f"The words cannot be read ({fault}): correct them and start again.") from fault
    files = [root / name for name in LEARNED_FROM]
    for folder, pattern in LEARNED_FROM_FOLDERS:
        files += sorted((root / folder).rglob(pattern))
    total = hashlib.sha256(names.encode())
    for file in files:
        total.update(f"\n{file.relative_to(root)}\n".encode())
        total.update(file.read_bytes() if file.exists() else b"")
    return total.hexdigest()[:16]


class Model:
    """The model for the present digest: its file, and how to make it once, whoever asks."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.file = root / "models" / f"holdfast-{digest(root)}.tar.gz"
        self._being_made = root / "models" / f".training-{os.getpid()}"
        self._lock: IO[str] | None = None

    def is_made(self) -> bool:
        """Whether it is there."""
        return self.file.exists()

    def claim(self) -> bool:
        """Try to be the one who trains in this checkout; two copies may share it."""
        self.file.parent.mkdir(exist_ok=True)
        lock = (self.file.parent / ".lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def command(self) -> tuple[str, ...]:
        """What trains it, into a folder of its own so that a broken-off run leaves no half model."""
        python = rasa_python(self.root)
        name = self.file.name.removesuffix(".tar.gz")
        words = ("--config", "config.yml", "--domain", "domain.yml", "--data", "data")
        out = ("--out", str(self._being_made), "--fixed-model-name", name)
        return (str(python), "-m", "rasa_plugins", "train", "--augmentation", "0", *words, *out)

    def keep(self, status: int, advice: str) -> None:
        """Move what was trained to its place and drop the oldest; raises CannotTrain if there is nothing."""
        try:
            made = self._being_made / self.file.name
            if status != 0 or not made.exists():
                raise CannotTrain(f"Rasa could not be trained (exit status {status}): {advice}.")
            made.replace(self.file)
            models = sorted(self.file.parent.glob("holdfast-*.tar.gz"), key=lambda file: file.stat().st_mtime)
            for old in models[:-KEPT_MODELS]:
                old.unlink(missing_ok=True)
        finally:
            self.release()

    def release(self) -> None:
        """Let another copy train."""
        shutil.rmtree(self._being_made, ignore_errors=True)
        if self._lock:
            self._lock.close()
            self._lock = None


def rasa_python(root: Path) -> Path:
    """Rasa's interpreter; raises CannotTrain if its environment is missing."""
    python = root / ".venv-rasa" / "bin" / "python"
    if not python.exists():
        raise CannotTrain("Rasa's environment is missing or broken: run make setup.")
    return python
