"""A text as Twilio keeps it, and as its REST API shows it."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import smsutil

API = "2010-04-01"
# A report that comes out of order does not change what Twilio itself knows.
RANK = ("accepted", "queued", "sending", "sent", "undelivered", "failed", "delivered")


def new_sid(prefix: str) -> str:
    """An id in Twilio's form."""
    return prefix + secrets.token_hex(16)


def segments(text: str) -> int:
    """How many parts the text takes on a phone network."""
    return max(1, len(smsutil.split(text).parts))


@dataclass
class Message:
    """One text, in or out. `version` grows with every change, so that a reader can ask for what is new."""

    sid: str
    direction: str
    from_: str
    to: str
    body: str
    status: str
    media: int = 0
    service: str | None = None
    status_callback: str | None = None
    valid_s: int = 36000
    error: int | None = None
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    sent: datetime | None = None
    updated: datetime | None = None
    version: int = 0

    @property
    def inbound(self) -> bool:
        """Whether a phone sent it to the service."""
        return self.direction == "inbound"

    @property
    def phone(self) -> str:
        """The phone at the other end."""
        return self.from_ if self.inbound else self.to

    def move(self, status: str, error: int | None) -> None:
        """Take a new status, unless a later one is known."""
        now = datetime.now(UTC)
        if RANK.index(status) > RANK.index(self.status):
            self.status, self.updated = status, now
            self.error = error if status in ("undelivered", "failed") else None
        if self.sent is None and status not in ("accepted", "queued", "failed"):
            self.sent = now

    def shown(self, account_sid: str) -> dict[str, Any]:
        """As the REST API shows it."""
        uri = f"/{API}/Accounts/{account_sid}/Messages/{self.sid}"
        return {
            "account_sid": account_sid,
            "api_version": API,
            "body": self.body,
            "date_created": shown_date(self.created),
            "date_sent": shown_date(self.sent),
            "date_updated": shown_date(self.updated or self.created),
            "direction": self.direction,
            "error_code": self.error,
            "error_message": None,
            "from": self.from_,
            "messaging_service_sid": self.service,
            "num_media": str(self.media),
            "num_segments": str(segments(self.body)),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }


def shown_date(at: datetime | None) -> str | None:
    """A moment as the REST API writes it."""
    return format_datetime(at.replace(microsecond=0)) if at else None
