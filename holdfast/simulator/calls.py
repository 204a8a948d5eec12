"""A call as Twilio keeps it, and as its REST API shows it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from holdfast.simulator.messages import API, shown_date
from holdfast.simulator.standing import NUMBER_SID

OVER = ("completed", "busy", "no-answer", "failed", "canceled")


@dataclass
class Call:
    """One call, in or out. `heard` is what was spoken to the phone so far; `asks` while a key is waited for.

    `connected` is the number that it was passed on to. `version` grows with every change.
    """

    sid: str
    direction: str
    from_: str
    to: str
    status: str = "queued"
    callback: str | None = None
    events: tuple[str, ...] = ()
    heard: list[str] = field(default_factory=list)
    asks: bool = False
    connected: str | None = None
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    started: datetime | None = None
    ended: datetime | None = None
    reports: int = 0
    version: int = 0

    @property
    def inbound(self) -> bool:
        """Whether a phone called the service."""
        return self.direction == "inbound"

    @property
    def phone(self) -> str:
        """The phone at the other end."""
        return self.from_ if self.inbound else self.to

    @property
    def over(self) -> bool:
        """Whether it has ended, in whatever way."""
        return self.status in OVER

    @property
    def seconds(self) -> int:
        """How long somebody was on the line."""
        return int((self.ended - self.started).total_seconds()) if self.started and self.ended else 0

    def shown(self, account_sid: str) -> dict[str, Any]:
        """As the REST API shows it."""
        uri = f"/{API}/Accounts/{account_sid}/Calls/{self.sid}"
        parts = ("notifications", "recordings", "payments", "events", "siprec", "streams", "transcriptions")
        return {
            "account_sid": account_sid,
            "answered_by": None,
            "api_version": API,
            "caller_name": None,
            "date_created": shown_date(self.created),
            "date_updated": shown_date(self.ended or self.started or self.created),
            "direction": self.direction,
            "duration": str(self.seconds) if self.over else None,
            "end_time": shown_date(self.ended),
            "forwarded_from": None,
            "from": self.from_,
            "from_formatted": self.from_,
            "group_sid": None,
            "parent_call_sid": None,
            "phone_number_sid": NUMBER_SID,
            "price": None,
            "price_unit": "USD",
            "queue_time": "0",
            "sid": self.sid,
            "start_time": shown_date(self.started),
            "status": self.status,
            "subresource_uris": {part: f"{uri}/{part.capitalize()}.json" for part in parts},
            "to": self.to,
            "to_formatted": self.to,
            "trunk_sid": None,
            "uri": f"{uri}.json",
        }
