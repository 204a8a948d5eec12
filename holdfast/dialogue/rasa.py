"""The client of Rasa's private channel. The contract is in ARCHITECTURE.md."""

from dataclasses import dataclass
from typing import Any

import httpx

from holdfast.errors import DialogueFault
from holdfast.log import logger
from holdfast.settings import Settings

log = logger()
# Far more than a turn's answer, far less than would hurt.
MOST_BYTES = 100_000
MOST_SAYS = 8
LONGEST_TEXT = 2000
SLASHES = "/\uff0f\u2044\u2215"
# The position slots of someone who has just arrived.
AT_THE_START: dict[str, Any] = {
    "channel": "web",
    "exercise": None,
    "exercise_step": None,
    "plan_step": None,
    "waiting": False,
    "flagged": False,
    "misses": 0,
    "keeping": False,
    "rated": None,
    "helped": False,
}


@dataclass(frozen=True)
class Say:
    """A script that Rasa proposes to say; `ref` names what it is about."""

    script: str
    ref: dict[str, Any] | None
    choices: list[str] | None


@dataclass(frozen=True)
class Timer:
    """A script to say later."""

    after_s: int
    script: str
    ref: dict[str, Any] | None


@dataclass(frozen=True)
class Turn:
    """Rasa's answer to one turn."""

    says: tuple[Say, ...]
    timers: tuple[Timer, ...]
    intent: str | None
    confidence: float


class Rasa:
    """Talks to one Rasa over loopback."""

    def __init__(self, settings: Settings) -> None:
        self._deadline = float(settings.rasa_deadline_s)
        self._client = httpx.AsyncClient(
            base_url=settings.rasa_url or "http://127.0.0.1:9",
            headers={"Authorization": f"Bearer {settings.rasa_token}"},
            timeout=self._deadline,
        )
        self.state = "loading"

    @property
    def has_been_ready(self) -> bool:
        """Whether a turn has ever succeeded."""
        return self.state != "loading"

    async def turn(self, request: dict[str, Any]) -> Turn:
        """One turn. Raises DialogueFault when the answer is late, empty or not as agreed.

        `state` is then `ready`, or `failing` once it had been ready before.
        """
        try:
            turn = await self._turn(request)
        except DialogueFault:
            self.state = "failing" if self.has_been_ready else "loading"
            raise
        self.state = "ready"
        return turn

    async def _turn(self, request: dict[str, Any]) -> Turn:
        try:
            answer = await self._client.post("/webhooks/holdfast/turn", json=request)
            if answer.status_code != 200:
                raise DialogueFault(f"status {answer.status_code}")
            if len(answer.content) > MOST_BYTES:
                raise DialogueFault("too large")
            turn = _read(answer.json())
        except httpx.HTTPError as fault:
            raise DialogueFault(type(fault).__name__) from fault
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise DialogueFault("malformed") from fault
        if not turn.says:
            raise DialogueFault("empty")
        return turn

    async def ready(self) -> bool:
        """Whether a real calm turn succeeds now."""
        probe = {
            "conversation": "readiness",
            "turn": 0,
            "fresh": True,
            "text": "hello",
            "slots": AT_THE_START,
        }
        try:
            await self.turn(probe)
        except DialogueFault as fault:
            log.info("rasa_not_ready", reason=str(fault))
            return False
        return True

    async def close(self) -> None:
        """Close connections."""
        await self._client.aclose()


def plain(text: str) -> str:
    """A person's text so that Rasa cannot take it for a command, also behind white space (`" /risk"` is one)."""
    clean = text.encode("utf-8", "replace").decode().replace("\0", " ")[:LONGEST_TEXT]
    start = 0
    while start < len(clean) and (
        clean[start] in SLASHES or clean[start].isspace() or not clean[start].isprintable()
    ):
        start += 1
    return clean[start:] or "?"


def _read(data: Any) -> Turn:
    says = tuple(
        Say(_name(one["script"]), one.get("ref"), one.get("choices")) for one in data["says"][:MOST_SAYS]
    )
    timers = tuple(
        Timer(int(one["after_s"]), _name(one["script"]), one.get("ref")) for one in data.get("timers", [])
    )
    if any(not 0 < timer.after_s <= 86400 for timer in timers):
        raise ValueError("timer")
    return Turn(says, timers, data.get("intent"), float(data.get("confidence") or 0))


def _name(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("script")
    return value
