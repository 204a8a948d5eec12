"""What Twilio signs, and the answer it expects."""

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

MEDIA_TYPE = "text/xml"
# The answer that sends nothing.
EMPTY = str(MessagingResponse())
# XML cannot hold these: one of them would make the whole answer unreadable, and a safety text with it.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Signatures:
    """Checks that a request is Twilio's, by the auth token in use or the next one."""

    def __init__(self, tokens: Sequence[str], public_url: str) -> None:
        self._validators = [RequestValidator(token) for token in tokens if token]
        # What Twilio signs is the address it was given. The Host header is whatever a caller likes.
        self._public_url = public_url.rstrip("/")

    def valid(self, path_and_query: str, raw_body: bytes, header: str | None) -> bool:
        """Whether the header signs exactly this path, query and body. Never raises."""
        if not header:
            return False
        try:
            form = fields(raw_body)
            url = self._public_url + path_and_query
            return any(validator.validate(url, form, header) for validator in self._validators)
        except ValueError:
            # A path that is no URL, or more than a thousand fields: nothing that Twilio sends.
            return False


def fields(raw_body: bytes) -> ImmutableMultiDict[str, str]:
    """The form, blank and repeated fields kept, broken UTF-8 replaced. Raises ValueError on a flood."""
    pairs = parse_qsl(raw_body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=1000)
    return ImmutableMultiDict(pairs)


def reply(parts: Sequence[tuple[str, str]], status_url: str) -> str:
    """TwiML that sends each (delivery id, text) as a message of its own, with status reports about it."""
    response = MessagingResponse()
    for delivery_id, text in parts:
        response.message(NOT_XML.sub("", text), status_callback=f"{status_url}?delivery={delivery_id}")
    return str(response)
