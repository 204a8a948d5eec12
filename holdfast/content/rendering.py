"""Turns a script into what is really said on one channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from holdfast.content.errors import MissingArgument, UnknownChoice
from holdfast.content.script import ARGUMENT, Button, Choice, Script, Words, arguments_in


def render(
    script: Script, channel: str, args: Mapping[str, object], only: Sequence[str] | None = None
) -> Words:
    """The words and their choices. None counts as absent.

    A missing argument of the text raises MissingArgument; a choice whose label misses one is dropped, so that
    "Text {contact}" is simply not offered to someone without a contact.
    """
    given = {name: str(value) for name, value in args.items() if value is not None}
    text = script.text(channel)
    for name in sorted(arguments_in(text) - set(given)):
        raise MissingArgument(script.name, name)
    choices = tuple(
        Choice(button.id, _fill(button.label, given))
        for button in _wanted(script, only)
        if arguments_in(button.label) <= set(given)
    )
    said = _fill(text, given)
    if channel == "sms" and choices and not script.numbered:
        said += "\n" + "\n".join(f"{number} {choice.label}" for number, choice in enumerate(choices, 1))
    return Words(script.name, said, choices)


def _fill(text: str, given: Mapping[str, str]) -> str:
    # One pass: braces inside a person's own words are words, not arguments.
    return ARGUMENT.sub(lambda found: given[found[1]], text)


def _wanted(script: Script, only: Sequence[str] | None) -> Sequence[Button]:
    if only is None:
        return script.buttons
    by_id = {button.id: button for button in script.buttons}
    for choice in only:
        if choice not in by_id:
            raise UnknownChoice(script.name, choice)
    return [by_id[choice] for choice in dict.fromkeys(only)]
