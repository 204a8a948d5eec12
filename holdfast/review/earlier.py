"""A script as it was when it was signed, from the words in the record."""

from dataclasses import replace

from holdfast.content.script import VOICE, Button, Script

TEXTS = ("web", "sms", VOICE)


def script_of(now: Script, words: str) -> Script:
    """The script with the texts and choices of these words, for looking at it; its other marks are those of now."""
    texts: dict[str, list[str]] = {}
    buttons = []
    label = ""
    for row in words.splitlines():
        if row.startswith("| "):
            texts.setdefault(label, []).append(row[2:])
            continue
        label, _, rest = row.partition(":")
        if label.startswith("choice "):
            buttons.append(Button(label.removeprefix("choice "), rest.strip()))
    said = {name: "\n".join(texts[name]) for name in TEXTS if name in texts}
    numbered = any(row == "numbered: true" for row in words.splitlines())
    return replace(
        now,
        web=said.get("web", ""),
        sms=said.get("sms"),
        voice=said.get(VOICE),
        buttons=tuple(buttons),
        metadata={"numbered": numbered},
    )
