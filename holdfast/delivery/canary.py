"""The watchdog's own person and responder: a test goes the whole way of a risk message and lights nobody's phone.

Their numbers are in a country code that is given to no country, so that no phone can have them. Whatever is sent to
them is taken here and goes no further. They are in no report, no list and no rota.
"""

from holdfast.delivery.sender import Sender

PERSON, RESPONDER = "+999000000001", "+999000000002"


class Aside:
    """A sender that keeps what is for the canary and hands everything else on."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def send(self, to: str, text: str, delivery_id: str) -> str:
        """As the sender behind it."""
        return (
            f"canary-{delivery_id}" if to in (PERSON, RESPONDER) else self._sender.send(to, text, delivery_id)
        )

    def find(self, to: str, text: str, delivery_id: str) -> str | None:
        """As the sender behind it."""
        return None if to in (PERSON, RESPONDER) else self._sender.find(to, text, delivery_id)
