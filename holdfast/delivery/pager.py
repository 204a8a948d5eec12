"""Pages that need neither the database nor the outbox: to phones by a client of its own, and to a webhook.

For what must reach people when the usual way is what fails. Never a word of what a person wrote, never who they are.
"""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx

from holdfast.log import logger
from holdfast.settings import Settings

TWILIO = "https://api.twilio.com"
# A page that cannot be handed over in this time is tried again by whoever asked for it.
TAKES_S = 5.0
# A page that is older than this is no news any more.
VALID_S = 600
log = logger()


class Pager:
    """Sends one text to everyone it is given, by every way there is."""

    def __init__(self, settings: Settings, *, also: bool = True) -> None:
        """`also`: use the webhook besides the phones."""
        self._settings = settings
        self._base = (settings.twilio_api_base or TWILIO).rstrip("/")
        self._url = settings.page_url if also else ""

    def page(self, phones: Sequence[str], text: str) -> int:
        """How many ways took it; 0 means that nobody was told. Never raises, and takes a few seconds at most."""
        ways: list[Callable[[], bool]] = [lambda to=to: self._text(to, text) for to in dict.fromkeys(phones)]  # type: ignore[misc]
        if self._url:
            ways.append(lambda: self._hook(text))
        if not ways:
            return 0
        with ThreadPoolExecutor(min(8, len(ways))) as pool:
            took: int = sum(pool.map(lambda way: way(), ways))
        log.error("paged", count=took, reason=f"{len(ways)} ways")
        return took

    def _text(self, to: str, text: str) -> bool:
        account, origin = self._settings.twilio_account_sid, self._settings.twilio_from
        sender = {"MessagingServiceSid" if origin.startswith("MG") else "From": origin}
        form = {"To": to, "Body": text, "ValidityPeriod": str(VALID_S), **sender}
        url = f"{self._base}/2010-04-01/Accounts/{account}/Messages.json"
        tokens = (self._settings.twilio_auth_token, self._settings.twilio_next_auth_token)
        return any(self._post(url, auth=(account, token), data=form) for token in tokens if token)

    def _hook(self, text: str) -> bool:
        return self._post(self._url, json={"text": text})

    def _post(self, url: str, **what: object) -> bool:
        try:
            # An address that was given is meant: no proxy from the environment stands before it.
            own = bool(self._settings.twilio_api_base)
            with httpx.Client(timeout=TAKES_S, trust_env=not own) as http:
                return http.post(url, **what).is_success  # type: ignore[arg-type]
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            log.error("page_failed", error=type(fault).__name__)
            return False


class Spacing:
    """One page for many faults: the first at once, then none for a while. Safe from any thread."""

    def __init__(self, every_s: float) -> None:
        self._every_s, self._lock = every_s, threading.Lock()
        self._last: float | None = None

    def due(self) -> bool:
        """Whether a page may go out now; then the next is due later."""
        with self._lock:
            now = time.monotonic()
            if self._last is not None and now - self._last < self._every_s:
                return False
            self._last = now
            return True

    def forget(self) -> None:
        """The last one reached nobody: the next may go at once."""
        with self._lock:
            self._last = None
