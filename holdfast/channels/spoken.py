"""TwiML for calls: words spoken several times, a key waited for, a call passed on."""

import re
from collections.abc import Sequence

from twilio.twiml.voice_response import VoiceResponse

from holdfast.channels.twiml import NOT_XML

LANGUAGE = "en-US"
# After the last key this long, so that a pocket's many keys come as one answer; and as long after the words.
WAIT_FOR_KEYS_S = 4
# A line that does not answer in this time is no help.
RING_LINE_S = 30
_NUMBER = re.compile(r"\d(?=\d)")
_LONG = re.compile(r"\d{3,}")


def said(words: Sequence[str]) -> str:
    """These words, and the end of the call."""
    response = VoiceResponse()
    _say(response, words)
    response.hangup()
    return str(response)


def asked(before: str, words: Sequence[str], answer_url: str, times: int, after: str) -> str:
    """`before` once; then the words so many times with a key waited for each time; without one `after`, and the end."""
    response = VoiceResponse()
    _say(response, [before])
    for _ in range(times):
        gather = response.gather(
            input="dtmf", action=answer_url, method="POST", timeout=WAIT_FOR_KEYS_S, finish_on_key="#"
        )
        _say(gather, words)
    _say(response, [after])
    response.hangup()
    return str(response)


def passed_on(words: str, number: str, ended_url: str | None) -> str:
    """The words, and the call goes on to this number; what became of it is posted to `ended_url`."""
    response = VoiceResponse()
    _say(response, [words])
    _dial(response, number, ended_url)
    return str(response)


def standing(words: Sequence[str], times: int, last: str | None, number: str | None) -> str:
    """Where no key can be taken: the words so many times; then the call goes on to the number, if there is one."""
    response = VoiceResponse()
    for _ in range(times):
        _say(response, words)
        response.pause(length=1)
    if last is not None and number is not None:
        _say(response, [last])
        _dial(response, number, None)
    return str(response)


def over() -> str:
    """The end of the call."""
    return said(())


def _dial(response: VoiceResponse, number: str, ended_url: str | None) -> None:
    # The caller's own number goes along, as if they had dialled the line themselves.
    response.dial(
        number, timeout=RING_LINE_S, **({"action": ended_url, "method": "POST"} if ended_url else {})
    )


def _say(into: VoiceResponse, words: Sequence[str]) -> None:
    for text in words:
        if text:
            into.say(_digit_by_digit(NOT_XML.sub("", text)), language=LANGUAGE)


def _digit_by_digit(text: str) -> str:
    """988 is spoken as three digits, not as a number of things."""
    return _LONG.sub(lambda found: _NUMBER.sub(r"\g<0> ", found[0]), text)
