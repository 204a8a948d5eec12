"""The form fields of Twilio's webhooks, blank ones included."""

from datetime import UTC, datetime
from email.utils import format_datetime

import phonenumbers

from holdfast.simulator.calls import Call
from holdfast.simulator.messages import API, Message, segments


def inbound(message: Message, account_sid: str, opt_out: str | None) -> dict[str, str]:
    """What Twilio posts when a phone has texted. Places it does not know come as blanks, and are signed."""
    form = {
        "ToCountry": _country(message.to),
        "ToState": "",
        "SmsMessageSid": message.sid,
        "NumMedia": str(message.media),
        "ToCity": "",
        "FromZip": "",
        "SmsSid": message.sid,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": message.body,
        "FromCountry": _country(message.from_),
        "To": message.to,
        "ToZip": "",
        "NumSegments": str(segments(message.body)),
        "MessageSid": message.sid,
        "AccountSid": account_sid,
        "From": message.from_,
        "ApiVersion": API,
    }
    for number in range(message.media):
        form[f"MediaContentType{number}"] = "image/jpeg"
        form[f"MediaUrl{number}"] = (
            f"https://api.twilio.com/{API}/Accounts/{account_sid}/Messages/{message.sid}/Media/ME{number:032x}"
        )
    if message.service:
        form["MessagingServiceSid"] = message.service
    if opt_out:
        form["OptOutType"] = opt_out
    return form


def status(message: Message, account_sid: str, reported: str, error: int | None) -> dict[str, str]:
    """What Twilio posts when a text we sent has moved on."""
    form = {
        "ApiVersion": API,
        "MessageStatus": reported,
        "SmsSid": message.sid,
        "SmsStatus": reported,
        "To": message.to,
        "From": message.from_,
        "MessageSid": message.sid,
        "AccountSid": account_sid,
    }
    if message.service:
        form["MessagingServiceSid"] = message.service
    if error is not None and reported in ("undelivered", "failed"):
        form["ErrorCode"] = str(error)
    if reported in ("delivered", "undelivered") and message.sent:
        form["RawDlrDoneDate"] = message.sent.strftime("%y%m%d%H%M")
    return form


def call(call: Call, account_sid: str) -> dict[str, str]:
    """What every webhook about a call holds."""
    return {
        "AccountSid": account_sid,
        "ApiVersion": API,
        "CallSid": call.sid,
        "CallStatus": call.status,
        "Called": call.to,
        "CalledCity": "",
        "CalledCountry": _country(call.to),
        "Caller": call.from_,
        "CallerCity": "",
        "CallerCountry": _country(call.from_),
        "Direction": call.direction,
        "From": call.from_,
        "FromCity": "",
        "FromCountry": _country(call.from_),
        "To": call.to,
        "ToCity": "",
        "ToCountry": _country(call.to),
    }


def progress(call: Call, status: str) -> dict[str, str]:
    """What a report about a call holds besides."""
    form = {
        "CallStatus": status,
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(call.reports),
        "Timestamp": format_datetime(datetime.now(UTC).replace(microsecond=0)),
    }
    if call.over:
        form |= {"CallDuration": str(call.seconds), "Duration": str((call.seconds + 59) // 60)}
    return form


def _country(number: str) -> str:
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    except phonenumbers.NumberParseException:
        return ""
