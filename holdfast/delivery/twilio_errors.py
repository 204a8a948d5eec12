"""What Twilio's error codes mean for a text: give up on it, try again soon, or find out.

Codes are Twilio's own (their error dictionary); a code that is not here is judged by its HTTP status.
"""

from holdfast.errors import PermanentSendError, SendError, TransientSendError, UnknownOutcome

# Trying again cannot help: another means, or the next person, is needed now.
PERMANENT = {
    21211: "not a phone number",
    21212: "sender is not a phone number",
    21219: "number not verified on a trial account",
    21265: "sender may not text itself",
    21408: "country not enabled for this account",
    21601: "sender cannot send texts",
    21602: "no text",
    21603: "no sender",
    21604: "no recipient",
    21605: "text too long",
    21606: "sender does not belong to this account",
    21608: "number not verified on a trial account",
    21609: "status callback is not a valid address",
    21610: "opted out",
    21612: "cannot be reached from this sender",
    21614: "not a mobile number",
    21617: "text too long",
    21619: "no text",
    21635: "landline",
    21654: "content refused",
    21659: "sender is not ours for this country",
    21660: "sender does not belong to this account",
    21661: "sender cannot send texts",
    21703: "messaging service has no sender",
    21704: "messaging service has no sender",
    21705: "messaging service is not valid",
    30002: "account suspended",
    30003: "phone unreachable",
    30004: "blocked",
    30005: "unknown number",
    30006: "landline or carrier unreachable",
    30007: "filtered by the carrier",
    30008: "carrier gave no reason",
    30023: "daily limit of a carrier reached",
    30032: "toll-free sender not verified",
    30034: "sender not registered with the carriers",
    30038: "one-time codes only",
}

# Not taken this time; the text itself is fine. 20003: our token is being rotated.
TRANSIENT = {
    14107: "sending rate exceeded",
    20003: "not authenticated",
    20429: "too many requests",
    20503: "service unavailable",
    21611: "sender's queue is full",
    21730: "maintenance",
    30001: "queue overflow",
    30017: "carrier network congestion",
    30022: "carrier rate exceeded",
    30036: "waited too long in the queue",
    63018: "channel rate exceeded",
}


def for_answer(status: int, code: int | None) -> SendError:
    """The error that an HTTP answer to a send stands for.

    A 5xx other than 503 may have been sent all the same (Twilio says so of its code 20500), so nobody knows.
    """
    name = str(code or status)
    if code in PERMANENT:
        return PermanentSendError(PERMANENT[code], name)
    if code in TRANSIENT:
        return TransientSendError(TRANSIENT[code], name)
    if status in (401, 403, 429, 503):
        return TransientSendError(f"answered {status}", name)
    if status >= 500 or status in (408, 409) or status < 400:
        return UnknownOutcome(f"answered {status}", name)
    return PermanentSendError(f"refused with {status}", name)
