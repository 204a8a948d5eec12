"""The service's TwiML answer to a call, read as Twilio reads it."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass

import httpx

from holdfast.simulator.answers import ACCEPTED_TYPES, BadAnswer

KNOWN = {"Say", "Pause", "Gather", "Dial", "Redirect", "Hangup"}
# Twilio's own, where the answer does not say.
GATHER_S = 5
DIAL_S = 30


@dataclass(frozen=True)
class Verb:
    """One verb. `words` are what it says, in order; `seconds` how long it waits; `url` where it turns afterwards."""

    name: str
    words: tuple[str, ...] = ()
    seconds: float = 0
    url: str | None = None
    number: str = ""


def verbs(answer: httpx.Response) -> list[Verb]:
    """Every verb of the answer. Raises BadAnswer."""
    if answer.headers.get("content-type", "").split(";")[0].strip().lower() not in ACCEPTED_TYPES:
        raise BadAnswer(12300)
    return read(answer.text)


def read(text: str) -> list[Verb]:
    """Every verb of a document. Raises BadAnswer."""
    try:
        root = ET.fromstring(text.encode())  # noqa: S314  (written by the service that we are part of)
    except ET.ParseError:
        raise BadAnswer(12100) from None
    if root.tag != "Response" or any(child.tag not in KNOWN for child in root):
        raise BadAnswer(12200)
    return [_verb(element) for element in root]


def _verb(element: ET.Element) -> Verb:
    text = (element.text or "").strip()
    if element.tag == "Say":
        return Verb("Say", words=(text,))
    if element.tag == "Pause":
        return Verb("Pause", seconds=float(element.get("length", "1")))
    if element.tag == "Gather":
        said = tuple((inner.text or "").strip() for inner in element if inner.tag == "Say")
        return Verb("Gather", said, float(element.get("timeout", GATHER_S)), element.get("action"))
    if element.tag == "Dial":
        return Verb(
            "Dial", seconds=float(element.get("timeout", DIAL_S)), url=element.get("action"), number=text
        )
    return Verb(element.tag, url=text or None)
