"""What the account knows that we may not: texts that came in, and where Twilio turns when we do not answer."""

from dataclasses import dataclass
from datetime import datetime

from holdfast.delivery.twilio_sender import TwilioSender
from holdfast.settings import Settings

# As many as one look takes; the next look goes on from the oldest that is not here yet.
MOST = 1000


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

    def fallback(self) -> str | None:
        """The address to which Twilio turns when ours does not answer; None when there is none. Raises SendError."""
        origin = self._settings.twilio_from
        if origin.startswith("MG"):
            found = self._sender.call(
                lambda client: client.messaging.v1.services(origin).fetch().fallback_url
            )
        else:
            numbers = self._sender.call(
                lambda client: client.incoming_phone_numbers.list(phone_number=origin, limit=1)
            )
            found = numbers[0].sms_fallback_url if numbers else None
        return found or None
