"""Whether the conversations notice: `python -m bench.mutations` drops one rule, story or script at a time.

Each loss is made in a copy of the files, trained where that is needed, and given to the conversations; the first
failure ends that one. About two minutes each, so a run takes a sample by a seed and ends after a set time.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
COPIED = (
    "actions", "bench", "data", "holdfast", "migrations", "rasa_plugins", "requirements", "tests", "config.yml",
    "credentials.yml", "domain.yml", "endpoints.yml", "pyproject.toml", "Makefile", "docs",
)  # fmt: skip
SHARED = (".venv", ".venv-rasa")
# Fast first: what a file check finds needs no training.
FAST = ("tests/dialogue/test_files_agree.py", "tests/core/test_words_exist.py")
SLOW = (
    "tests/dialogue/test_conversations.py",
    "tests/dialogue/test_stories.py",
    "tests/dialogue/test_whole_conversations.py",
)


@dataclass(frozen=True)
class Loss:
    """One thing that is dropped."""

    kind: str
    file: Path
    name: str

    def make(self, root: Path) -> None:
        """Drop it from the copy."""
        file = root / self.file
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        if self.kind == "script":
            del data["responses"][self.name]
        else:
            section = "rules" if self.kind == "rule" else "stories"
            data[section] = [one for one in data[section] if one[self.kind] != self.name]
        file.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")


def losses() -> list[Loss]:
    """Everything that could be dropped."""
    found = []
    for kind, folder, section in (("rule", "rules", "rules"), ("story", "stories", "stories")):
        for file in sorted((ROOT / "data" / folder).glob("*.yml")):
            entries = yaml.safe_load(file.read_text(encoding="utf-8")).get(section, [])
            found += [Loss(kind, file.relative_to(ROOT), entry[kind]) for entry in entries]
    topics = yaml.safe_load((ROOT / "data/handoff.yml").read_text(encoding="utf-8"))["dialogue_topics"]
    for file in (ROOT / "data/responses" / f"{topic}.yml" for topic in topics):
        names = yaml.safe_load(file.read_text(encoding="utf-8"))["responses"] if file.exists() else ()
        found += [Loss("script", file.relative_to(ROOT), name) for name in names]
    return found


def noticed(loss: Loss, most_s: float) -> bool:
    """Whether training or some test fails without it. Taking too long is not noticing."""
    with tempfile.TemporaryDirectory(prefix="holdfast-loss-") as folder:
        root = Path(folder)
        for name in COPIED:
            source = ROOT / name
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, root / name)
        for name in SHARED:
            (root / name).symlink_to(ROOT / name)
        (root / "models").mkdir()
        (root / "models/language_en").symlink_to(ROOT / "models/language_en")
        loss.make(root)
        until = time.monotonic() + most_s
        python = str(ROOT / ".venv/bin/python")
        steps = (
            [python, "-m", "pytest", "-q", "-x", *FAST],
            [python, "-m", "holdfast.supervisor.train"],
            [python, "-m", "pytest", "-q", "-x", *SLOW],
        )
        for step in steps:
            left = max(1.0, until - time.monotonic())
            try:
                done = subprocess.run(step, cwd=root, capture_output=True, timeout=left, check=False)
            except subprocess.TimeoutExpired:
                return False
            if done.returncode != 0:
                return True
    return False


def main() -> int:
    """Print each loss and whether it was noticed; the status is the number that was not."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--most", type=int, default=12, help="how many losses to try")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--minutes", type=float, default=30, help="when to end")
    asked.add_argument("--each", type=float, default=400, help="seconds that one may take")
    asked.add_argument("--kind", choices=("rule", "story", "script"))
    given = asked.parse_args()
    there = [loss for loss in losses() if given.kind in (None, loss.kind)]
    random.Random(given.seed).shuffle(there)
    end, missed, tried = time.monotonic() + 60 * given.minutes, 0, 0
    for loss in there[: given.most]:
        if time.monotonic() > end:
            break
        found = noticed(loss, given.each)
        tried, missed = tried + 1, missed + (not found)
        print(f"{'noticed' if found else 'NOT NOTICED'}: {loss.kind} {loss.name} ({loss.file})", flush=True)
    print(f"{tried - missed} of {tried} noticed; {len(there)} could be dropped")
    return min(missed, 100)


if __name__ == "__main__":
    sys.exit(main())
