"""A script as the person gets it: the bubble on the web, the texts on the phone, the first line on a locked screen."""

from collections.abc import Mapping
from dataclasses import dataclass

import smsutil

from holdfast.content import Library, Script
from holdfast.content.rendering import render
from holdfast.content.script import arguments_in

# What a locked phone shows at a glance, about two lines; and what the rules look at (holdfast/content/checks/phone.py).
SCREEN = 90


@dataclass(frozen=True)
class Preview:
    """The words with examples in place of the arguments."""

    web: str
    choices: tuple[str, ...]
    parts: tuple[str, ...]
    characters: int
    plain: bool
    screen: str
    voice: str | None = None
    only_spoken: bool = False


def examples(library: Library, arguments: Mapping[str, str], country: str, channel: str) -> dict[str, str]:
    """An example for every argument; the crisis line as it will be once it is confirmed."""
    lines = library.lines
    sentence = lines.sentences.get((country, "anyone", channel))
    emergency = lines.emergency(country) or lines.anywhere_emergency
    line = sentence.text if sentence else lines.anywhere[channel]
    return {**arguments, "line": line, "emergency": emergency}


def preview(library: Library, script: Script, arguments: Mapping[str, str], country: str) -> Preview:
    """Every channel. An argument that no example is known for shows its own name."""
    named = {name: f"[{name}]" for name in script.arguments}
    labels = {name: f"[{name}]" for button in script.buttons for name in arguments_in(button.label)}
    given = {**named, **labels}
    web = render(script, "web", given | examples(library, arguments, country, "web"))
    sms = render(script, "sms", given | examples(library, arguments, country, "sms")).text
    split = smsutil.split(sms)
    spoken = render(script, "voice", given | examples(library, arguments, country, "web"))
    return Preview(
        web=web.text,
        choices=tuple(choice.label for choice in web.choices),
        parts=tuple(part.content for part in split.parts),
        characters=len(sms),
        plain=smsutil.is_valid_gsm(sms),
        screen=" ".join(sms[:SCREEN].split()).rstrip(".") + "…" if len(sms) > SCREEN else sms,
        voice=None if script.voice is None else spoken.text,
        only_spoken=script.only_spoken,
    )
