"""`holdfast twilio bin`: what Twilio answers when nobody of ours does; `check`: what is wrong with the account."""

import sys
from xml.sax.saxutils import escape

from holdfast import signatures, twilio_settings
from holdfast.channels import spoken
from holdfast.content import CannotSay, Library
from holdfast.delivery.twilio_account import TwilioAccount
from holdfast.errors import HoldfastError
from holdfast.parts import DATA
from holdfast.settings import Settings

TEXT, CALL, STAY = "utter_trouble_saving", "utter_call_lines", "utter_call_stay"
CARRIER = {"STOP": "utter_stopped", "START": "utter_started", "HELP": "utter_help_sms"}
NO_ACCOUNT = "\nNo Twilio account is set: paste these into two TwiML Bins once there is one."


def run(settings: Settings, what: str) -> int:
    """Print the texts of the Bins (`bin`), then what is wrong with the account's settings; 1 when anything is."""
    if what == "bin":
        words = _Words(settings)
        print(f"For texts:\n\n{words.of_text()}\n\nFor calls:\n\n{words.of_call()}\n\nFor Advanced Opt-Out:")
        print(*(f"\n{word}: {words.of_carrier(script)}" for word, script in CARRIER.items()), sep="")
    if settings.simulated:
        print(NO_ACCOUNT, file=sys.stderr)
        return 0
    account = TwilioAccount(settings)
    wrong = list(twilio_settings.faults(settings, account))
    print("", *(wrong or ["Nothing is wrong with what can be read."]), sep="\n", file=sys.stderr)
    print(*twilio_settings.BY_HAND, sep="\n", file=sys.stderr)
    return 1 if wrong else 0


class _Words:
    """What the Bins say, in words of the library. Raises HoldfastError when they cannot be said."""

    def __init__(self, settings: Settings) -> None:
        library = Library.load(DATA, signed_only=not settings.demo, reviews=settings.reviews)
        self._library = signatures.counted(library, settings)
        self._country = settings.region.upper() or None
        self._service = settings.service_name

    def of_text(self) -> str:
        """The TwiML of the Bin for texts."""
        message = f"  <Message>{escape(self._said(TEXT, 'sms'))}</Message>"
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<Response>\n{message}\n</Response>'

    def of_call(self) -> str:
        """The TwiML of the Bin for calls: it can take no key, so whoever stays on the call is connected."""
        line = self._library.lines.connectable(self._country)
        stay = self._said(STAY, "voice", called=line.name) if line else None
        return spoken.standing([self._said(CALL, "voice")], 2, stay, line.connect if line else None)

    def of_carrier(self, script: str) -> str:
        """What Twilio itself says to a word of the carrier."""
        return self._said(script, "sms").replace("\n", " ")

    def _said(self, script: str, channel: str, **more: str) -> str:
        given = {
            "line": self._library.lines.line(self._country, channel),
            "emergency": self._library.lines.emergency_words(self._country),
            "service": self._service,
            **more,
        }
        try:
            return self._library.render(self._library.for_country(script, self._country), channel, given).text
        except CannotSay as fault:
            raise HoldfastError(f"{script} cannot be said: {type(fault).__name__}") from fault
