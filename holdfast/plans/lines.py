"""A step of a plan as text to be edited: one item a line, in order, and back into entries of the clinic file."""

import re
from collections.abc import Iterable
from typing import Any

# Stands for a line break inside one item: a clinic file may hold such items, and they stay one.
BREAK = "\u23ce"
# What is read back is "name: number"; so that is how it is typed. Fewer digits are no number of a person.
NUMBER = re.compile(r"(?P<name>.*\S): +(?P<phone>[+(]?\d[\d ()./-]*)", re.DOTALL)
FEWEST_DIGITS = 5


def text(items: Iterable[tuple[str, str | None]]) -> str:
    """(words, number or None) of each item as lines."""
    return "\n".join(
        (f"{words}: {number}" if number else words).replace("\n", BREAK) for words, number in items
    )


def entries(typed: str) -> list[Any]:
    """The entries that these lines stand for; empty lines are none. Words stay as they were typed."""
    return [
        _entry(line.replace(BREAK, "\n")) for line in typed.replace("\r\n", "\n").split("\n") if line.strip()
    ]


def entry(words: str, number: str | None) -> Any:
    """One item as the clinic file writes it."""
    return {"name": words, "phone": number} if number else words


def _entry(line: str) -> Any:
    found = NUMBER.fullmatch(line.rstrip())
    if found is None or len(re.findall(r"\d", found["phone"])) < FEWEST_DIGITS:
        return line
    return entry(found["name"], found["phone"])
