"""How the simulated account's number and messaging service are set, as Twilio's REST API shows them."""

from datetime import UTC, datetime
from typing import Any

from holdfast.simulator.messages import API, shown_date

NUMBER_SID, SERVICE_SID = "PN" + "0" * 32, "MG" + "0" * 32
BIN = "https://handler.twilio.com/twiml/EH"


def of_number(
    account_sid: str, number: str, public_url: str, *, fallback: bool, call_fallback: bool
) -> dict[str, Any]:
    """As docs/twilio.md asks for; whether the Bins for texts and calls are set is up to the caller."""
    made = shown_date(datetime.now(UTC))
    return {
        "account_sid": account_sid,
        "address_requirements": "none",
        "address_sid": None,
        "api_version": API,
        "beta": False,
        "bundle_sid": None,
        "capabilities": {"fax": False, "mms": True, "sms": True, "voice": True},
        "date_created": made,
        "date_updated": made,
        "emergency_address_sid": None,
        "emergency_address_status": "unregistered",
        "emergency_status": "Inactive",
        "friendly_name": number,
        "identity_sid": None,
        "origin": "twilio",
        "phone_number": number,
        "sid": NUMBER_SID,
        "sms_application_sid": None,
        "sms_fallback_method": "POST",
        "sms_fallback_url": f"{BIN}0" if fallback else "",
        "sms_method": "POST",
        "sms_url": f"{public_url}/sms/inbound",
        "status": "in-use",
        "status_callback": "",
        "status_callback_method": "POST",
        "trunk_sid": None,
        "type": "local",
        "uri": f"/{API}/Accounts/{account_sid}/IncomingPhoneNumbers/{NUMBER_SID}.json",
        "voice_application_sid": None,
        "voice_caller_id_lookup": False,
        "voice_fallback_method": "POST",
        "voice_fallback_url": f"{BIN}1" if call_fallback else "",
        "voice_method": "POST",
        "voice_receive_mode": "voice",
        "voice_url": f"{public_url}/voice/inbound",
    }


def of_service(account_sid: str, public_url: str, *, fallback: bool) -> dict[str, Any]:
    """The same of a messaging service, whatever its id."""
    made = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "account_sid": account_sid,
        "area_code_geomatch": True,
        "date_created": made,
        "date_updated": made,
        "fallback_method": "POST",
        "fallback_to_long_code": False,
        "fallback_url": f"{BIN}0" if fallback else "",
        "friendly_name": "Holdfast",
        "inbound_method": "POST",
        "inbound_request_url": f"{public_url}/sms/inbound",
        "links": {},
        "mms_converter": True,
        "scan_message_content": "inherit",
        "sid": SERVICE_SID,
        "smart_encoding": True,
        "status_callback": None,
        "sticky_sender": True,
        "synchronous_validation": False,
        "url": f"https://messaging.twilio.com/v1/Services/{SERVICE_SID}",
        "us_app_to_person_registered": False,
        "use_inbound_webhook_on_number": False,
        "usecase": "undeclared",
        "validity_period": 120,
    }
