"""Requests from Twilio to the service: signed, bounded in time, retried only when no connection was made."""

import asyncio
import base64
import hashlib
import hmac
import uuid
from collections.abc import Mapping

import httpx

# Twilio's limits: five seconds for each of two connects, fifteen in all, then error 11200 and the fallback.
CONNECT_S = 5
IN_ALL_S = 15
TRIES = 2


def signature(auth_token: str, url: str, form: Mapping[str, str]) -> str:
    """`X-Twilio-Signature`, from Twilio's description of it and not from the SDK that checks it."""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(auth_token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


class Webhooks:
    """Posts forms to the service."""

    def __init__(self, auth_token: str, public_url: str, reach: str | None = None) -> None:
        self.auth_token = auth_token
        self._public_url = public_url
        # Where the service listens, if its public address cannot be called from here.
        self._reach = (reach or public_url).rstrip("/")
        self._http: httpx.AsyncClient | None = None

    async def post(
        self, url: str, form: Mapping[str, str], token: str | None = None
    ) -> httpx.Response | None:
        """The service's answer if it is a 2xx that came in time; else None.

        `token` is the idempotency token, which Twilio keeps over a retry and does not sign.
        """
        headers = {
            "X-Twilio-Signature": signature(self.auth_token, url, form),
            "I-Twilio-Idempotency-Token": token or str(uuid.uuid4()),
            "User-Agent": "TwilioProxy/1.1",
        }
        try:
            async with asyncio.timeout(IN_ALL_S):
                answer = await self._connected(url, form, headers)
        except (httpx.HTTPError, TimeoutError):
            return None
        return answer if answer.is_success else None

    async def _connected(self, url: str, form: Mapping[str, str], headers: dict[str, str]) -> httpx.Response:
        for left in reversed(range(TRIES)):
            try:
                return await self._client().post(self._reached(url), data=dict(form), headers=headers)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if not left:
                    raise
        raise httpx.ConnectError("no try was made")

    def _reached(self, url: str) -> str:
        ours = url.startswith(self._public_url)
        return self._reach + url[len(self._public_url) :] if ours else url

    def _client(self) -> httpx.AsyncClient:
        if self._http is None or self._http.is_closed:
            # The service is on this machine: no proxy from the environment stands before it.
            self._http = httpx.AsyncClient(
                timeout=httpx.Timeout(IN_ALL_S, connect=CONNECT_S), trust_env=False
            )
        return self._http

    async def close(self) -> None:
        """Give the connections back."""
        if self._http is not None:
            await self._http.aclose()
