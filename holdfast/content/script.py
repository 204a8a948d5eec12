"""A script: one thing that can be said, in its words for the web, for a text message and perhaps for a call."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from holdfast.content.unit import joined, quoted

ARGUMENT = re.compile(r"\{([a-z][a-z0-9_]*)\}")
CHANNELS = ("web", "sms")
# Spoken by a program in a call. Few scripts are; those that are spoken only have these words alone.
VOICE = "voice"
# Help for the reader of a script; everything else in its metadata is signed with its words.
NOT_SIGNED = ("purpose", "notes")


def arguments_in(text: str) -> frozenset[str]:
    """The names in braces."""
    return frozenset(ARGUMENT.findall(text))


@dataclass(frozen=True)
class Button:
    """An offered choice as it is written: the id is the intent's name without a slash."""

    id: str
    label: str


@dataclass(frozen=True)
class Choice:
    """An offered choice as it is shown."""

    id: str
    label: str


@dataclass(frozen=True)
class Words:
    """What is really said. On SMS the choices are already written out as numbered lines in `text`."""

    script: str
    text: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Script:
    """The written words. `sms` is None when the file has no variant for it; `check` reports that. `voice` are the
    words for a call, if there are any; a script for calls alone has them as `web` too. `notes` is the comment that
    stands above them in the file."""

    name: str
    topic: str
    file: Path
    line: int | None
    web: str
    sms: str | None
    buttons: tuple[Button, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    notes: str = ""
    voice: str | None = None

    def text(self, channel: str) -> str:
        """The words for a channel; without an SMS variant the web words are better than silence."""
        if channel not in (*CHANNELS, VOICE):
            raise ValueError(f"no such channel: {channel}")
        if channel == VOICE:
            return self.web if self.voice is None else self.voice
        return self.web if channel == "web" or self.sms is None else self.sms

    @property
    def variants(self) -> Mapping[str, str]:
        """The words that are written, by channel."""
        written = {"web": None if self.only_spoken else self.web, "sms": self.sms, VOICE: self.voice}
        return {channel: text for channel, text in written.items() if text is not None}

    @property
    def only_spoken(self) -> bool:
        """True when the words are for a call and nothing else."""
        return self.voice is not None and self.sms is None and self.voice == self.web

    @property
    def arguments(self) -> frozenset[str]:
        """What the written words need; a choice may need more, and is dropped without it."""
        return arguments_in(self.web) | arguments_in(self.sms or "")

    @property
    def named(self) -> frozenset[str]:
        """Other scripts that this one names in its metadata."""
        return frozenset(re.findall(r"\butter_[a-z0-9_]+", json.dumps(dict(self.metadata), default=str)))

    @property
    def numbered(self) -> bool:
        """True when the SMS words name the numbers of the choices themselves."""
        return bool(self.metadata.get("numbered"))

    @property
    def claims(self) -> str | None:
        """What these words claim ("told", "taken", "here", "contact_told"): the record must show it."""
        claims = self.metadata.get("claims")
        return None if claims is None else str(claims)

    @property
    def asks(self) -> str | None:
        """The direct question in these words ("suicide", "danger", "injury"), for hearing its answer."""
        asks = self.metadata.get("asks")
        return None if asks is None else str(asks)

    @property
    def words(self) -> str:
        """Exactly what a signature covers: all texts, the choices, and what decides when they may be said."""
        marks = {key: value for key, value in self.metadata.items() if key not in NOT_SIGNED}
        lines = [f"script {self.name}", *quoted("web", self.web)]
        lines += quoted("sms", self.sms) if self.sms is not None else ["sms: none"]
        lines += quoted(VOICE, self.voice) if self.voice is not None else []
        lines += [f"choice {button.id}: {button.label}" for button in self.buttons]
        lines += [f"{key}: {json.dumps(marks[key], default=str, sort_keys=True)}" for key in sorted(marks)]
        return joined(lines)
