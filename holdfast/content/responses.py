"""Loads the scripts of `data/responses/<topic>.yml`, which are in Rasa's own response format."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from holdfast.content.errors import ContentError
from holdfast.content.script import CHANNELS, VOICE, Button, Script
from holdfast.content.yamlfile import YamlFile, read_yaml

_NAME = re.compile(r"utter_[a-z0-9_]+")
_ID = re.compile(r"[a-z][a-z0-9_]*")
_VARIANT_KEYS = {"text", "channel", "buttons", "metadata"}


class _Fault(Exception):
    """What is wrong with one script; becomes a ContentError that says where."""


def load_scripts(folder: Path) -> dict[str, Script]:
    """Every script by name. Two files with the same name are refused: Rasa would keep one and say nothing."""
    if not folder.is_dir():
        raise ContentError(folder, "folder", "does not exist")
    scripts: dict[str, Script] = {}
    for path in sorted(folder.rglob("*.yml")):
        for script in _scripts_in(read_yaml(path)):
            if script.name in scripts:
                other = scripts[script.name].file.name
                raise ContentError(path, script.name, f"is also in {other}", script.line)
            scripts[script.name] = script
    return scripts


def _scripts_in(file: YamlFile) -> list[Script]:
    extra = set(file.data) - {"version", "responses"}
    if extra:
        raise ContentError(file.path, "file", f"unknown key: {min(map(str, extra))}")
    responses = file.data.get("responses") or {}
    if not isinstance(responses, dict):
        raise ContentError(file.path, "responses", "must be a mapping")
    return [_script(file, str(name), variants) for name, variants in responses.items()]


def _script(file: YamlFile, name: str, variants: Any) -> Script:
    line = file.line("responses", name)
    try:
        by_channel = _by_channel(name, variants)
        sms, voice = by_channel.get("sms"), by_channel.get(VOICE)
        web = by_channel.get("web") or by_channel[VOICE]
        buttons = _buttons(web.get("buttons") or [])
    except _Fault as fault:
        raise ContentError(file.path, name, str(fault), line) from None
    return Script(
        name=name,
        topic=file.path.stem,
        file=file.path,
        line=line,
        web=web["text"].strip(),
        sms=sms["text"].strip() if sms else None,
        buttons=buttons,
        metadata={**(web.get("metadata") or {}), **((sms or {}).get("metadata") or {})},
        notes=file.comment_above(line),
        voice=voice["text"].strip() if voice else None,
    )


def _by_channel(name: str, variants: Any) -> dict[str, dict[str, Any]]:
    if not _NAME.fullmatch(name):
        raise _Fault("a script's name is utter_ and small letters, digits, underscores")
    if not isinstance(variants, list) or not all(isinstance(variant, dict) for variant in variants):
        raise _Fault("must be a list of variants")
    by_channel: dict[str, dict[str, Any]] = {}
    for variant in variants:
        channel = _channel_of(variant)
        if channel in by_channel:
            raise _Fault(f"has two variants for {channel}; Rasa would choose one at random")
        by_channel[channel] = variant
    if "web" not in by_channel and set(by_channel) != {VOICE}:
        raise _Fault("has no variant for the web")
    if any("buttons" in by_channel.get(channel, {}) for channel in ("sms", VOICE)):
        raise _Fault("buttons stand on the web variant only; both channels use them")
    return by_channel


def _channel_of(variant: dict[str, Any]) -> str:
    if extra := set(variant) - _VARIANT_KEYS:
        raise _Fault(f"unknown key: {min(map(str, extra))}")
    channel = variant.get("channel", "web")
    if channel not in (*CHANNELS, VOICE):
        raise _Fault("a variant is for sms or voice, or has no channel and is for the web")
    if not isinstance(variant.get("text"), str) or not variant["text"].strip():
        raise _Fault(f"has no text for {channel}")
    if not isinstance(variant.get("metadata") or {}, dict):
        raise _Fault("metadata must be a mapping")
    return str(channel)


def _buttons(entries: Any) -> tuple[Button, ...]:
    if not isinstance(entries, list):
        raise _Fault("buttons must be a list")
    buttons = tuple(_button(entry) for entry in entries)
    if len({button.id for button in buttons}) != len(buttons):
        raise _Fault("offers the same choice twice")
    return buttons


def _button(button: Any) -> Button:
    if not isinstance(button, dict) or set(button) != {"title", "payload"}:
        raise _Fault("a button has a title and a payload, nothing else")
    title, payload = button["title"], button["payload"]
    if not isinstance(title, str) or not title.strip():
        # Unquoted Yes and No are truth values in YAML.
        raise _Fault("a button's title must be text; put it in quotes")
    if not isinstance(payload, str) or not payload.startswith("/") or not _ID.fullmatch(payload[1:]):
        raise _Fault("a button's payload is a slash and the intent's name")
    return Button(payload[1:], title.strip())
