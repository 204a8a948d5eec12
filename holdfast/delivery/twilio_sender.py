"""Texts carried by Twilio's SDK."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from holdfast.delivery import twilio_errors
from holdfast.delivery.tries import Tries
from holdfast.errors import SendError, TransientSendError, UnknownOutcome
from holdfast.settings import Settings

if TYPE_CHECKING:
    from twilio.base.exceptions import TwilioException

# How long a text may wait in Twilio's queue, alert or reply: neither may arrive long after the moment
# it was for, and the ladder goes on by itself. (Twilio's own default is ten hours.)
VALID_S = 120
LOOK_AT = 50


class TwilioSender:
    """Implements `holdfast.delivery.sender.Sender`. Safe to call from many threads."""

    def __init__(self, settings: Settings, api_base: str | None = None) -> None:
        self._settings = settings
        self._base = api_base or settings.twilio_api_base or None
        self._lock = threading.Lock()
        self._clients: list[Any] = []
        self._tries = Tries()

    def send(self, to: str, text: str, delivery_id: str) -> str:
        """Hand the text over, asking for status reports about it, and give Twilio's SID."""
        self._tries.begin(delivery_id)
        origin = self._settings.twilio_from
        message = self.call(
            lambda client: client.messages.create(
                to=to,
                body=text,
                status_callback=f"{self._settings.public_url.rstrip('/')}/sms/status?delivery={delivery_id}",
                validity_period=VALID_S,
                smart_encoded=True,
                **({"messaging_service_sid": origin} if origin.startswith("MG") else {"from_": origin}),
            )
        )
        if not message.sid:
            raise UnknownOutcome("an answer without an id", "answer")
        self._tries.made(delivery_id, message.sid)
        return str(message.sid)

    def find(self, to: str, text: str, delivery_id: str) -> str | None:
        """The SID of this text if Twilio has it.

        The API does not give our delivery id back. So: the newest text to this phone with these words, made
        since we first tried, that is not known to be another delivery's. In doubt None: a duplicate beats
        silence. Not filtered by date of sending, which a queued text does not have yet.
        """
        if made := self._tries.provider_id(delivery_id):
            return made
        since, others = self._tries.since(delivery_id), self._tries.known()
        try:
            listed = self.call(lambda client: client.messages.list(to=to, limit=LOOK_AT, page_size=LOOK_AT))
        except TransientSendError:
            raise
        except SendError as fault:
            raise TransientSendError("cannot look it up", fault.code) from fault
        for message in listed:
            fresh = message.date_created is not None and message.date_created >= since
            if fresh and message.sid not in others and (message.body or "").strip() == text.strip():
                self._tries.made(delivery_id, message.sid)
                return str(message.sid)
        return None

    def call(self, use: Any) -> Any:
        """Use the client; with the next auth token when Twilio no longer knows the current one."""
        from twilio.base.exceptions import TwilioException  # noqa: PLC0415  (slow to import; see _make)

        clients = self._ready()
        for number, client in enumerate(clients, 1):
            try:
                return use(client)
            except TwilioException as fault:
                error = _error(fault)
                if error.code != "20003" or number == len(clients):
                    raise error from None
            except (ValueError, KeyError, TypeError, AttributeError) as fault:
                raise UnknownOutcome("an answer that cannot be read", "answer") from fault
        raise UnknownOutcome("no client", "answer")

    def _ready(self) -> list[Any]:
        with self._lock:
            if not self._clients:
                self._clients = self._make()
            return self._clients

    def _make(self) -> list[Any]:
        # Imported at the first send, in a worker thread: a start need not wait a quarter of a second for it.
        from twilio.rest import Client  # noqa: PLC0415

        from holdfast.delivery.twilio_http import HttpClient  # noqa: PLC0415

        account = self._settings.twilio_account_sid
        tokens = [self._settings.twilio_auth_token, self._settings.twilio_next_auth_token]
        # An environment of its own, so that TWILIO_EDGE and the like cannot send texts elsewhere.
        return [
            Client(account, token, http_client=HttpClient(self._base), environment={"": ""})
            for token in tokens
            if token
        ]


def _error(fault: TwilioException) -> SendError:
    """By code and status only: the SDK's text can repeat the number."""
    status = getattr(fault, "status", None)
    if status is None and len(fault.args) > 1:
        status = getattr(fault.args[1], "status_code", None)
    code = getattr(fault, "code", None)
    return twilio_errors.for_answer(int(status or 500), int(code) if code else None)
