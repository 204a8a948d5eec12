"""The simulated account: one number, and every phone that ever wrote to it or was written to."""

import asyncio
import secrets
from collections import OrderedDict, deque
from collections.abc import Coroutine, Mapping
from dataclasses import replace
from typing import Any

from holdfast.simulator import answers, forms, standing
from holdfast.simulator.exchange import DEAD, Exchange
from holdfast.simulator.faults import Fault, Faults
from holdfast.simulator.messages import Message, new_sid
from holdfast.simulator.optouts import STOP_WORDS, OptOuts
from holdfast.simulator.webhooks import Webhooks

KEEP = 2000
LONGEST = 1600
# Time on the network before each status, so that a watcher can see a text move on.
PACE_S = 0.1
STATUSES = ("sent", "delivered")
# Twilio's code for a phone that is off or out of reach.
UNREACHABLE = 30003


class Twilio:
    """Takes texts from the service and from phones. Lives in one event loop; everything is kept in memory.

    `advanced` adds `OptOutType` to webhooks, as Advanced Opt-Out does; `carrier_words` are the texts that
    Twilio itself sends on STOP, START and HELP; `fallback` is the TwiML Bin behind the fallback URL;
    `reach` is where the service listens, if its public address cannot be called from here; `call_second_s` is how
    long a second of a call takes, and `call_fallback` the TwiML Bin for calls.
    """

    def __init__(
        self, account_sid: str, auth_token: str, number: str, public_url: str, *,
        pace_s: float = PACE_S, stop_words: frozenset[str] = STOP_WORDS, advanced: bool = False,
        carrier_words: Mapping[str, str] | None = None, fallback: str | None = None, reach: str | None = None,
        call_second_s: float = 1.0, call_fallback: str | None = None,
    ) -> None:  # fmt: skip
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.number = number
        self.public_url = public_url.rstrip("/")
        self.faults = Faults()
        self.opt_outs = OptOuts(stop_words)
        self.webhooks = Webhooks(auth_token, self.public_url, reach)
        self.messages: OrderedDict[str, Message] = OrderedDict()
        self.alerts: deque[tuple[int, str]] = deque(maxlen=KEEP)
        self.version = 0
        self.number_settings = standing.of_number(
            account_sid, number, self.public_url, fallback=bool(fallback), call_fallback=bool(call_fallback)
        )
        self.service_settings = standing.of_service(account_sid, self.public_url, fallback=bool(fallback))
        self.exchange = Exchange(
            account_sid, number, self.public_url, self.webhooks, self._grown,
            second_s=call_second_s, fallback=call_fallback,
        )  # fmt: skip
        self._pace_s = pace_s
        self._advanced = advanced
        self._carrier_words = dict(carrier_words or {})
        self._fallback = fallback
        self._off: set[str] = set()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def text(self, phone: str, body: str, media: int = 0) -> list[Message]:
        """A phone texts the service; beyond 1,600 characters in pieces. Ends when all are answered."""
        pieces = [body[at : at + LONGEST] for at in range(0, len(body), LONGEST)] or [""]
        made = []
        for number, piece in enumerate(pieces):
            pictures = 0 if number else media
            message = Message(
                new_sid("MM" if pictures else "SM"), "inbound", phone, self.number, piece, "received"
            )
            message.media, message.sent = pictures, message.created
            self._keep(message)
            made.append(message)
            opt_out = self.opt_outs.heed(phone, piece)
            if opt_out and opt_out in self._carrier_words:
                self.accept(phone, self._carrier_words[opt_out], "outbound-reply", exempt=True)
            await self.bring(message, opt_out if self._advanced else None)
        return made

    async def bring(self, message: Message, opt_out: str | None = None, token: str | None = None) -> bool:
        """Post an inbound text to the service and send what it answers; once more is a duplicate."""
        form = forms.inbound(message, self.account_sid, opt_out)
        answer = await self.webhooks.post(self.public_url + "/sms/inbound", form, token)
        if answer is None:
            self._alert(11200, message)
            if self._fallback:
                self.accept(message.from_, self._fallback, "outbound-reply")
            return False
        try:
            replies = answers.replies(answer)
        except answers.BadAnswer as fault:
            self._alert(fault.code, message)
            return False
        for reply in replies:
            if not reply.body.strip() or self.opt_outs.blocked(reply.to or message.from_):
                self.alerts.append((21610 if reply.body.strip() else 14103, message.sid))
                continue
            self.accept(
                reply.to or message.from_, reply.body, "outbound-reply", callback=reply.status_callback
            )
        return True

    def accept(
        self, to: str, body: str, direction: str, *, callback: str | None = None, service: str | None = None,
        valid_s: int = 36000, fault: Fault | None = None, exempt: bool = False,
    ) -> Message:  # fmt: skip
        """Take a text for a phone and carry it, reporting on the way."""
        message = Message(
            new_sid("SM"), direction, self.number, to, body, "accepted" if service else "queued"
        )
        message.service, message.valid_s, message.status_callback = service, valid_s, callback
        self._keep(message)
        plan = fault or (Fault() if exempt or direction == "outbound-api" else self.faults.take())
        if to in self._off and plan.reports is None:
            plan = replace(plan, reports=("sent", "undelivered"), error=UNREACHABLE)
        self._start(self._carry(message, plan))
        return message

    def switch(self, phone: str, *, off: bool) -> None:
        """A phone is switched off, or on again: no text and no call reaches one that is off."""
        if off:
            self._off.add(phone)
            self.exchange.manners[phone] = DEAD
        else:
            self._off.discard(phone)
            self.exchange.manners.pop(phone, None)

    @property
    def off(self) -> list[str]:
        """Every phone that is switched off."""
        return sorted(self._off)

    async def settle(self) -> None:
        """Wait until nothing is on its way."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """Drop what is on its way."""
        await self.exchange.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.webhooks.close()

    def since(self, version: int) -> list[Message]:
        """Every text that changed after this version, oldest first."""
        return [message for message in list(self.messages.values()) if message.version > version]

    def thread(self, phone: str) -> list[Message]:
        """Every text of one phone, oldest first."""
        return [message for message in list(self.messages.values()) if message.phone == phone]

    async def _carry(self, message: Message, plan: Fault) -> None:
        reported = ("queued", *STATUSES) if plan.reports is None else plan.reports
        for status in reported:
            if status != "queued":
                await asyncio.sleep(self._pace_s)
            message.move(status, plan.error)
            self._changed(message)
            if message.status_callback:
                form = forms.status(message, self.account_sid, status, plan.error)
                if await self.webhooks.post(message.status_callback, form) is None:
                    self.alerts.append((11200, message.sid))
        if not reported:
            message.move("sent", None)
            self._changed(message)

    def _alert(self, code: int, message: Message) -> None:
        """What Twilio's debugger would list; also on the text itself, as Twilio does."""
        self.alerts.append((code, message.sid))
        message.error = code
        self._changed(message)

    def _keep(self, message: Message) -> None:
        self.messages[message.sid] = message
        while len(self.messages) > KEEP:
            self.messages.popitem(last=False)
        self._changed(message)

    def _changed(self, message: Message) -> None:
        message.version = self._grown()

    def _grown(self) -> int:
        self.version += 1
        return self.version

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def demo(public_url: str, **options: Any) -> Twilio:
    """An account with credentials of this process alone and a number of a kind kept free for fiction."""
    return Twilio("AC" + secrets.token_hex(16), secrets.token_hex(16), "+12025550100", public_url, **options)
