"""Twilio's requests: read up to a limit, and refused unless Twilio signed exactly this path, query and body."""

from fastapi import Request, Response
from starlette.datastructures import ImmutableMultiDict

from holdfast.channels import twiml
from holdfast.log import logger

MOST_BYTES = 64 * 1024
log = logger()


async def form(request: Request, signatures: twiml.Signatures) -> ImmutableMultiDict[str, str] | Response:
    """The form, or the refusal."""
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MOST_BYTES:
            return Response("too large", 413)
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if not signatures.valid(path, raw, request.headers.get("X-Twilio-Signature")):
        log.warning("signature_refused", route=request.url.path)
        return Response("signature", 403)
    return twiml.fields(raw)
