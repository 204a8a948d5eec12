"""A small data folder of its own, and `holdfast review` on it."""

import argparse
import io
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from holdfast import review
from holdfast.content import Library
from holdfast.review import arguments, commands, signing
from holdfast.settings import Settings

DATA = Path(__file__).parents[2] / "data"
WORDS = """version: "3.1"
responses:
  # Said first.
  utter_hello:
  - text: Hello, you. What would help?
    buttons: [{title: Breathe, payload: /start_breathing}]
  - text: Hello, you. What would help?
    channel: sms
  utter_bye:
  - text: Goodbye for now.
  - text: Goodbye.
    channel: sms
"""
SAFE = """version: "3.1"
responses:
  utter_safe:
  - text: Call {emergency} now. I am a program. <b>
  - text: Call {emergency} now. I am a program.
    channel: sms
"""
SIGNER = ["--name", "Test Reviewer 1", "--registration", "TEST-1", "--role", "a test"]


@dataclass(frozen=True)
class Clinic:
    """The folder, and the command on it."""

    data: Path
    reviews: Path
    read: Callable[[], tuple[str, str]]

    def run(self, *words: str) -> tuple[int, str]:
        """Exit status and what was printed."""
        parser = argparse.ArgumentParser()
        arguments.add(parser.add_subparsers(dest="verb"))
        given = parser.parse_args(["review", *words])
        status = review.run(
            Settings(reviews_dir=str(self.reviews), data_dir=str(self.data.parent / "var")), given
        )
        return status, "".join(self.read())

    def sign(self, *words: str) -> tuple[int, str]:
        """The same for `sign`, by reviewer 1 unless somebody else is named."""
        return self.run("sign", *SIGNER, "--yes", *words)

    def library(self) -> Library:
        return Library.load(self.data, reviews=self.reviews)

    def state(self, name: str) -> str:
        library = self.library()
        return library.standing(library.units[name]).state

    def rewrite(self, old: str, new: str) -> None:
        """Change a word of the small topic."""
        path = self.data / "responses" / "calm.yml"
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Clinic:
    data = tmp_path / "data"
    (data / "responses").mkdir(parents=True)
    (data / "exercises").mkdir()
    (data / "responses" / "calm.yml").write_text(WORDS)
    (data / "responses" / "safety.yml").write_text(SAFE)
    (data / "exercises" / "hello.yml").write_text("# Twice.\nname: hello\nsteps:\n- script: utter_hello\n")
    for name in ("crisis_lines.yml", "lint.yml"):
        shutil.copy(DATA / name, data / name)
    monkeypatch.setattr(commands, "DATA", data)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    return Clinic(data, tmp_path / "reviews", capsys.readouterr)


def in_a_year() -> date:
    """When a signature of today ends."""
    return signing.in_years(datetime.now().astimezone().date(), 1)
