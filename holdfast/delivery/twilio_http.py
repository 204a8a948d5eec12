"""The HTTP client that Twilio's SDK is given: bounded waits, no retries, nothing logged, any address."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from urllib3.exceptions import MaxRetryError, NewConnectionError

from holdfast.errors import SendError, TransientSendError, UnknownOutcome

CONNECT_S = 5
READ_S = 10
# As many texts as the outbox carries at once, and look-ups beside them.
CONNECTIONS = 32


class HttpClient(TwilioHttpClient):  # type: ignore[misc]  # the SDK ships no types
    """Sends the SDK's requests to `base` in place of Twilio's own scheme and host, when it is given."""

    def __init__(self, base: str | None = None) -> None:
        super().__init__()
        self.timeout = (CONNECT_S, READ_S)
        self._base = urlsplit(base) if base else None
        # An address that was given is meant: no proxy from the environment stands before it.
        self.session.trust_env = self._base is None
        for scheme in ("https://", "http://"):
            self.session.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS, max_retries=0))

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Raise TransientSendError when nothing can have left, UnknownOutcome when something may have."""
        try:
            return super().request(method, self._moved(url), *args, **kwargs)
        except requests.RequestException as fault:
            raise _as_send_error(fault) from None

    def log_request(self, kwargs: dict[str, Any]) -> None:
        """Not logged: a request holds a phone number, and a text."""

    def log_response(self, status_code: int, response: Response) -> None:
        """Not logged either."""

    def _moved(self, url: str) -> str:
        if self._base is None:
            return url
        parts = urlsplit(url)
        path = self._base.path.rstrip("/") + parts.path
        return urlunsplit((self._base.scheme, self._base.netloc, path, parts.query, ""))


def _as_send_error(fault: requests.RequestException) -> SendError:
    """The cause's text holds the address with its query, so only its name is kept."""
    cause = fault.args[0] if fault.args else None
    never_connected = isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
    if never_connected or isinstance(fault, (requests.ConnectTimeout, requests.exceptions.ProxyError)):
        return TransientSendError("cannot connect", "connect")
    if isinstance(fault, requests.exceptions.SSLError):
        return TransientSendError("no secure connection", "tls")
    return UnknownOutcome(type(fault).__name__, "lost")
