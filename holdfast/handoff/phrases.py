"""Ready phrases for a responder: written in advance and signed like every other script, said in their name."""

from holdfast.delivery import guard
from holdfast.models import Responder
from holdfast.parts import Parts


def offered(parts: Parts) -> list[str]:
    """The scripts that may be said today, in the order of the policy; in production only what is signed."""
    return [name for name in parts.policy.data["desk"]["phrases"] if parts.library.may_say(name)]


def text(parts: Parts, responder: Responder, channel: str, script: str) -> str:
    """The words of one of them on this channel. Raises CannotSay."""
    return guard.as_signed(parts, script, channel, {"responder": responder.name})
