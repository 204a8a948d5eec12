"""What can be wrong with the words.

ContentError                 a file cannot be used; raised while loading, never while answering
CannotSay                    a sentence cannot be rendered; the caller says its signed fallback
├── UnknownScript            no file holds a script of that name
├── UnknownChoice            the script has no such choice
├── MissingArgument          the words need an argument that was not given
└── NotSigned                no valid review record covers exactly these words
"""

from __future__ import annotations

from pathlib import Path


class ContentError(Exception):
    """Raised while loading; names the file, the unit and the fault, so that a clinician finds it."""

    def __init__(self, file: Path | str, unit: str, fault: str, line: int | None = None) -> None:
        self.file, self.unit, self.fault, self.line = str(file), unit, fault, line
        where = f"{file}:{line}" if line else str(file)
        super().__init__(f"{where}: {unit}: {fault}")


class CannotSay(Exception):
    """Raised by render. Holds names only, never words or argument values."""

    def __init__(self, script: str, fault: str) -> None:
        self.script, self.fault = script, fault
        super().__init__(f"{script}: {fault}")


class UnknownScript(CannotSay):
    """No file holds a script of that name."""

    def __init__(self, script: str) -> None:
        super().__init__(script, "no such script")


class UnknownChoice(CannotSay):
    """The caller asked for a choice that the script does not have."""

    def __init__(self, script: str, choice: str) -> None:
        self.choice = choice
        super().__init__(script, f"no such choice: {choice}")


class MissingArgument(CannotSay):
    """The words for this channel need an argument that was absent or None."""

    def __init__(self, script: str, argument: str) -> None:
        self.argument = argument
        super().__init__(script, f"missing argument: {argument}")


class NotSigned(CannotSay):
    """Only signed words may be said, and no valid review record covers exactly these."""

    def __init__(self, script: str) -> None:
        super().__init__(script, "not signed, changed since it was signed, or the signature has expired")
