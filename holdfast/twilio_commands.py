"""`holdfast twilio bin`: what Twilio is to answer when nobody of ours does, and whether it is set to."""

import sys
from xml.sax.saxutils import escape

from holdfast.content import CannotSay, Library
from holdfast.delivery.twilio_account import TwilioAccount
from holdfast.errors import HoldfastError
from holdfast.parts import DATA
from holdfast.settings import Settings

SCRIPT = "utter_trouble_saving"


def bin_text(settings: Settings) -> str:
    """The TwiML for a TwiML Bin, in words of the library. Raises HoldfastError when they cannot be said."""
    library = Library.load(DATA, signed_only=not settings.demo, reviews=settings.reviews)
    country = settings.region.upper() or None
    given = {
        "line": library.lines.line(country, "sms"),
        "emergency": library.lines.emergency_words(country),
        "service": settings.service_name,
    }
    try:
        words = library.render(library.for_country(SCRIPT, country), "sms", given).text
    except CannotSay as fault:
        raise HoldfastError(f"{SCRIPT} cannot be said: {type(fault).__name__}") from fault
    message = f"  <Message>{escape(words)}</Message>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Response>\n{message}\n</Response>'


def run(settings: Settings) -> int:
    """Print the text, and what the account is set to; 1 when texts would get no answer with us away."""
    print(bin_text(settings))
    if settings.simulated:
        print("\nNo Twilio account is set: paste this into a TwiML Bin once there is one.", file=sys.stderr)
        return 0
    fallback = TwilioAccount(settings).fallback()
    if fallback is None:
        print("\nThe account has NO fallback address for texts: set it to the TwiML Bin's.", file=sys.stderr)
        return 1
    if settings.public_url and fallback.startswith(settings.public_url):
        print(
            "\nThe fallback address is this very service, which is away when it is needed.", file=sys.stderr
        )
        return 1
    print("\nThe account has a fallback address. Compare the words there with these.", file=sys.stderr)
    return 0
