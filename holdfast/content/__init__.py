"""The words: load, render and check them. Only the standard library and PyYAML; no database."""

from holdfast.content.errors import (
    CannotSay,
    ContentError,
    MissingArgument,
    NotSigned,
    UnknownChoice,
    UnknownScript,
)
from holdfast.content.exercises import Exercise, Step
from holdfast.content.library import Library
from holdfast.content.lines import Line, Lines
from holdfast.content.phrases import plain
from holdfast.content.script import Button, Choice, Script, Words

__all__ = [
    "Button",
    "CannotSay",
    "Choice",
    "ContentError",
    "Exercise",
    "Library",
    "Line",
    "Lines",
    "MissingArgument",
    "NotSigned",
    "Script",
    "Step",
    "UnknownChoice",
    "UnknownScript",
    "Words",
    "plain",
]
