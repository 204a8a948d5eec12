"""Twilio's requests: read up to a limit, and refused unless Twilio signed exactly this path, query and body."""

from collections.abc import Callable

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import ImmutableMultiDict

from holdfast.catching_up import take_late
from holdfast.channels import texts, twiml
from holdfast.channels.quarantine import Quarantine
from holdfast.log import logger
from holdfast.parts import Parts

MOST_BYTES = 64 * 1024
log = logger()


class Signed:
    """Reads the forms of all webhooks; what nobody of ours signed goes to the quarantine at most."""

    def __init__(self, parts: Parts, page: Callable[[], object]) -> None:
        """`page` tells people that many were refused in a row."""
        settings = parts.settings
        tokens = [settings.twilio_auth_token, settings.twilio_next_auth_token]
        self._parts = parts
        self._signatures = twiml.Signatures(tokens, settings.public_url)
        self._quarantine = Quarantine(
            settings.folder / "quarantine", parts.keys.own(), settings.twilio_account_sid, page
        )

    async def form(self, request: Request) -> ImmutableMultiDict[str, str] | Response:
        """The form, or the refusal."""
        raw = b""
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > MOST_BYTES:
                return Response("too large", 413)
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        header = request.headers.get("X-Twilio-Signature")
        if self._signatures.valid(path, raw, header):
            return twiml.fields(raw)
        log.warning("signature_refused", route=request.url.path)
        await run_in_threadpool(self._quarantine.refused, path, raw, header)
        return Response("signature", 403)

    def readmit(self) -> int:
        """Take in texts that were refused and are signed by a token that is set now; how many."""
        return self._quarantine.readmit(self._signatures, self._take)

    def _take(self, form: ImmutableMultiDict[str, str]) -> None:
        if (inbound := texts.read(form)) is not None:
            take_late(self._parts, inbound)
