"""Calls and switches on the page of simulated phones: what it shows of calls, and what its buttons do."""

import re
from collections.abc import Callable
from typing import Any

from holdfast.simulator.calls import Call
from holdfast.simulator.exchange import Exchange
from holdfast.simulator.twilio import Twilio

PHONE = re.compile(r"\+[1-9]\d{6,14}")
KEYS = re.compile(r"[0-9*#]{1,20}")


def shown(call: Call) -> dict[str, Any]:
    """One call, as the page shows it."""
    return {
        "id": call.sid,
        "phone": call.phone,
        "mine": call.inbound,
        "state": call.status,
        "ringing": call.status in ("queued", "ringing") and not call.inbound,
        "over": call.over,
        "heard": call.heard,
        "connected": call.connected,
        "at": call.created.isoformat(),
    }


def do(exchange: Exchange, body: Any) -> bool:
    """What a button asks for; False when it comes too late. Raises ValueError saying what is wrong with it."""
    if not isinstance(body, dict):
        raise ValueError("not an object")  # noqa: TRY004  (said to the page)
    wanted, sid, keys = body.get("do"), body.get("call"), body.get("keys", "")
    if wanted == "dial":
        phone = body.get("from")
        if not isinstance(phone, str) or not PHONE.fullmatch(phone):
            raise ValueError("`from` is not a phone number")
        return bool(exchange.dial(phone))
    if not isinstance(sid, str):
        raise ValueError("`call` is not the id of a call")  # noqa: TRY004  (the same)
    if wanted == "press":
        if not isinstance(keys, str) or not KEYS.fullmatch(keys):
            raise ValueError("`keys` are not keys of a phone")
        return exchange.press(sid, keys)
    buttons: dict[object, Callable[[str], bool]] = {
        "answer": exchange.answer, "refuse": exchange.refuse, "hang_up": exchange.hang_up,
    }  # fmt: skip
    if not isinstance(wanted, str) or wanted not in buttons:
        raise ValueError("`do` is not a button")
    return buttons[wanted](sid)


def switch(twilio: Twilio, body: Any) -> bool:
    """Switch a phone off or on. Raises ValueError saying what is wrong with what was asked."""
    if not isinstance(body, dict):
        raise ValueError("not an object")  # noqa: TRY004  (said to the page)
    phone, off = body.get("phone"), body.get("off")
    if not isinstance(phone, str) or not PHONE.fullmatch(phone):
        raise ValueError("`phone` is not a phone number")
    if not isinstance(off, bool):
        raise ValueError("`off` is not yes or no")  # noqa: TRY004  (the same)
    twilio.switch(phone, off=off)
    return True
