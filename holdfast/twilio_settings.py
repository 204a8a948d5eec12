"""What is wrong with the settings of a Twilio account, as far as its API shows them; docs/twilio.md has them all."""

from collections.abc import Iterator, Mapping
from typing import Any

from holdfast.delivery.twilio_account import TwilioAccount
from holdfast.settings import Settings

# Replies that travel in the answer to a webhook wait in Twilio's queue as long as the service lets them.
LONGEST_WAIT_S = 600
BY_HAND = (
    "Look by hand, the API does not show it: Advanced Opt-Out (its texts and words), webhook retries, geographic",
    "permissions of texts and calls, registration of the sender, and the words in both TwiML Bins.",
)


def faults(settings: Settings, account: TwilioAccount) -> Iterator[str]:
    """A sentence for each; none when all is well. Raises SendError when the account cannot be asked."""
    origin = settings.twilio_from
    on_number = True
    if origin.startswith("MG"):
        service = account.service()
        on_number = bool(service.get("use_inbound_webhook_on_number"))
        yield from _of_service(settings, service, on_number=on_number)
    else:
        yield from _of_number(settings, account.number(origin), origin, "sms", "texts")
    if settings.calls:
        number = settings.twilio_voice_from
        yield from _of_number(settings, account.number(number), number, "voice", "calls")


def _of_service(settings: Settings, service: Mapping[str, Any], *, on_number: bool) -> Iterator[str]:
    if not on_number:
        yield from _address(settings, "the messaging service", "texts", "sms", service["inbound_request_url"])
        yield from _method("the messaging service", "texts", service["inbound_method"])
    yield from _fallback(settings, "the messaging service", "texts", service["fallback_url"])
    if not service["smart_encoding"]:
        yield "the messaging service: Smart Encoding is off, so one fancy character makes a text longer"
    if int(service["validity_period"] or 0) > LONGEST_WAIT_S:
        yield f"the messaging service: a reply may come late, its validity period is over {LONGEST_WAIT_S} s"


def _of_number(
    settings: Settings, number: Mapping[str, Any] | None, called: str, kind: str, what: str
) -> Iterator[str]:
    name = f"the number ending in {called[-2:]}"
    if number is None:
        yield f"{name} does not belong to this account: no {what} come in or go out"
        return
    yield from _address(settings, name, what, kind, number[f"{kind}_url"])
    yield from _method(name, what, number[f"{kind}_method"])
    yield from _fallback(settings, name, what, number[f"{kind}_fallback_url"])


def _address(settings: Settings, where: str, what: str, kind: str, found: str | None) -> Iterator[str]:
    wanted = f"{settings.public_url.rstrip('/')}/{kind}/inbound"
    if (found or "").partition("#")[0] != wanted:
        yield f"{where}: {what} go to another address than {wanted}"


def _method(where: str, what: str, found: str | None) -> Iterator[str]:
    if found != "POST":
        yield f"{where}: {what} must be posted (HTTP POST)"


def _fallback(settings: Settings, where: str, what: str, found: str | None) -> Iterator[str]:
    if not found:
        yield f"{where} has NO fallback address for {what}: set it to the TwiML Bin's (holdfast twilio bin)"
    elif settings.public_url and found.startswith(settings.public_url):
        yield f"{where}: the fallback address for {what} is this very service, which is away when it is needed"
