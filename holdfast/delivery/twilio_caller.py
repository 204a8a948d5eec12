"""Calls made by Twilio's SDK. It asks us for the words when somebody answers, and reports what became of the call."""

from holdfast.delivery.tries import Tries
from holdfast.delivery.twilio_sender import LOOK_AT, TwilioSender
from holdfast.errors import SendError, TransientSendError, UnknownOutcome
from holdfast.settings import Settings

# A call may not go on for ever: a pocket that took it keeps the line busy for the next alert.
LONGEST_S = 240
EVENTS = ["initiated", "ringing", "answered", "completed"]


class TwilioCaller:
    """Implements `holdfast.delivery.sender.Caller`. Safe to call from many threads."""

    def __init__(self, settings: Settings, ring_s: int, sender: TwilioSender | None = None) -> None:
        """`ring_s`: how long a phone rings before the call is given up."""
        self._settings, self._ring_s = settings, ring_s
        self._sender = sender or TwilioSender(settings)
        self._tries = Tries()

    def call(self, to: str, delivery_id: str) -> str:
        """Let the phone ring, and give Twilio's SID of the call."""
        self._tries.begin(delivery_id)
        base = self._settings.public_url.rstrip("/")
        made = self._sender.call(
            lambda client: client.calls.create(
                to=to,
                from_=self._settings.twilio_voice_from,
                url=f"{base}/voice/alert?delivery={delivery_id}",
                method="POST",
                status_callback=f"{base}/voice/status?delivery={delivery_id}",
                status_callback_event=EVENTS,
                status_callback_method="POST",
                timeout=self._ring_s,
                time_limit=LONGEST_S,
            )
        )
        if not made.sid:
            raise UnknownOutcome("an answer without an id", "answer")
        self._tries.made(delivery_id, made.sid)
        return str(made.sid)

    def find_call(self, to: str, delivery_id: str) -> str | None:
        """The SID of this call if Twilio has it.

        The API does not give our delivery id back. So: the newest call to this phone, made since we first tried, that
        is not known to be another delivery's. In doubt None: ringing twice beats silence.
        """
        if made := self._tries.provider_id(delivery_id):
            return made
        since, others = self._tries.since(delivery_id), self._tries.known()
        try:
            listed = self._sender.call(
                lambda client: client.calls.list(
                    to=to, from_=self._settings.twilio_voice_from, limit=LOOK_AT, page_size=LOOK_AT
                )
            )
        except TransientSendError:
            raise
        except SendError as fault:
            raise TransientSendError("cannot look it up", fault.code) from fault
        for one in listed:
            if one.date_created is not None and one.date_created >= since and one.sid not in others:
                self._tries.made(delivery_id, one.sid)
                return str(one.sid)
        return None
