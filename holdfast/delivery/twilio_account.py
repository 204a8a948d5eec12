"""What the account knows that we may not: texts that came in, and how its numbers are set."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from holdfast.delivery.twilio_sender import TwilioSender
from holdfast.settings import Settings

# As many as one look takes; the next look goes on from the oldest that is not here yet.
MOST = 1000
OF_SERVICE = (
    "inbound_request_url", "inbound_method", "fallback_url", "smart_encoding", "validity_period",
    "use_inbound_webhook_on_number",
)  # fmt: skip
OF_NUMBER = (
    "sms_url", "sms_method", "sms_fallback_url", "voice_url", "voice_method", "voice_fallback_url",
)  # fmt: skip


@dataclass(frozen=True)
class Received:
    """A text that a phone sent to us, as Twilio keeps it."""

    sid: str
    phone: str
    text: str
    media: int
    at: datetime


class TwilioAccount:
    """Reads the account; changes nothing."""

    def __init__(self, settings: Settings, sender: TwilioSender | None = None) -> None:
        self._settings = settings
        self._sender = sender or TwilioSender(settings)

    def received(self, since: datetime) -> list[Received]:
        """Texts that came in from then on, oldest first. Raises SendError."""
        origin = self._settings.twilio_from
        to = {} if origin.startswith("MG") else {"to": origin}
        listed = self._sender.call(
            lambda client: client.messages.list(date_sent_after=since, limit=MOST, page_size=MOST, **to)
        )
        found = [
            Received(str(one.sid), str(one.from_), one.body or "", int(one.num_media or 0), at)
            for one in listed
            if one.direction == "inbound" and (at := one.date_sent or one.date_created) is not None
        ]
        # The API filters by day as far as anyone has promised: the moment is looked at here. It lists the newest first
        # and keeps whole seconds: within one the list's own order decides.
        return sorted((one for one in reversed(found) if one.at >= since), key=lambda one: one.at)

    def service(self) -> dict[str, Any]:
        """The settings of the messaging service that sends, by their names in the API. Raises SendError."""
        origin = self._settings.twilio_from
        found = self._sender.call(lambda client: client.messaging.v1.services(origin).fetch())
        return {name: getattr(found, name, None) for name in OF_SERVICE}

    def number(self, phone: str) -> dict[str, Any] | None:
        """The settings of a number of this account; None when it has no such number. Raises SendError."""
        found = self._sender.call(
            lambda client: client.incoming_phone_numbers.list(phone_number=phone, limit=1)
        )
        return {name: getattr(found[0], name, None) for name in OF_NUMBER} if found else None
