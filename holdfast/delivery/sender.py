"""What the outbox needs of whoever carries text messages."""

from typing import Protocol


class Sender(Protocol):
    """Carries one text to one phone. Called from worker threads; must be safe for that."""

    def send(self, to: str, text: str, delivery_id: str) -> str:
        """Hand the text over and give the provider's id for it.

        Raises PermanentSendError, TransientSendError, or UnknownOutcome when it may have been sent.
        """

    def find(self, to: str, text: str, delivery_id: str) -> str | None:
        """The provider's id of this text if the provider already has it. Raises TransientSendError."""
