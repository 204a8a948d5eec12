"""What the outbox needs of whoever carries text messages, and of whoever makes calls."""

from typing import Protocol


class Sender(Protocol):
    """Carries one text to one phone. Called from worker threads; must be safe for that."""

    def send(self, to: str, text: str, delivery_id: str) -> str:
        """Hand the text over and give the provider's id for it.

        Raises PermanentSendError, TransientSendError, or UnknownOutcome when it may have been sent.
        """

    def find(self, to: str, text: str, delivery_id: str) -> str | None:
        """The provider's id of this text if the provider already has it. Raises TransientSendError."""


class Caller(Protocol):
    """Makes a phone ring. What is said is asked of us when somebody answers. Called from worker threads."""

    def call(self, to: str, delivery_id: str) -> str:
        """Begin a call and give the provider's id for it. Raises as `Sender.send` does."""

    def find_call(self, to: str, delivery_id: str) -> str | None:
        """The provider's id of this call if the provider already has it. Raises TransientSendError."""
