"""What an effect is given, and what it gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from holdfast.content import Script
from holdfast.delivery import thread
from holdfast.models import Conversation, Message, Person
from holdfast.parts import Parts


@dataclass(frozen=True)
class Here:
    """One message in its conversation; `script` is what is about to be said, if that is what has the effect."""

    tx: Session
    parts: Parts
    conversation: Conversation
    message: Message
    script: Script | None = None

    @property
    def person(self) -> Person:
        """Who wrote it."""
        return self.conversation.person

    @property
    def words(self) -> str:
        """What they wrote, opened."""
        return thread.text_of(self.parts, self.conversation, self.message)


@dataclass(frozen=True)
class Done:
    """It was done: `args` go into the words, `choices` says which choices are offered and in which order.

    `then` is what is said about it, if not what the step says. `signal` is one that follows from what was noted: it
    is handed off, and nothing else is said.
    """

    args: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] | None = None
    then: str | None = None
    signal: str | None = None


# None: it was not done, and other words are said.
Effect = Callable[[Here], Done | None]
