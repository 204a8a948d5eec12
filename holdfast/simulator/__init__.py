"""A Twilio of our own: the part of its REST API that Holdfast uses, its webhooks, and phones for a browser.

The demo runs it beside the service; the tests talk to the same one. Holdfast cannot tell the difference: it
sends through Twilio's SDK over HTTP and gets webhooks with real signatures.
"""

from holdfast.simulator.api import app, routes
from holdfast.simulator.faults import Fault, Faults
from holdfast.simulator.messages import Message
from holdfast.simulator.optouts import ADVISED_STOP_WORDS, STOP_WORDS
from holdfast.simulator.twilio import Twilio, demo

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
