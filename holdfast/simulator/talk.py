"""What happens in an answered call: the service's TwiML is asked for, spoken and carried out, verb by verb."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from holdfast.simulator import forms, verbs
from holdfast.simulator.answers import BadAnswer
from holdfast.simulator.calls import Call
from holdfast.simulator.messages import new_sid
from holdfast.simulator.verbs import Verb
from holdfast.simulator.webhooks import Webhooks

# How fast the program speaks, and how long two people talk.
WORDS_A_SECOND, TALK_S = 2.6, 5
# What Twilio says itself when an answer cannot be used.
SORRY = "We are sorry, an application error has occurred. Goodbye."
Next = tuple[str | None, Mapping[str, str]]


class HungUp(Exception):
    """The phone ended the call."""


@dataclass
class Talk:
    """One call. `keys` brings what is pressed, and None when the phone is put down; `lines` is how lines behave."""

    call: Call
    keys: asyncio.Queue[str | None]
    webhooks: Webhooks
    account_sid: str
    second_s: float
    fallback: str | None
    lines: Mapping[str, str]
    changed: Callable[[Call], None]

    async def run(self, url: str | None) -> None:
        """From the first address to the last verb. Raises HungUp."""
        more: Mapping[str, str] = {}
        while url is not None:
            url, more = await self._act(await self._asked(url, more))

    async def _asked(self, url: str, more: Mapping[str, str]) -> list[Verb]:
        """What the service answers; the Bin's text when it does not, or Twilio's own apology."""
        form = forms.call(self.call, self.account_sid) | dict(more)
        answer = await self.webhooks.post(url, form)
        try:
            if answer is not None:
                return verbs.verbs(answer)
        except BadAnswer:
            pass
        return verbs.read(self.fallback) if self.fallback else [Verb("Say", (SORRY,)), Verb("Hangup")]

    async def _act(self, found: list[Verb]) -> Next:
        """Do what the verbs say; where to ask next, and with what."""
        for verb in found:
            if verb.name == "Hangup":
                break
            if verb.name == "Redirect":
                return verb.url, {}
            if verb.name == "Dial":
                status = await self._pass_on(verb.number)
                if verb.url:
                    return verb.url, {"DialCallStatus": status, "DialCallSid": new_sid("CA")}
            elif keys := await self._say(verb):
                return verb.url, {"Digits": keys, "FinishedOnKey": ""}
        return None, {}

    async def _say(self, verb: Verb) -> str:
        """Speak, and for a Gather take the keys that are pressed meanwhile or soon after; empty when none are."""
        self.call.heard.extend(verb.words)
        self.call.asks = verb.name == "Gather"
        self.changed(self.call)
        spoken = sum(len(words.split()) for words in verb.words) / WORDS_A_SECOND
        keys = await self._key_within(spoken + verb.seconds)
        self.call.asks = False
        return keys

    async def _pass_on(self, number: str) -> str:
        self.call.connected = number
        self.changed(self.call)
        await self._key_within(TALK_S)
        status = self.lines.get(number, "completed")
        self.call.connected = number if status == "completed" else None
        self.changed(self.call)
        return status

    async def _key_within(self, seconds: float) -> str:
        try:
            async with asyncio.timeout(seconds * self.second_s):
                keys = await self.keys.get()
        except TimeoutError:
            return ""
        if keys is None:
            raise HungUp
        return keys
