"""A Twilio of our own: the part of its REST API that Holdfast uses, its webhooks, and phones for a browser.

The demo runs it beside the service; the tests talk to the same one. Holdfast cannot tell the difference: it
sends through Twilio's SDK over HTTP and gets webhooks with real signatures.
"""

from starlette.applications import Starlette
from starlette.routing import Route

from holdfast.simulator import api, calls_api
from holdfast.simulator.faults import Fault, Faults
from holdfast.simulator.messages import Message
from holdfast.simulator.optouts import ADVISED_STOP_WORDS, STOP_WORDS
from holdfast.simulator.twilio import Twilio, demo


def routes(twilio: Twilio) -> list[Route]:
    """The REST API, to be mounted anywhere; the SDK is pointed at that place by `HOLDFAST_TWILIO_API_BASE`."""
    return [*api.routes(twilio), *calls_api.routes(twilio)]


def app(twilio: Twilio) -> Starlette:
    """The same on its own."""
    return Starlette(routes=routes(twilio))


__all__ = [
    "ADVISED_STOP_WORDS",
    "STOP_WORDS",
    "Fault",
    "Faults",
    "Message",
    "Twilio",
    "app",
    "demo",
    "routes",
]
