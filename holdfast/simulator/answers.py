"""The service's TwiML answer to a text, read as Twilio reads it."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass

import httpx

ACCEPTED_TYPES = ("text/xml", "application/xml", "text/html")


class BadAnswer(Exception):
    """Twilio could not have used this answer. `code` is the error it would record."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


@dataclass(frozen=True)
class Reply:
    """One `<Message>`."""

    body: str
    to: str | None
    status_callback: str | None


def replies(answer: httpx.Response) -> list[Reply]:
    """Every `<Message>` of the answer. Raises BadAnswer."""
    if answer.headers.get("content-type", "").split(";")[0].strip().lower() not in ACCEPTED_TYPES:
        raise BadAnswer(12300)
    try:
        root = ET.fromstring(answer.content)  # noqa: S314  (written by the service that we are part of)
    except ET.ParseError:
        raise BadAnswer(12100) from None
    if root.tag != "Response" or any(child.tag != "Message" for child in root):
        raise BadAnswer(12200)
    return [_reply(element) for element in root]


def _reply(element: ET.Element) -> Reply:
    body = element.find("Body")
    text = (body.text if body is not None else element.text) or ""
    return Reply(text, element.get("to"), element.get("action") or element.get("statusCallback"))
